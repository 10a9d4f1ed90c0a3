//! Merging and splitting lose nothing.

use centralino::store::entity::participants::ParticipantRole;
use serde_json::{Value, json};

use crate::support::{Client, TestApp};

async fn texts(client: &Client, id: impl std::fmt::Display) -> Vec<String> {
    let timeline = client.get(&format!("/tickets/{id}/timeline")).await.ok();
    timeline["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|item| item["message"]["reply_text"].as_str().map(str::to_owned))
        .collect()
}

fn kinds(timeline: &Value) -> Vec<&str> {
    timeline["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|i| i["event"]["kind"].as_str())
        .collect()
}

#[tokio::test]
async fn merging_moves_everything_and_the_old_ticket_forwards() {
    let test = TestApp::start().await;
    let mailbox = test.mailbox("support").await;
    let one = test.begun(&mailbox, "ada@customer.example", "One", "first").await;
    test.written(&one, "bob@customer.example", ParticipantRole::Cc, "second")
        .await;
    let two = test.begun(&mailbox, "ada@customer.example", "Two", "third").await;
    let three = test
        .begun(&mailbox, "carl@customer.example", "Three", "other")
        .await;
    let admin = test.administrator().await;
    let path = |t: &uuid::Uuid| format!("/tickets/{t}");
    admin
        .patch(&path(&one.id), json!({"tags": ["a", "b"]}))
        .await
        .ok();
    admin
        .patch(&path(&two.id), json!({"tags": ["b", "c"], "status": "resolved"}))
        .await
        .ok();
    admin
        .post(
            &format!("{}/links", path(&one.id)),
            json!({"other_id": three.id, "kind": "related"}),
        )
        .await
        .ok();
    let body = json!({"text": "on its way", "seen_message_id": admin.get(&format!("{}/reply-options", path(&one.id))).await.ok()["last_message_id"], "status": "open"});
    let queued = admin.post(&format!("{}/replies", path(&one.id)), body).await.ok();
    let stale = admin.clone().with("if-match", "\"1\"");
    stale
        .post(&format!("{}/merge", path(&one.id)), json!({"into": two.id}))
        .await
        .problem(412, "version_mismatch");
    let target = admin
        .post(&format!("{}/merge", path(&one.id)), json!({"into": two.id}))
        .await
        .ok();
    assert_eq!(target["id"], json!(two.id));
    assert_eq!(target["status"], "open", "the open work goes on");
    assert_eq!(
        target["tags"]
            .as_array()
            .unwrap()
            .iter()
            .map(|t| t["name"].as_str().unwrap())
            .collect::<Vec<_>>(),
        ["a", "b", "c"]
    );
    assert_eq!(target["participants"].as_array().unwrap().len(), 2);
    assert_eq!(target["links"][0]["ticket"]["id"], json!(three.id));
    assert_eq!(
        texts(&admin, two.id).await,
        ["first", "second", "third", "on its way"]
    );
    let queued = admin
        .get(&format!("/messages/{}", queued["id"].as_str().unwrap()))
        .await
        .ok();
    assert_eq!(
        (queued["state"].as_str(), queued["ticket"]["id"].clone()),
        (Some("queued"), json!(two.id))
    );
    let source = admin.get(&path(&one.id)).await.ok();
    assert_eq!(
        (&source["status"], &source["merged_into"]["id"]),
        (&json!("closed"), &json!(two.id))
    );
    assert!(texts(&admin, one.id).await.is_empty());
    let told = admin.get(&format!("{}/timeline", path(&one.id))).await.ok();
    assert!(kinds(&told).contains(&"merged_into"));
    let told = admin.get(&format!("{}/timeline", path(&two.id))).await.ok();
    assert!(kinds(&told).contains(&"merged_from"));
    // It only forwards from now on, also when its target is merged.
    admin
        .patch(&path(&one.id), json!({"status": "open"}))
        .await
        .problem(409, "merged");
    admin
        .post(&format!("{}/merge", path(&two.id)), json!({"into": three.id}))
        .await
        .ok();
    assert_eq!(
        admin.get(&path(&one.id)).await.ok()["merged_into"]["id"],
        json!(three.id)
    );
    assert_eq!(texts(&admin, three.id).await.len(), 5);
}

#[tokio::test]
async fn what_is_another_matter_gets_a_ticket_of_its_own() {
    let test = TestApp::start().await;
    let mailbox = test.mailbox("support").await;
    let old = test
        .begun(&mailbox, "ada@customer.example", "Late order", "first")
        .await;
    let foreign = test
        .written(
            &old,
            "eve@elsewhere.example",
            ParticipantRole::ThirdParty,
            "uninvited",
        )
        .await;
    assert!(foreign.third_party);
    let agent = test.agent("Bea").await;
    let path = format!("/tickets/{}/split", old.id);
    agent
        .post(&path, json!({"message_ids": []}))
        .await
        .problem(422, "validation");
    agent
        .post(&path, json!({"message_ids": [uuid::Uuid::nil()]}))
        .await
        .problem(422, "validation");
    let everything = json!({"message_ids": [foreign.id, old.last_message_id]});
    agent.post(&path, everything).await.problem(422, "validation");
    let new = agent
        .post(&path, json!({"message_ids": [foreign.id], "subject": "Eve's"}))
        .await;
    assert_eq!(new.status, 201);
    let new = new.json();
    assert_eq!(new["subject"], "Eve's");
    assert_eq!(new["contact"]["address"], "eve@elsewhere.example");
    assert_eq!(new["links"][0]["kind"], "split");
    assert!(new["waiting_since"].is_string());
    assert_eq!(texts(&agent, new["id"].as_str().unwrap()).await, ["uninvited"]);
    assert_eq!(texts(&agent, old.id).await, ["first"]);
    let shown = agent.get(&format!("/messages/{}", foreign.id)).await.ok();
    assert_eq!(shown["third_party"], false);
    let old = agent.get(&format!("/tickets/{}", old.id)).await.ok();
    assert_eq!(old["participants"].as_array().unwrap().len(), 1);
    assert_eq!(old["preview"], "first");
}

#[tokio::test]
async fn links_hold_from_both_ends() {
    let test = TestApp::start().await;
    let mailbox = test.mailbox("support").await;
    let one = test.begun(&mailbox, "ada@customer.example", "One", "1").await;
    let two = test.begun(&mailbox, "bob@customer.example", "Two", "2").await;
    let agent = test.agent("Bea").await;
    let body = json!({"other_id": two.id, "kind": "related"});
    for _ in 0..2 {
        let linked = agent
            .post(&format!("/tickets/{}/links", one.id), body.clone())
            .await
            .ok();
        assert_eq!(linked["links"].as_array().unwrap().len(), 1);
    }
    let other = agent.get(&format!("/tickets/{}", two.id)).await.ok();
    assert_eq!(other["links"][0]["ticket"]["number"], json!(one.number));
    let path = format!("/tickets/{}/links/{}", two.id, one.id);
    assert_eq!(agent.delete(&path).await.ok()["links"], json!([]));
    agent.delete(&path).await.problem(404, "not_found");
}
