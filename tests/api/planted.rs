//! Tickets, messages and contacts put straight onto the shelves, with every field a list can ask about.

use centralino::store::correspondents::{self, NewIdentity};
use centralino::store::entity::channels::ChannelState;
use centralino::store::entity::contacts::ContactKind;
use centralino::store::entity::identities::IdentityKind;
use centralino::store::entity::messages::{AuthorKind, MessageKind};
use centralino::store::entity::{contacts, identities, messages, tickets};
use centralino::store::tickets::NewTicket;
use centralino::store::{Tx, channels, messages as message_rows, search, tickets as ticket_rows};
use uuid::Uuid;

use crate::support::TestApp;

/// A channel that does nothing.
pub async fn channel(test: &TestApp, name: &str) -> Uuid {
    let tx = test.app.store.write().await.unwrap();
    let mut row = channels::blank(&tx, "email", name);
    row.address = Some(format!("{}@example.com", name.to_lowercase()));
    row.state = ChannelState::Paused;
    let row = channels::insert(&tx, row).await.unwrap();
    tx.commit().await.unwrap();
    row.id
}

/// A contact known by one verified address.
pub async fn contact(test: &TestApp, name: &str, address: &str) -> (contacts::Model, identities::Model) {
    let tx = test.app.store.write().await.unwrap();
    let new = NewIdentity {
        kind: IdentityKind::Email,
        scope: String::new(),
        value: address.to_owned(),
        display: Some(name.to_owned()),
        verified: true,
    };
    let (identity, contact) = correspondents::insert(&tx, name, ContactKind::Customer, None, new)
        .await
        .unwrap()
        .unwrap();
    search::index_contact(&tx, contact.id).await.unwrap();
    tx.commit().await.unwrap();
    (contact, identity)
}

/// An open ticket, changed as the test likes.
pub async fn ticket(
    test: &TestApp,
    channel_id: Uuid,
    contact_id: Uuid,
    subject: &str,
    touch: impl FnOnce(&mut tickets::Model),
) -> tickets::Model {
    let tx = test.app.store.write().await.unwrap();
    let ticket = ticket_in(&tx, channel_id, contact_id, subject, touch).await;
    tx.commit().await.unwrap();
    ticket
}

/// The same inside a transaction, for many at once.
pub async fn ticket_in(
    tx: &Tx,
    channel_id: Uuid,
    contact_id: Uuid,
    subject: &str,
    touch: impl FnOnce(&mut tickets::Model),
) -> tickets::Model {
    let new = NewTicket {
        subject: subject.to_owned(),
        contact_id,
        channel_id,
        team_id: None,
        assignee_id: None,
        language: None,
    };
    let before = ticket_rows::insert(tx, new).await.unwrap();
    let mut after = before.clone();
    touch(&mut after);
    after.priority_rank = ticket_rows::rank(after.priority);
    let ticket = ticket_rows::save(tx, &before, after).await.unwrap();
    search::index_ticket(tx, &ticket).await.unwrap();
    ticket
}

/// Something the ticket's contact wrote.
pub async fn message(test: &TestApp, ticket: &tickets::Model, text: &str, files: &[&str]) -> messages::Model {
    let tx = test.app.store.write().await.unwrap();
    let mut row = message_rows::blank(&tx, ticket, MessageKind::Inbound, AuthorKind::Contact);
    row.channel_id = Some(ticket.channel_id);
    row.author_name = "Somebody".to_owned();
    row.text = format!("{text}\n> an older mail");
    row.reply_text = text.to_owned();
    let message = message_rows::insert(&tx, row).await.unwrap();
    for (position, name) in files.iter().enumerate() {
        let blob = test.app.blobs.put(name.as_bytes().to_vec().into()).await.unwrap();
        let file = centralino::store::attachments::NewAttachment {
            message_id: Some(message.id),
            uploaded_by: None,
            blob,
            filename: (*name).to_owned(),
            content_type: "text/plain".to_owned(),
            content_id: None,
            inline: false,
            position: i32::try_from(position).unwrap(),
        };
        centralino::store::attachments::insert(&tx, file).await.unwrap();
    }
    search::index_message(&tx, &message, files).await.unwrap();
    tx.commit().await.unwrap();
    message
}
