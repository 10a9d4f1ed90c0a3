//! API tokens: narrowed, expiring, hashed, shown once.

use chrono::Duration;
use serde_json::json;

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
