//! The copy of a reply in the Sent folder of a real Dovecot: there once, known as ours, and never in anybody's way.

use std::time::Duration;

use centralino::jobs;
use centralino::store::entity::channels::ChannelState;
use centralino::store::entity::messages::{self, DeliveryState, MessageKind};
use centralino::store::entity::{intake, tickets};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use super::hub::{self, add_channel, message, sending_to, until};
use crate::support::TestApp;
use crate::support::dovecot::{Dovecot, USER, absent};
use crate::support::smtp_peer::{Script, SmtpPeer};

fn settings(dovecot: &Dovecot, smtp_port: u16, sent_folder: &str) -> Value {
    let mut settings = sending_to(USER, smtp_port);
    settings["ca_file"] = json!(dovecot.ca_file);
    settings["inbound"] = dovecot.settings();
    settings["inbound"]["sent_folder"] = json!(sent_folder);
    settings["inbound"]["keep_sent"] = json!(true);
    settings
}

/// An agent answers the ticket; the id of their message.
async fn answer(test: &TestApp, ticket: &tickets::Model) -> uuid::Uuid {
    let agent = test.agent("Bea").await;
    let body = json!({"text": "It ships today.", "seen_message_id": ticket.last_message_id});
    let reply = agent
        .post(&format!("/tickets/{}/replies", ticket.id), body)
        .await
        .ok();
    jobs::run_due(&test.app).await.unwrap();
    reply["id"].as_str().unwrap().parse().unwrap()
}

#[tokio::test]
async fn a_reply_is_kept_in_the_sent_folder_and_known_when_it_is_found_there() {
    if absent("dovecot") {
        return;
    }
    let (dovecot, peer) = (Dovecot::start(None), SmtpPeer::start(Script::default()).await);
    let test = TestApp::start_with(|config| config.desk.undo_seconds = 0).await;
    let app = &test.app;
    let channel = add_channel(app, "Support", settings(&dovecot, peer.port, "Sent")).await;
    let ticket = hub::ticket(app, &channel).await;
    let id = answer(&test, &ticket).await;
    assert_eq!(message(app, id).await.state, DeliveryState::Sent);
    until("a copy", async || (dovecot.count(".Sent") == 1).then_some(())).await;
    let stop = CancellationToken::new();
    let running = tokio::spawn(jobs::run(app.clone(), stop.clone()));
    until("the copy in the ledger", async || {
        let found = intake::Entity::find()
            .filter(intake::Column::ExternalId.starts_with("imap:Sent:"))
            .one(app.store.read());
        found.await.unwrap()
    })
    .await;
    stop.cancel();
    running.await.unwrap();
    let written = messages::Entity::find()
        .filter(messages::Column::TicketId.eq(ticket.id))
        .filter(messages::Column::Kind.eq(MessageKind::Outbound))
        .count(app.store.read());
    assert_eq!(written.await.unwrap(), 1);
    assert_eq!((peer.taken().len(), dovecot.count(".Sent")), (1, 1));
    // The copy is what was sent, and it counts as read.
    let copy = dovecot.mails(".Sent").remove(0);
    assert!(copy.contains("It ships today.") && copy.contains(&message(app, id).await.reference_id.unwrap()));
}

#[tokio::test]
async fn a_copy_that_cannot_be_kept_holds_nothing_up() {
    if absent("dovecot") {
        return;
    }
    let (dovecot, peer) = (Dovecot::start(None), SmtpPeer::start(Script::default()).await);
    let test = TestApp::start_with(|config| config.desk.undo_seconds = 0).await;
    let channel = add_channel(&test.app, "Support", settings(&dovecot, peer.port, "Nowhere")).await;
    let ticket = hub::ticket(&test.app, &channel).await;
    let id = answer(&test, &ticket).await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(message(&test.app, id).await.state, DeliveryState::Sent);
    let row = hub::channel(&test.app, channel.id).await;
    assert_eq!((row.state, row.last_error), (ChannelState::Active, None));
    assert_eq!(peer.taken().len(), 1);
}
