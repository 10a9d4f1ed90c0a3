//! Tags, notifications and the audit log.

use centralino::store::notifications::{self, Reason};
use centralino::store::scope::{Reach, Scope};
use serde_json::json;

use super::planted;
use crate::support::TestApp;

#[tokio::test]
async fn tags_are_made_renamed_and_removed() {
    let test = TestApp::start().await;
    let admin = test.administrator().await;
    let tag = admin
        .post("/tags", json!({"name": " very  important ", "color": "#FF8800"}))
        .await
        .ok();
    assert_eq!(
        (&tag["name"], &tag["color"]),
        (&json!("very important"), &json!("#ff8800"))
    );
    admin
        .post("/tags", json!({"name": "very important"}))
        .await
        .problem(409, "already_exists");
    admin
        .post("/tags", json!({"name": "a,b"}))
        .await
        .problem(422, "validation");
    admin
        .post("/tags", json!({"name": "a", "color": "red"}))
        .await
        .problem(422, "validation");
    let path = format!("/tags/{}", tag["id"].as_str().unwrap());
    let agent = test.agent("Berta").await;
    agent
        .patch(&path, json!({"name": "x"}))
        .await
        .problem(403, "forbidden");
    assert_eq!(
        admin.patch(&path, json!({"name": "vip"})).await.ok()["name"],
        "vip"
    );
    assert_eq!(agent.get("/tags").await.ok()["items"][0]["name"], "vip");

    let channel = planted::channel(&test, "Support").await;
    let contact = planted::contact(&test, "Ada", "ada@example.org").await.0.id;
    let ticket = planted::ticket(&test, channel, contact, "Hello", |_| ()).await;
    let ticket = format!("/tickets/{}", ticket.id);
    assert_eq!(
        agent.patch(&ticket, json!({"tags": ["vip"]})).await.ok()["tags"][0]["name"],
        "vip"
    );
    admin.delete(&path).await.ok();
    assert_eq!(agent.get(&ticket).await.ok()["tags"], json!([]));
    admin.delete(&path).await.problem(404, "not_found");
}

#[tokio::test]
async fn notifications_are_ones_own_and_can_be_read() {
    let test = TestApp::start().await;
    let (berta, carl) = (test.agent("Berta").await, test.agent("Carl").await);
    let channel = planted::channel(&test, "Support").await;
    let contact = planted::contact(&test, "Ada", "ada@example.org").await.0.id;
    let ticket = planted::ticket(&test, channel, contact, "Hello", |_| ()).await;
    let tx = test.app.store.write().await.unwrap();
    for _ in 0..3 {
        notifications::insert(&tx, berta.user_id, Reason::Mention, ticket.id, None)
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
    let page = berta.get("/notifications?limit=2").await.ok();
    assert_eq!(
        (&page["items"][0]["kind"], &page["items"][0]["ticket"]["subject"]),
        (&json!("mention"), &json!("Hello"))
    );
    let rest = berta
        .get(&format!(
            "/notifications?limit=2&cursor={}",
            page["next"].as_str().unwrap()
        ))
        .await
        .ok();
    assert_eq!(rest["items"].as_array().unwrap().len(), 1);
    assert_eq!(carl.get("/notifications").await.ok()["items"], json!([]));

    let count = async || {
        berta.get("/tickets/counts").await.ok()["notifications"]
            .as_u64()
            .unwrap()
    };
    assert_eq!(count().await, 3);
    let one = format!("/notifications/{}/read", page["items"][0]["id"].as_str().unwrap());
    carl.post(&one, json!({})).await.problem(404, "not_found");
    berta.post(&one, json!({})).await.ok();
    assert_eq!(count().await, 2);
    berta.post("/notifications/read-all", json!({})).await.ok();
    assert_eq!(count().await, 0);
    // Whoever lost sight of the ticket hears no more of it.
    let blind = Scope {
        user_id: berta.user_id,
        teams: Reach::All,
        channels: Reach::Only(vec![]),
    };
    assert_eq!(
        notifications::list(test.app.store.read(), &blind, None, 9)
            .await
            .unwrap(),
        []
    );
}

#[tokio::test]
async fn the_audit_log_is_for_those_who_may() {
    let test = TestApp::start().await;
    let admin = test.administrator().await;
    admin.post("/teams", json!({"name": "Night"})).await.ok();
    let page = admin.get("/audit?limit=1").await.ok();
    assert_eq!(page["items"][0]["actor"], "Anna", "{page}");
    assert_eq!(page["items"][0]["object_kind"], "team");
    test.agent("Berta")
        .await
        .get("/audit")
        .await
        .problem(403, "forbidden");
}
