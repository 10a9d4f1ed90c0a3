//! The intake ledger as people see it.

use centralino::access::Permission;
use centralino::store::entity::intake::{self, IntakeSource, IntakeState};
use sea_orm::{ActiveModelTrait, Set};
use serde_json::json;
use uuid::Uuid;

use super::planted;
use crate::support::TestApp;

async fn received(test: &TestApp, channel_id: Uuid, state: IntakeState, raw: &'static [u8]) -> Uuid {
    let blob = test.app.blobs.put(raw.into()).await.unwrap();
    let tx = test.app.store.write().await.unwrap();
    let row = intake::ActiveModel {
        id: Set(tx.id()),
        channel_id: Set(channel_id),
        external_id: Set(tx.id().to_string()),
        source: Set(IntakeSource::Pipe),
        received_at: Set(tx.now()),
        raw_hash: Set(blob.hash),
        raw_size: Set(blob.size),
        state: Set(state),
        reason: Set((state == IntakeState::Failed).then(|| "too deep".to_owned())),
        subject: Set(Some("Hello".to_owned())),
        sender: Set(Some("ada@example.org".to_owned())),
        message_id: Set(None),
        ticket_id: Set(None),
        attempts: Set(1),
        handled_by: Set(None),
        created_at: Set(tx.now()),
        updated_at: Set(tx.now()),
        ..Default::default()
    };
    let row = row.insert(&tx).await.unwrap();
    tx.commit().await.unwrap();
    row.id
}

#[tokio::test]
async fn what_was_received_is_listed_shown_and_downloaded() {
    let test = TestApp::start().await;
    let admin = test.administrator().await;
    let channel = planted::channel(&test, "Support").await;
    let raw = b"Subject: Hello\r\n\r\n<script>alert(1)</script>";
    let failed = received(&test, channel, IntakeState::Failed, raw).await;
    received(&test, channel, IntakeState::Accepted, b"x").await;
    let page = admin.get("/intake?state=failed").await.ok();
    assert_eq!(page["items"].as_array().unwrap().len(), 1);
    let item = &page["items"][0];
    assert_eq!(
        (&item["reason"], &item["channel"]["name"]),
        (&json!("too deep"), &json!("Support"))
    );
    assert_eq!(&admin.get(&format!("/intake/{failed}")).await.ok(), item);
    assert_eq!(admin.get("/tickets/counts").await.ok()["intake_failed"], 1);
    let answer = admin.get(&format!("/intake/{failed}/raw")).await;
    assert_eq!(
        (answer.body.as_slice(), answer.headers["content-type"].as_bytes()),
        (&raw[..], &b"message/rfc822"[..])
    );
    assert!(
        answer.headers["content-disposition"]
            .to_str()
            .unwrap()
            .starts_with("attachment")
    );
    let first = admin.get("/intake?limit=1").await.ok();
    let rest = admin
        .get(&format!("/intake?cursor={}", first["next"].as_str().unwrap()))
        .await
        .ok();
    assert_eq!(&rest["items"][0], item);
}

#[tokio::test]
async fn the_ledger_is_for_those_who_manage_it_and_their_channels() {
    let test = TestApp::start().await;
    let inside = planted::channel(&test, "Inside").await;
    let outside = planted::channel(&test, "Outside").await;
    received(&test, inside, IntakeState::Failed, b"a").await;
    let foreign = received(&test, outside, IntakeState::Failed, b"b").await;
    let limited = test
        .limited(
            "Lina",
            &[Permission::TicketsRead, Permission::IntakeManage],
            &[],
            &[inside],
        )
        .await;
    assert_eq!(
        limited.get("/intake").await.ok()["items"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    assert_eq!(limited.get("/tickets/counts").await.ok()["intake_failed"], 1);
    limited
        .get(&format!("/intake/{foreign}"))
        .await
        .problem(404, "not_found");
    limited
        .get(&format!("/intake/{foreign}/raw"))
        .await
        .problem(404, "not_found");
    let agent = test.agent("Berta").await;
    agent.get("/intake").await.problem(403, "forbidden");
    agent
        .get(&format!("/intake/{foreign}/raw"))
        .await
        .problem(403, "forbidden");
    assert_eq!(agent.get("/tickets/counts").await.ok()["intake_failed"], 0);
}

#[tokio::test]
async fn a_failure_is_handled_once() {
    let test = TestApp::start().await;
    let admin = test.administrator().await;
    let channel = planted::channel(&test, "Support").await;
    let failed = received(&test, channel, IntakeState::Failed, b"x").await;
    let accepted = received(&test, channel, IntakeState::Accepted, b"y").await;
    let discard = format!("/intake/{failed}/discard");
    admin
        .post(&discard, json!({"reason": " "}))
        .await
        .problem(422, "validation");
    let item = admin
        .post(&discard, json!({"reason": "an advertisement"}))
        .await
        .ok();
    assert_eq!(
        (&item["state"], &item["reason"]),
        (&json!("discarded"), &json!("an advertisement"))
    );
    admin
        .post(&discard, json!({"reason": "again"}))
        .await
        .problem(409, "not_failed");
    let other = format!("/intake/{accepted}/discard");
    admin
        .post(&other, json!({"reason": "no"}))
        .await
        .problem(409, "not_failed");
    assert_eq!(admin.get("/tickets/counts").await.ok()["intake_failed"], 0);
    let limited = test.limited("Lina", &[Permission::IntakeManage], &[], &[]).await;
    limited
        .post(&discard, json!({"reason": "mine"}))
        .await
        .problem(404, "not_found");
}

#[tokio::test]
async fn several_are_handled_at_once_each_with_its_own_fate() {
    let test = TestApp::start().await;
    let admin = test.administrator().await;
    let (channel, hidden) = (
        planted::channel(&test, "Support").await,
        planted::channel(&test, "Hidden").await,
    );
    let mut ids = Vec::new();
    for raw in [&b"Subject: One\r\n\r\n1"[..], b"Subject: Two\r\n\r\n2"] {
        ids.push(received(&test, channel, IntakeState::Failed, raw).await);
    }
    let foreign = received(&test, hidden, IntakeState::Failed, b"Subject: Three\r\n\r\n3").await;
    let reasons = admin.get("/intake/reasons?state=failed").await.ok();
    assert_eq!(reasons["items"], json!([{"reason": "too deep", "count": 3}]));
    let found = admin.get("/intake?state=failed&reason=too%20deep").await.ok();
    assert_eq!(found["items"].as_array().unwrap().len(), 3);
    let none = admin.get("/intake?state=failed&reason=deep").await.ok();
    assert_eq!(none["items"], json!([]));
    let ada = test
        .limited("Ada", &[Permission::IntakeManage], &[], &[channel])
        .await;
    let seen = ada.get("/intake/reasons?state=failed").await.ok();
    assert_eq!(seen["items"][0]["count"], 2);
    let asked = json!({"ids": [ids[0], ids[1], foreign], "discard_reason": "  an advertisement "});
    let result = ada.post("/intake/bulk", asked).await.ok();
    assert_eq!(result["done"], json!(ids));
    assert_eq!(result["failed"][0]["id"], json!(foreign));
    let kept = admin.get(&format!("/intake/{}", ids[0])).await.ok();
    assert_eq!(
        (&kept["state"], &kept["reason"]),
        (&json!("discarded"), &json!("an advertisement"))
    );
    let empty = json!({"ids": []});
    let problem = ada.post("/intake/bulk", empty).await.problem(422, "validation");
    assert_eq!(problem["errors"][0]["code"], "must_name_to_things");
    assert_eq!(problem["errors"][0]["values"], json!(["1", "50"]));
}
