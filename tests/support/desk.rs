//! A desk with work on it: mailboxes that write to files, and tickets customers began.

use centralino::desk::upkeep;
use centralino::people;
use centralino::store::addresses::Address;
use centralino::store::entity::channels as channel_row;
use centralino::store::entity::messages::{AuthorKind, MessageKind, Model as Message};
use centralino::store::entity::participants::ParticipantRole;
use centralino::store::entity::tickets::Model as Ticket;
use centralino::store::tickets::NewTicket;
use centralino::store::{channels, messages, participants, search, tickets};
use serde_json::json;
use uuid::Uuid;

use super::TestApp;

impl TestApp {
    /// A mailbox `name@hub.example` whose mails become files.
    pub async fn mailbox(&self, name: &str) -> channel_row::Model {
        let tx = self.app.store.write().await.unwrap();
        let address = format!("{name}@hub.example");
        let row = channel_row::Model {
            address: Some(address.clone()),
            settings: json!({"address": address, "inbound": {"kind": "none"}, "outbound": {"kind": "file"}}),
            ..channels::blank(&tx, "email", name)
        };
        let row = channels::insert(&tx, row).await.unwrap();
        tx.commit().await.unwrap();
        row
    }

    /// A customer writes to the mailbox for the first time.
    pub async fn begun(&self, mailbox: &channel_row::Model, from: &str, subject: &str, text: &str) -> Ticket {
        let tx = self.app.store.write().await.unwrap();
        let identity = people::identities::written_to(&tx, mailbox.id, &Address::bare(from))
            .await
            .unwrap();
        let new = NewTicket {
            subject: subject.to_owned(),
            contact_id: identity.contact_id,
            channel_id: mailbox.id,
            team_id: mailbox.team_id,
            assignee_id: None,
            language: None,
        };
        let ticket = tickets::insert(&tx, new).await.unwrap();
        search::index_ticket(&tx, &ticket).await.unwrap();
        tx.commit().await.unwrap();
        self.written(&ticket, from, ParticipantRole::Requester, text)
            .await;
        self.ticket_row(ticket.id).await
    }

    /// Somebody writes on a ticket, in this role.
    pub async fn written(&self, ticket: &Ticket, from: &str, role: ParticipantRole, text: &str) -> Message {
        let tx = self.app.store.write().await.unwrap();
        let before = tickets::lock_any(&tx, ticket.id).await.unwrap().unwrap();
        let identity = people::identities::written_to(&tx, ticket.channel_id, &Address::bare(from))
            .await
            .unwrap();
        participants::join(&tx, ticket.id, &identity, role).await.unwrap();
        let mailbox = channels::find(&tx, ticket.channel_id).await.unwrap().unwrap();
        let blank = messages::blank(&tx, &before, MessageKind::Inbound, AuthorKind::Contact);
        let message = Message {
            contact_id: identity.contact_id,
            channel_id: Some(mailbox.id),
            author_identity_id: Some(identity.id),
            author_name: from.split('@').next().unwrap_or(from).to_owned(),
            author_address: Some(from.to_owned()),
            external_id: Some(format!("{}@customer.example", blank.id)),
            reference_id: Some(format!("{}@customer.example", blank.id)),
            subject: Some(before.subject.clone()),
            text: text.to_owned(),
            reply_text: text.to_owned(),
            to: json!([{"name": null, "address": mailbox.address}]),
            third_party: role == ParticipantRole::ThirdParty,
            ..blank
        };
        let message = messages::insert(&tx, message).await.unwrap();
        search::index_message(&tx, &message, std::iter::empty::<&str>())
            .await
            .unwrap();
        let mut after = before.clone();
        upkeep::note_written(&mut after, &message);
        upkeep::refresh(&tx, &mut after).await.unwrap();
        tickets::save(&tx, &before, after).await.unwrap();
        tx.commit().await.unwrap();
        message
    }

    /// The row as it is now.
    pub async fn ticket_row(&self, id: Uuid) -> Ticket {
        tickets::by_ids(self.app.store.read(), [id])
            .await
            .unwrap()
            .remove(0)
    }
}

impl TestApp {
    /// Statements the database was sent while `work` ran.
    pub async fn statements<T>(&self, work: impl AsyncFnOnce() -> T) -> u64 {
        let before = self.app.store.statements();
        work().await;
        self.app.store.statements() - before
    }
}
