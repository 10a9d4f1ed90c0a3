//! What goes out is fixed when it is queued: every attempt says the same, whatever changed meanwhile, and a long thread
//! keeps its first and its last ids.

use centralino::desk::outgoing;
use centralino::desk::reply::{self, NewReply};
use centralino::store::entity::messages::{self, MessageKind};
use centralino::store::entity::{channels, tickets, users};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, Set, Unchanged};

use super::hub::Hub;

async fn reply(hub: &Hub, ticket_id: uuid::Uuid, text: &str) -> messages::Model {
    let app = hub.app();
    let open = app.channels.open(&hub.support).unwrap();
    let new = NewReply {
        text: text.to_owned(),
        html: Some(format!("<p>{text}</p>")),
        confirm_newer: true,
        quote: true,
        ..NewReply::default()
    };
    let tx = app.store.write().await.unwrap();
    let caller = hub.caller();
    let message = reply::compose(
        app,
        &tx,
        &caller,
        ticket_id,
        &hub.support,
        open.capabilities(),
        new,
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
    message
}

#[tokio::test]
async fn every_attempt_says_the_same() {
    let hub = Hub::start().await;
    let raw = "From: Ada <ada@customer.example>\nTo: support@centralino.example\nSubject: Late\n\
        Message-ID: <l1@customer.example>\n\nWhere is it?\n";
    let ticket_id = hub.receive(&hub.support, raw).await.ticket_id.unwrap();
    let queued = reply(&hub, ticket_id, "It ships today.").await;
    let first = outgoing::load(hub.app(), queued.id).await.unwrap();
    // An hour later the ticket, the agent's signature and the channel's have changed.
    hub.app().clock.advance(chrono::Duration::hours(1));
    let tx = hub.app().store.write().await.unwrap();
    let ticket = tickets::ActiveModel {
        id: Unchanged(ticket_id),
        subject: Set("Another subject".into()),
        ..Default::default()
    };
    ticket.update(&tx).await.unwrap();
    let agent = users::ActiveModel {
        id: Unchanged(hub.agent.id),
        signature: Set("A new signature".into()),
        ..Default::default()
    };
    agent.update(&tx).await.unwrap();
    let channel = channels::ActiveModel {
        id: Unchanged(hub.support.id),
        signature: Set("A new signature of the house".into()),
        tag_subject: Set(false),
        ..Default::default()
    };
    channel.update(&tx).await.unwrap();
    tx.commit().await.unwrap();
    let more = raw
        .replace("l1@", "l2@")
        .replace("Where is it?", "Hello?")
        .replace("Late", "Re: Late");
    hub.receive(&hub.support, &more).await;
    let second = outgoing::load(hub.app(), queued.id).await.unwrap();
    assert_eq!(
        (
            &first.message_id,
            first.date,
            &first.text,
            &first.html,
            &first.subject
        ),
        (
            &second.message_id,
            second.date,
            &second.text,
            &second.html,
            &second.subject
        )
    );
    assert_eq!(
        (&first.in_reply_to, &first.references, &first.reply_to),
        (&second.in_reply_to, &second.references, &second.reply_to)
    );
    assert_eq!(first.in_reply_to.as_deref(), Some("l1@customer.example"));
    assert!(first.text.contains("> Where is it?"), "{}", first.text);
}

#[tokio::test]
async fn a_long_thread_keeps_its_first_id_and_the_last_ten() {
    let hub = Hub::start().await;
    let mail = |n: usize| {
        let references: Vec<String> = (0..n).map(|n| format!("<t{n}@customer.example>")).collect();
        format!(
            "From: Ada <ada@customer.example>\nTo: support@centralino.example\nSubject: Re: Late\n\
            Message-ID: <t{n}@customer.example>\nReferences: {}\n\nWord {n}\n",
            references.join("\n ")
        )
    };
    hub.receive(&hub.support, &mail(0)).await;
    let ticket_id = hub.receive(&hub.support, &mail(30)).await.ticket_id.unwrap();
    let queued = reply(&hub, ticket_id, "It ships today.").await;
    let sent = outgoing::load(hub.app(), queued.id).await.unwrap();
    let expected: Vec<String> = std::iter::once(0)
        .chain(21..=30)
        .map(|n| format!("t{n}@customer.example"))
        .collect();
    assert_eq!(sent.references, expected);
    assert_eq!(sent.in_reply_to.as_deref(), Some("t30@customer.example"));
}

/// A mail without an id cannot be named: what we made up to know it by stays with us.
#[tokio::test]
async fn an_id_we_made_up_is_not_sent() {
    let hub = Hub::start().await;
    let raw =
        "From: Ada <ada@customer.example>\nTo: support@centralino.example\nSubject: Late\n\nWhere is it?\n";
    let ticket_id = hub.receive(&hub.support, raw).await.ticket_id.unwrap();
    let acknowledgement = messages::Entity::find()
        .filter(messages::Column::TicketId.eq(ticket_id))
        .filter(messages::Column::Kind.eq(MessageKind::Outbound))
        .order_by_asc(messages::Column::Id)
        .one(hub.app().store.read())
        .await
        .unwrap()
        .unwrap();
    for id in [acknowledgement.id, reply(&hub, ticket_id, "Soon.").await.id] {
        let sent = outgoing::load(hub.app(), id).await.unwrap();
        assert_eq!(sent.in_reply_to, None);
        assert!(
            sent.references.iter().all(|id| id.contains('@')),
            "{:?}",
            sent.references
        );
    }
}
