//! API tokens: narrowed, expiring, hashed, shown once.

use centralino::access::Permission;
use centralino::store::entity::api_tokens;
use chrono::Duration;
use sea_orm::EntityTrait;
use serde_json::json;
use sha2::Digest;

use crate::support::TestApp;

#[tokio::test]
async fn scopes_narrow_and_never_widen() {
    let test = TestApp::start().await;
    let anna = test.administrator().await;
    let minted = anna
        .post("/tokens", json!({"name": "reader", "scopes": ["tickets_read"]}))
        .await
        .ok();
    let reader = test.bearer(minted["token"].as_str().unwrap());
    assert_eq!(
        reader.get("/session").await.ok()["permissions"],
        json!(["tickets_read"])
    );
    reader.get("/users").await.problem(403, "forbidden");
    // Nor does it breed a wider one: neither asked for, nor by asking for nothing.
    let wider = json!({"name": "wider", "scopes": ["users_manage"]});
    reader.post("/tokens", wider).await.problem(403, "forbidden");
    let minted = reader.post("/tokens", json!({"name": "same"})).await.ok();
    assert_eq!(minted["scopes"], json!(["tickets_read"]));
    // A scope the user has not is worth nothing.
    let ada = test.agent("Ada").await;
    let beyond = json!({"name": "beyond", "scopes": ["users_manage"]});
    ada.post("/tokens", beyond).await.problem(403, "forbidden");
}

#[tokio::test]
async fn a_token_expires_and_is_revoked() {
    let test = TestApp::start().await;
    let ada = test.agent("Ada").await;
    let until = test.app.clock.now() + Duration::days(1);
    let minted = ada
        .post("/tokens", json!({"name": "short", "expires_at": until}))
        .await
        .ok();
    let short = test.bearer(minted["token"].as_str().unwrap());
    short.get("/session").await.ok();
    let listed = ada.get("/tokens").await;
    assert!(!listed.text().contains("ctl_"));
    let listed = listed.ok();
    assert_eq!(listed["items"][0]["name"], "short");
    assert!(!listed["items"][0]["last_used_at"].is_null());
    let minted = ada.post("/tokens", json!({"name": "other"})).await.ok();
    let other = test.bearer(minted["token"].as_str().unwrap());
    // Somebody else's token does not exist.
    let bob = test.agent("Bob").await;
    let path = format!("/tokens/{}", minted["id"].as_str().unwrap());
    bob.delete(&path).await.problem(404, "not_found");
    ada.delete(&path).await.ok();
    other.get("/session").await.problem(401, "unauthenticated");
    test.app.clock.advance(Duration::days(1));
    short.get("/session").await.problem(401, "unauthenticated");
    let past = json!({"name": "past", "expires_at": "2020-01-01T00:00:00Z"});
    let ada = test.agent("Ada").await;
    ada.post("/tokens", past).await.problem(422, "validation");
}

#[tokio::test]
async fn a_token_made_by_a_token_is_neither_wider_nor_longer_lived() {
    let test = TestApp::start().await;
    let anna = test.administrator().await;
    let until = test.app.clock.now() + Duration::days(1);
    let body = json!({"name": "parent", "scopes": ["tickets_read"], "expires_at": until});
    let parent = anna.post("/tokens", body).await.ok();
    let parent = test.bearer(parent["token"].as_str().unwrap());
    let later = test.app.clock.now() + Duration::days(400);
    for body in [
        json!({"name": "no end"}),
        json!({"name": "later", "expires_at": later, "scopes": ["tickets_read"]}),
    ] {
        let child = parent.post("/tokens", body.clone()).await.ok();
        assert_eq!(child["scopes"], json!(["tickets_read"]), "{body}");
        let ends: chrono::DateTime<chrono::Utc> = child["expires_at"].as_str().unwrap().parse().unwrap();
        assert!((ends - until).abs() < Duration::seconds(1), "{body}: {ends}");
    }
    let soon = test.app.clock.now() + Duration::hours(1);
    let child = parent
        .post("/tokens", json!({"name": "sooner", "expires_at": soon}))
        .await
        .ok();
    let ends: chrono::DateTime<chrono::Utc> = child["expires_at"].as_str().unwrap().parse().unwrap();
    assert!((ends - soon).abs() < Duration::seconds(1), "{ends}");
}

/// When the user loses the only right a token is for, what it makes must not have all the others.
#[tokio::test]
async fn a_token_that_is_worth_nothing_makes_none_worth_more() {
    let test = TestApp::start().await;
    let anna = test.administrator().await;
    let rights = [Permission::TicketsRead, Permission::ContactsChange];
    let ada = test.user_with("Ada", &rights, true).await;
    let minted = ada
        .post("/tokens", json!({"name": "reader", "scopes": ["tickets_read"]}))
        .await
        .ok();
    let reader = test.bearer(minted["token"].as_str().unwrap());
    let role = anna.get(&format!("/users/{}", ada.user_id)).await.ok()["role"]["id"].clone();
    let path = format!("/roles/{}", role.as_str().unwrap());
    anna.patch(&path, json!({"permissions": ["contacts_change"]}))
        .await
        .ok();
    assert_eq!(reader.get("/session").await.ok()["permissions"], json!([]));
    let child = reader.post("/tokens", json!({"name": "child"})).await.ok();
    let child = test.bearer(child["token"].as_str().unwrap());
    assert_eq!(child.get("/session").await.ok()["permissions"], json!([]));
}

#[tokio::test]
async fn a_token_is_shown_once_and_kept_as_a_keyed_hash() {
    let test = TestApp::start().await;
    let ada = test.agent("Ada").await;
    let answer = ada.post("/tokens", json!({"name": "script"})).await;
    let token = answer.json()["token"].as_str().unwrap().to_owned();
    // 256 bits behind a mark that scanners of leaked secrets know.
    assert!(token.starts_with("ctl_") && token.len() >= 4 + 43, "{token}");
    for path in ["/tokens", "/session", "/audit"] {
        let shown = ada.get(path).await.text();
        assert!(!shown.contains(&token[4..]), "{path}: {shown}");
    }
    let rows = format!(
        "{:?}",
        api_tokens::Entity::find()
            .all(test.app.store.read())
            .await
            .unwrap()
    );
    assert!(!rows.contains(&token[4..]), "{rows}");
    assert!(rows.contains(&test.hash_of(&token)), "{rows}");
    // Without the installation's key the hash is worth nothing: it is not that of the bare token.
    let bare = centralino::keys::hex(&sha2::Sha256::digest(token.as_bytes()));
    assert!(!rows.contains(&bare), "{rows}");
}
