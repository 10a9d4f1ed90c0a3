//! A hub with mailboxes: channels made as an admin makes them, customers' mails and replies.

use std::future::Future;
use std::time::Duration;

use bytes::Bytes;
use centralino::app::App;
use centralino::desk::intake::{self, Filed, IntakeSource};
use centralino::desk::outgoing::{self, Author, NewOutbound};
use centralino::desk::signature::Signature;
use centralino::store;
use centralino::store::addresses::Address;
use centralino::store::entity::{channels, deliveries, messages, outbox, tickets};
use centralino_channels::event::Incoming;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};
use uuid::Uuid;

/// Makes a channel; its settings must be good.
pub async fn add_channel(app: &App, name: &str, settings: Value) -> channels::Model {
    let tx = app.store.write().await.unwrap();
    let mut row = store::channels::blank(&tx, "email", name);
    app.channels.put_settings(&mut row, settings).unwrap();
    let row = store::channels::insert(&tx, row).await.unwrap();
    tx.commit().await.unwrap();
    row
}

/// Changes a channel's settings as its form does.
pub async fn change_channel(app: &App, id: Uuid, settings: Value) -> channels::Model {
    let tx = app.store.write().await.unwrap();
    let mut row = store::channels::find(&tx, id).await.unwrap().unwrap();
    app.channels.put_settings(&mut row, settings).unwrap();
    let row = store::channels::update(&tx, row).await.unwrap();
    tx.commit().await.unwrap();
    row
}

pub async fn channel(app: &App, id: Uuid) -> channels::Model {
    store::channels::find(app.store.read(), id)
        .await
        .unwrap()
        .unwrap()
}

/// Settings that send to a peer on `port`, in plain text and with little patience.
pub fn sending_to(address: &str, port: u16) -> Value {
    json!({
        "address": address,
        "outbound": {
            "kind": "smtp", "host": "localhost", "port": port, "security": "plain", "allow_plain": true, "auth": "none",
            "time_limits": {"connect": 2, "greeting": 2, "mail": 1, "rcpt": 1, "data": 1, "body": 1, "end": 1}
        }
    })
}

/// A customer writes: what became of it.
pub async fn write_in(app: &App, channel: &channels::Model, raw: &str) -> Filed {
    let raw = Bytes::from(raw.replace('\n', "\r\n"));
    let now = app.clock.now();
    let incoming = Incoming {
        external_id: format!("pipe:{}", app.clock.id()),
        event: app.channels.open(channel).unwrap().read(&raw, now),
        received_at: now,
        raw,
    };
    let filed = intake::accept(app, IntakeSource::Pipe, channel, vec![incoming], None).await;
    filed.unwrap().remove(0)
}

/// A ticket of a customer on this channel.
pub async fn ticket(app: &App, channel: &channels::Model) -> tickets::Model {
    let id = app.clock.id();
    let raw = format!(
        "From: Customer <customer@example.net>\nTo: {}\nSubject: Help {id}\nMessage-ID: <{id}@example.net>\n\nPlease\n",
        channel.address.as_deref().unwrap_or_default()
    );
    let filed = write_in(app, channel, &raw).await;
    let id = filed.ticket_id.unwrap_or_else(|| panic!("{filed:?}"));
    tickets::Entity::find_by_id(id)
        .one(app.store.read())
        .await
        .unwrap()
        .unwrap()
}

/// A message of ours in the outbox, due now.
pub async fn reply(app: &App, channel: &channels::Model, to: &[&str]) -> messages::Model {
    let ticket = ticket(app, channel).await;
    let tx = app.store.write().await.unwrap();
    let address = |address: &&str| Address {
        name: None,
        address: (*address).to_owned(),
    };
    let new = NewOutbound {
        ticket: &ticket,
        channel,
        author: Author::Hub(outgoing::NOTIFICATION),
        to: to.iter().map(address).collect(),
        cc: Vec::new(),
        bcc: Vec::new(),
        subject: Some("Re: Help".to_owned()),
        text: "Here it is".to_owned(),
        html: None,
        signature: Signature::default(),
        quote: None,
        answers: None,
        attachment_ids: Vec::new(),
        seen_message_id: None,
        due_at: tx.now(),
    };
    let message = outgoing::queue(&tx, &app.keys, new).await.unwrap();
    tx.commit().await.unwrap();
    message
}

pub async fn message(app: &App, id: Uuid) -> messages::Model {
    messages::Entity::find_by_id(id)
        .one(app.store.read())
        .await
        .unwrap()
        .unwrap()
}

/// Recipient and state of every copy, in the order of the message.
pub async fn copies(app: &App, id: Uuid) -> Vec<(String, &'static str)> {
    let rows = deliveries::Entity::find()
        .filter(deliveries::Column::MessageId.eq(id))
        .order_by_asc(deliveries::Column::Id)
        .all(app.store.read())
        .await
        .unwrap();
    rows.into_iter()
        .map(|row| (row.recipient, row.state.as_str()))
        .collect()
}

pub async fn outbox_row(app: &App, message_id: Uuid) -> Option<outbox::Model> {
    outbox::Entity::find()
        .filter(outbox::Column::MessageId.eq(message_id))
        .one(app.store.read())
        .await
        .unwrap()
}

/// Waits until `check` gives something; `what` is for the failure.
pub async fn until<T, F: Future<Output = Option<T>>>(what: &str, mut check: impl FnMut() -> F) -> T {
    for _ in 0..600 {
        if let Some(value) = check().await {
            return value;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("30 s went by without: {what}");
}
