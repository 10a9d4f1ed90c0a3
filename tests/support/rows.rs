//! Rows put straight onto the shelves, for stories that need something to exist and do not care how it came.

use centralino::store::entity::{
    attachments, blobs, channels as channel_rows, contacts, intake, messages, notifications, tickets, views,
};
use centralino::store::{Tx, channels};
use sea_orm::{ActiveModelTrait, EntityTrait, PaginatorTrait, Set};
use serde_json::json;
use uuid::Uuid;

use super::TestApp;

/// One of everything that hangs on a channel.
pub struct Hanging {
    pub ticket: Uuid,
    pub contact: Uuid,
    pub message: Uuid,
    pub attachment: Uuid,
    pub intake: Uuid,
}

impl TestApp {
    /// A channel that does nothing.
    pub async fn channel(&self, name: &str) -> Uuid {
        let tx = self.app.store.write().await.unwrap();
        let mut row = channels::blank(&tx, "email", name);
        row.address = Some(format!("{}@example.com", name.to_lowercase()));
        row.state = channel_rows::ChannelState::Paused;
        let row = channels::insert(&tx, row).await.unwrap();
        tx.commit().await.unwrap();
        row.id
    }

    /// A ticket of a new contact.
    pub async fn ticket(&self, channel_id: Uuid) -> Uuid {
        self.hanging(channel_id).await.ticket
    }

    /// A ticket with its contact, a message with an attachment, and the ledger row it came by.
    pub async fn hanging(&self, channel_id: Uuid) -> Hanging {
        let tx = self.app.store.write().await.unwrap();
        let contact = contact(&tx).await;
        let ticket = ticket(&tx, channel_id, contact).await;
        let message = message(&tx, channel_id, ticket, contact).await;
        let attachment = attachment(&tx, message).await;
        let intake = ledger(&tx, channel_id, ticket, message).await;
        tx.commit().await.unwrap();
        Hanging {
            ticket,
            contact,
            message,
            attachment,
            intake,
        }
    }

    /// A personal view.
    pub async fn view_of(&self, user_id: Uuid) -> Uuid {
        let tx = self.app.store.write().await.unwrap();
        let view = views::ActiveModel {
            id: Set(tx.id()),
            owner_id: Set(Some(user_id)),
            team_id: Set(None),
            columns: Set(None),
            name: Set("Mine".to_owned()),
            filter: Set(json!({"all": []})),
            sort: Set("newest".to_owned()),
            position: Set(1),
            created_at: Set(tx.now()),
            updated_at: Set(tx.now()),
            version: Set(1),
        };
        let view = view.insert(&tx).await.unwrap();
        tx.commit().await.unwrap();
        view.id
    }

    /// A mention.
    pub async fn notification_of(&self, user_id: Uuid, ticket_id: Uuid) -> Uuid {
        let tx = self.app.store.write().await.unwrap();
        let notification = notifications::ActiveModel {
            id: Set(tx.id()),
            user_id: Set(user_id),
            ticket_id: Set(ticket_id),
            message_id: Set(None),
            kind: Set(notifications::Reason::Mention),
            created_at: Set(tx.now()),
            read_at: Set(None),
            mail_due_at: Set(None),
            push_due_at: Set(None),
        };
        let notification = notification.insert(&tx).await.unwrap();
        tx.commit().await.unwrap();
        notification.id
    }
}

async fn contact(tx: &Tx) -> Uuid {
    let contact = contacts::ActiveModel {
        id: Set(tx.id()),
        name: Set("Carla Customer".to_owned()),
        kind: Set(contacts::ContactKind::Customer),
        company_id: Set(None),
        language: Set(None),
        time_zone: Set(None),
        notes: Set(String::new()),
        search_text: Set("carla customer".to_owned()),
        merged_into: Set(None),
        last_activity_at: Set(tx.now()),
        created_at: Set(tx.now()),
        updated_at: Set(tx.now()),
        version: Set(1),
    };
    contact.insert(tx).await.unwrap().id
}

async fn ticket(tx: &Tx, channel_id: Uuid, contact_id: Uuid) -> Uuid {
    let number = tickets::Entity::find().count(tx).await.unwrap();
    let ticket = tickets::ActiveModel {
        id: Set(tx.id()),
        // Far from those that are counted.
        number: Set(900_000 + i64::try_from(number).unwrap()),
        subject: Set("Where is my order?".to_owned()),
        status: Set(tickets::TicketStatus::Open),
        priority: Set(tickets::TicketPriority::Normal),
        priority_rank: Set(2),
        assignee_id: Set(None),
        team_id: Set(None),
        contact_id: Set(contact_id),
        channel_id: Set(channel_id),
        language: Set(None),
        preview: Set("Where is it?".to_owned()),
        snoozed_until: Set(None),
        waiting_since: Set(Some(tx.now())),
        first_reply_at: Set(None),
        resolved_at: Set(None),
        last_activity_at: Set(tx.now()),
        last_message_id: Set(None),
        last_inbound_at: Set(Some(tx.now())),
        merged_into: Set(None),
        created_at: Set(tx.now()),
        updated_at: Set(tx.now()),
        version: Set(1),
    };
    ticket.insert(tx).await.unwrap().id
}

async fn message(tx: &Tx, channel_id: Uuid, ticket_id: Uuid, contact_id: Uuid) -> Uuid {
    let message = messages::ActiveModel {
        id: Set(tx.id()),
        ticket_id: Set(ticket_id),
        contact_id: Set(contact_id),
        channel_id: Set(Some(channel_id)),
        kind: Set(messages::MessageKind::Inbound),
        author_kind: Set(messages::AuthorKind::Contact),
        author_name: Set("Carla Customer".to_owned()),
        author_address: Set(Some("carla@example.org".to_owned())),
        external_id: Set(Some(format!("{}@example.org", tx.id()))),
        reference_ids: Set(json!([])),
        subject: Set(Some("Where is my order?".to_owned())),
        text: Set("Where is it?".to_owned()),
        html: Set(Some("<p>Where is it?</p>".to_owned())),
        reply_text: Set("Where is it?".to_owned()),
        to: Set(json!([])),
        cc: Set(json!([])),
        bcc: Set(json!([])),
        reply_to: Set(json!([])),
        third_party: Set(false),
        state: Set(messages::DeliveryState::Received),
        problems: Set(json!([])),
        at: Set(tx.now()),
        created_at: Set(tx.now()),
        version: Set(1),
        ..Default::default()
    };
    message.insert(tx).await.unwrap().id
}

async fn attachment(tx: &Tx, message_id: Uuid) -> Uuid {
    let hash = format!("{:0>64}", tx.id().simple());
    let blob = blobs::ActiveModel {
        hash: Set(hash.clone()),
        size: Set(3),
        created_at: Set(tx.now()),
    };
    blobs::Entity::insert(blob)
        .exec_without_returning(tx)
        .await
        .unwrap();
    let attachment = attachments::ActiveModel {
        id: Set(tx.id()),
        message_id: Set(Some(message_id)),
        uploaded_by: Set(None),
        blob_hash: Set(hash),
        filename: Set("a.txt".to_owned()),
        content_type: Set("text/plain".to_owned()),
        size: Set(3),
        content_id: Set(None),
        inline: Set(false),
        position: Set(0),
        created_at: Set(tx.now()),
    };
    attachment.insert(tx).await.unwrap().id
}

async fn ledger(tx: &Tx, channel_id: Uuid, ticket_id: Uuid, message_id: Uuid) -> Uuid {
    let hash = format!("{:0>64}", tx.id().simple());
    let blob = blobs::ActiveModel {
        hash: Set(hash.clone()),
        size: Set(3),
        created_at: Set(tx.now()),
    };
    blobs::Entity::insert(blob)
        .exec_without_returning(tx)
        .await
        .unwrap();
    let row = intake::ActiveModel {
        id: Set(tx.id()),
        channel_id: Set(channel_id),
        external_id: Set(tx.id().to_string()),
        source: Set(intake::IntakeSource::Pull),
        received_at: Set(tx.now()),
        raw_hash: Set(hash),
        raw_size: Set(3),
        state: Set(intake::IntakeState::Failed),
        reason: Set(Some("for a test".to_owned())),
        subject: Set(Some("Where is my order?".to_owned())),
        sender: Set(Some("carla@example.org".to_owned())),
        message_id: Set(Some(message_id)),
        ticket_id: Set(Some(ticket_id)),
        attempts: Set(1),
        handled_by: Set(None),
        created_at: Set(tx.now()),
        updated_at: Set(tx.now()),
        ..Default::default()
    };
    row.insert(tx).await.unwrap().id
}
