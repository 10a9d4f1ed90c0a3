//! A reply from the composer to the outbox, and back.

use centralino::access::Permission;
use centralino::store::entity::messages::DeliveryState;
use centralino::store::entity::participants::ParticipantRole;
use centralino::store::notifications::Reason;
use centralino::store::{messages, outbox, outbox_waiting};
use chrono::Duration;
use serde_json::{Value, json};

use crate::support::{Client, TestApp};

async fn answer(client: &Client, ticket: &str, more: Value) -> crate::support::Answer {
    let last = client.get(&format!("/tickets/{ticket}/reply-options")).await.ok()["last_message_id"].clone();
    let mut body = json!({"text": "We are on it.", "seen_message_id": last});
    body.as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    client.post(&format!("/tickets/{ticket}/replies"), body).await
}

#[tokio::test]
async fn a_reply_rests_in_the_outbox_and_the_ticket_waits() {
    let test = TestApp::start().await;
    let mailbox = test.mailbox("support").await;
    let ticket = test
        .begun(&mailbox, "ada@customer.example", "Late order", "Where is it?")
        .await;
    assert!(ticket.waiting_since.is_some());
    let agent = test.agent("Bea").await;
    let id = ticket.id.to_string();
    let message = answer(&agent, &id, json!({"quote": true})).await;
    assert_eq!(message.status, 201);
    let message = message.json();
    assert_eq!(message["state"], "queued");
    assert_eq!(message["can_cancel"], true);
    assert_eq!(message["to"][0]["address"], "ada@customer.example");
    assert_eq!(message["deliveries"][0]["state"], "queued");
    assert_eq!(message["reply_text"], "We are on it.");
    assert!(message["text"].as_str().unwrap().contains("> Where is it?"));
    let after = agent.get(&format!("/tickets/{id}")).await.ok();
    assert_eq!(after["status"], "waiting");
    assert_eq!(after["waiting_since"], Value::Null);
    assert!(after["first_reply_at"].is_string());
    assert_eq!(after["unread"], false);
    // Nothing is due before the undo time is over.
    let tx = test.app.store.write().await.unwrap();
    assert!(
        outbox::claim(&tx, mailbox.id, 10, Duration::minutes(1))
            .await
            .unwrap()
            .is_empty()
    );
    drop(tx);
    test.app.clock.advance(Duration::seconds(11));
    let tx = test.app.store.write().await.unwrap();
    let due = outbox::claim(&tx, mailbox.id, 10, Duration::minutes(1))
        .await
        .unwrap();
    assert_eq!(due.len(), 1);
    tx.commit().await.unwrap();
    // Claimed: too late to take it back.
    let path = format!("/messages/{}/cancel", message["id"].as_str().unwrap());
    agent.post(&path, json!({})).await.problem(409, "already_claimed");
}

#[tokio::test]
async fn undo_gives_the_words_back_and_the_ticket_stands_as_before() {
    let test = TestApp::start().await;
    let mailbox = test.mailbox("support").await;
    let ticket = test
        .begun(&mailbox, "ada@customer.example", "Late order", "Where is it?")
        .await;
    let agent = test.agent("Bea").await;
    let id = ticket.id.to_string();
    let html = json!({"html": "<p>We are on it.</p>", "cc": [{"address": "bob@customer.example"}], "status": "resolved"});
    let message = answer(&agent, &id, html).await.ok();
    assert_eq!(
        agent.get(&format!("/tickets/{id}")).await.ok()["status"],
        "resolved"
    );
    // Begun anew in the meantime: nothing of it may be lost.
    let draft = format!("/tickets/{id}/drafts/reply");
    agent.put(&draft, json!({"text": "P.S. sorry"})).await.ok();
    let path = format!("/messages/{}/cancel", message["id"].as_str().unwrap());
    let restored = agent.post(&path, json!({})).await.ok()["draft"].clone();
    assert_eq!(restored["text"], "We are on it.\n\nP.S. sorry");
    assert_eq!(restored["cc"][0]["address"], "bob@customer.example");
    assert!(
        restored["html"]
            .as_str()
            .unwrap()
            .starts_with("<p style=\"margin:0\">We are on it.</p>")
    );
    let after = agent.get(&format!("/tickets/{id}")).await.ok();
    assert_eq!(after["status"], "open");
    assert_eq!(after["first_reply_at"], Value::Null);
    assert!(after["waiting_since"].is_string());
    assert_eq!(after["has_draft"], true);
    let message = agent
        .get(&format!("/messages/{}", message["id"].as_str().unwrap()))
        .await
        .ok();
    assert_eq!(
        (message["state"].as_str(), message["can_cancel"].as_bool()),
        (Some("cancelled"), Some(false))
    );
    test.app.clock.advance(Duration::minutes(1));
    let tx = test.app.store.write().await.unwrap();
    assert!(
        outbox::claim(&tx, mailbox.id, 10, Duration::minutes(1))
            .await
            .unwrap()
            .is_empty()
    );
}

#[tokio::test]
async fn later_means_later_until_now_is_said() {
    let test = TestApp::start().await;
    let mailbox = test.mailbox("support").await;
    let ticket = test
        .begun(&mailbox, "ada@customer.example", "Late order", "Where is it?")
        .await;
    let agent = test.agent("Bea").await;
    let at = test.app.clock.now() + Duration::hours(5);
    let message = answer(&agent, &ticket.id.to_string(), json!({"send_at": at}))
        .await
        .ok();
    assert_eq!(message["due_at"], json!(at));
    let claim = async || {
        let tx = test.app.store.write().await.unwrap();
        let rows = outbox::claim(&tx, mailbox.id, 10, Duration::minutes(1))
            .await
            .unwrap();
        tx.commit().await.unwrap();
        rows.len()
    };
    test.app.clock.advance(Duration::hours(4));
    assert_eq!(claim().await, 0);
    let path = format!("/messages/{}/send-now", message["id"].as_str().unwrap());
    agent.post(&path, json!({})).await.ok();
    assert_eq!(claim().await, 1);
    let far = test.app.clock.now() + Duration::days(4000);
    answer(&agent, &ticket.id.to_string(), json!({"send_at": far}))
        .await
        .problem(422, "validation");
}

#[tokio::test]
async fn what_came_meanwhile_stops_a_reply_until_it_is_confirmed() {
    let test = TestApp::start().await;
    let mailbox = test.mailbox("support").await;
    let ticket = test
        .begun(&mailbox, "ada@customer.example", "Late order", "Where is it?")
        .await;
    let agent = test.agent("Bea").await;
    let path = format!("/tickets/{}/replies", ticket.id);
    let seen = ticket.last_message_id.unwrap();
    let newer = test
        .written(
            &ticket,
            "ada@customer.example",
            ParticipantRole::Requester,
            "It came!",
        )
        .await;
    let body = json!({"text": "It is on its way.", "seen_message_id": seen});
    let problem = agent
        .post(&path, body)
        .await
        .problem(409, "conflict_newer_messages");
    assert_eq!(problem["newer"][0]["id"], json!(newer.id));
    assert_eq!(problem["newer"][0]["text"], "It came!");
    assert_eq!(problem["newer"].as_array().unwrap().len(), 1);
    let body = json!({"text": "Good!", "seen_message_id": seen, "confirm_newer": true});
    agent.post(&path, body).await.ok();
    // One's own messages are no news.
    let body = json!({"text": "And bye.", "seen_message_id": newer.id});
    agent.post(&path, body).await.ok();
}

#[tokio::test]
async fn only_what_failed_is_tried_again_and_doubt_is_asked_about() {
    let test = TestApp::start().await;
    let mailbox = test.mailbox("support").await;
    let ticket = test
        .begun(&mailbox, "ada@customer.example", "Late order", "Where is it?")
        .await;
    let agent = test.agent("Bea").await;
    let queued = answer(&agent, &ticket.id.to_string(), json!({})).await.ok();
    let id: uuid::Uuid = queued["id"].as_str().unwrap().parse().unwrap();
    let path = format!("/messages/{id}/retry");
    agent.post(&path, json!({})).await.problem(409, "not_failed");
    let end = async |state: DeliveryState| {
        let tx = test.app.store.write().await.unwrap();
        let row = outbox_waiting::hold(&tx, id).await.unwrap().unwrap();
        outbox_waiting::withdraw(&tx, &row).await.unwrap();
        let caller_scope = centralino::access::Caller::system().scope;
        let message = messages::lock(&tx, &caller_scope, id).await.unwrap().unwrap();
        let message = messages::set_state(&tx, &message, state, Some("no answer".into()))
            .await
            .unwrap();
        tx.commit().await.unwrap();
        message.reference_id
    };
    let minted = end(DeliveryState::Failed).await;
    assert_eq!(agent.post(&path, json!({})).await.ok()["state"], "queued");
    assert_eq!(end(DeliveryState::Unknown).await, minted, "the id stays");
    agent
        .post(&path, json!({}))
        .await
        .problem(409, "duplicate_possible");
    agent
        .post(&format!("{path}?confirm_duplicate=true"), json!({}))
        .await
        .ok();
}

#[tokio::test]
async fn a_forward_passes_words_and_files_on_and_answers_nobody() {
    let test = TestApp::start().await;
    let mailbox = test.mailbox("support").await;
    let ticket = test
        .begun(&mailbox, "ada@customer.example", "Late order", "Where is it?")
        .await;
    let agent = test.agent("Bea").await;
    let original = ticket.last_message_id.unwrap();
    let options = agent
        .get(&format!(
            "/tickets/{}/reply-options?mode=forward&message_id={original}",
            ticket.id
        ))
        .await
        .ok();
    assert_eq!(options["to"], json!([]));
    assert_eq!(options["subject"], "Fwd: Late order");
    let body = json!({
        "text": "Please look.", "to": [{"address": "depot@partner.example"}], "seen_message_id": original,
        "forward_of": original,
    });
    let message = agent
        .post(&format!("/tickets/{}/replies", ticket.id), body)
        .await
        .ok();
    assert_eq!(message["forwarded_from"]["address"], "ada@customer.example");
    assert!(
        message["text"]
            .as_str()
            .unwrap()
            .contains("From: ada <ada@customer.example>")
    );
    let after = agent.get(&format!("/tickets/{}", ticket.id)).await.ok();
    assert_eq!(after["status"], "open");
    assert!(after["waiting_since"].is_string());
    assert_eq!(after["first_reply_at"], Value::Null);
}

#[tokio::test]
async fn a_note_is_for_colleagues_and_tells_whom_it_mentions() {
    let test = TestApp::start().await;
    let mailbox = test.mailbox("support").await;
    let ticket = test
        .begun(&mailbox, "ada@customer.example", "Late order", "Where is it?")
        .await;
    let (bea, carl) = (test.agent("Bea").await, test.agent("Carl").await);
    let path = format!("/tickets/{}/notes", ticket.id);
    let body = json!({"text": "@Carl please", "html": "<p onclick=x>@Carl <script>x</script>please</p>", "mention_ids": [carl.user_id]});
    let note = bea.post(&path, body).await;
    assert_eq!(note.status, 201);
    let note = note.json();
    assert_eq!(
        (
            note["kind"].as_str(),
            note["deliveries"].as_array().unwrap().len()
        ),
        (Some("note"), 0)
    );
    let frame = carl
        .get(&format!("/messages/{}/frame", note["id"].as_str().unwrap()))
        .await;
    assert!(frame.text().contains("@Carl please</p>"), "{}", frame.text());
    let told = centralino::store::lookup::by_id::<centralino::store::entity::notifications::Entity>(
        test.app.store.read(),
        all_notifications(&test).await,
        |n| n.id,
    )
    .await
    .unwrap();
    assert_eq!(
        told.values().map(|n| (n.user_id, n.kind)).collect::<Vec<_>>(),
        [(carl.user_id, Reason::Mention)]
    );
    let nobody = json!({"text": "x", "mention_ids": [uuid::Uuid::nil()]});
    bea.post(&path, nobody).await.problem(422, "validation");
    // Somebody who cannot see the ticket is not told of it, and the author learns why.
    let team = test
        .administrator()
        .await
        .post("/teams", json!({"name": "Elsewhere"}))
        .await
        .ok();
    let team = team["id"].as_str().unwrap().parse().unwrap();
    let rights = [Permission::TicketsRead, Permission::TicketsChange];
    let dora = test.limited("Dora", &rights, &[team], &[]).await;
    let blind = json!({"text": "@Dora look", "mention_ids": [carl.user_id, dora.user_id]});
    let problem = bea.post(&path, blind).await.problem(422, "validation");
    assert_eq!(problem["errors"][0]["pointer"], "/mention_ids");
    assert_eq!(
        problem["errors"][0]["detail"],
        "names Dora, who cannot see this ticket"
    );
    assert_eq!(all_notifications(&test).await.len(), 1);
    test.viewer("Vera")
        .await
        .post(&path, json!({"text": "x"}))
        .await
        .problem(403, "forbidden");
}

async fn all_notifications(test: &TestApp) -> Vec<uuid::Uuid> {
    use sea_orm::EntityTrait;
    centralino::store::entity::notifications::Entity::find()
        .all(test.app.store.read())
        .await
        .unwrap()
        .into_iter()
        .map(|n| n.id)
        .collect()
}
