//! Whom an answer goes to, and what is refused before it becomes a header.

use centralino::store::entity::participants::ParticipantRole;
use serde_json::{Value, json};

use crate::support::TestApp;

fn addresses(list: &Value) -> Vec<&str> {
    list.as_array()
        .unwrap()
        .iter()
        .map(|a| a["address"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn reply_all_reaches_everybody_but_us_and_uninvited_third_parties() {
    let test = TestApp::start().await;
    let mailbox = test.mailbox("support").await;
    test.mailbox("sales").await;
    let ticket = test
        .begun(&mailbox, "ada@customer.example", "Late order", "Where is it?")
        .await;
    test.written(&ticket, "bob@customer.example", ParticipantRole::Cc, "Me too")
        .await;
    test.written(
        &ticket,
        "eve@elsewhere.example",
        ParticipantRole::ThirdParty,
        "Hello?",
    )
    .await;
    test.written(&ticket, "sales@hub.example", ParticipantRole::Cc, "Our own")
        .await;
    test.written(
        &ticket,
        "ada@customer.example",
        ParticipantRole::Requester,
        "Well?",
    )
    .await;
    let agent = test.agent("Bea").await;
    let path = format!("/tickets/{}/reply-options", ticket.id);
    let one = agent.get(&path).await.ok();
    assert_eq!(
        (addresses(&one["to"]), addresses(&one["cc"])),
        (vec!["ada@customer.example"], vec![])
    );
    assert_eq!(one["subject"], "Re: Late order");
    assert_eq!(one["channel_id"], json!(mailbox.id));
    assert_eq!(one["channels"].as_array().unwrap().len(), 2);
    assert_eq!(one["channels"][0]["capabilities"]["html"], true);
    let all = agent.get(&format!("{path}?mode=reply_all")).await.ok();
    assert_eq!(addresses(&all["cc"]), ["bob@customer.example"]);
    // Once accepted, a third party is one of them.
    let shown = agent.get(&format!("/tickets/{}", ticket.id)).await.ok();
    let eve = shown["participants"]
        .as_array()
        .unwrap()
        .iter()
        .find(|p| p["role"] == "third_party")
        .unwrap();
    let accept = format!(
        "/tickets/{}/participants/{}/accept",
        ticket.id,
        eve["id"].as_str().unwrap()
    );
    agent.post(&accept, json!({})).await.ok();
    let all = agent.get(&format!("{path}?mode=reply_all")).await.ok();
    assert_eq!(
        addresses(&all["cc"]),
        ["bob@customer.example", "eve@elsewhere.example"]
    );
}

#[tokio::test]
async fn line_breaks_never_reach_a_header() {
    let test = TestApp::start().await;
    let mailbox = test.mailbox("support").await;
    let ticket = test
        .begun(&mailbox, "ada@customer.example", "Late order", "Where is it?")
        .await;
    let agent = test.agent("Bea").await;
    let path = format!("/tickets/{}/replies", ticket.id);
    let seen = ticket.last_message_id;
    for (bad, pointer) in [
        (
            json!({"to": [{"address": "a@b.example\r\nBcc: x@y.example"}]}),
            "/to/0/address",
        ),
        (
            json!({"cc": [{"name": "A\nB", "address": "a@b.example"}]}),
            "/cc/0/name",
        ),
        (json!({"subject": "Hi\r\nBcc: x@y.example"}), "/subject"),
        (json!({"bcc": [{"address": "nonsense@"}]}), "/bcc/0/address"),
        (
            json!({"to": [{"address": "support@hub.example"}]}),
            "/to/0/address",
        ),
        (json!({"to": []}), "/to"),
        (json!({"text": "  "}), "/text"),
        (
            json!({"attachment_ids": [uuid::Uuid::nil()]}),
            "/attachment_ids/0",
        ),
    ] {
        let mut body = json!({"text": "Hello", "seen_message_id": seen});
        body.as_object_mut()
            .unwrap()
            .extend(bad.as_object().unwrap().clone());
        let problem = agent.post(&path, body).await.problem(422, "validation");
        assert_eq!(problem["errors"][0]["pointer"], pointer, "{problem}");
    }
    agent
        .post(&path, json!({"text": "x", "colour": 1}))
        .await
        .problem(422, "validation");
}

#[tokio::test]
async fn writing_first_opens_a_ticket_that_waits() {
    let test = TestApp::start().await;
    let mailbox = test.mailbox("support").await;
    let admin = test.administrator().await;
    let body = json!({
        "channel_id": mailbox.id, "to": [{"name": "Ada", "address": "Ada@Customer.example"}],
        "cc": [{"address": "bob@customer.example"}], "subject": "Your order", "text": "It is here.",
        "tags": ["pickup"], "assignee_id": admin.user_id,
    });
    let opened = admin.post("/tickets", body).await;
    assert_eq!(opened.status, 201);
    let ticket = opened.json();
    assert_eq!(ticket["status"], "waiting");
    assert_eq!(ticket["contact"]["address"], "ada@customer.example");
    assert_eq!(ticket["tags"][0]["name"], "pickup");
    assert_eq!(ticket["assignee"]["id"], json!(admin.user_id));
    assert_eq!(ticket["participants"].as_array().unwrap().len(), 2);
    let timeline = admin
        .get(&format!("/tickets/{}/timeline", ticket["id"].as_str().unwrap()))
        .await
        .ok();
    let message = timeline["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|i| i["type"] == "message")
        .unwrap();
    assert_eq!(message["message"]["state"], "queued");
    // An agent may only use tags there are.
    let agent = test.agent("Bea").await;
    let body = json!({"channel_id": mailbox.id, "to": [{"address": "c@customer.example"}], "subject": "x", "text": "y", "tags": ["new"]});
    agent.post("/tickets", body).await.problem(422, "validation");
}
