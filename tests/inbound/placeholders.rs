//! `{{A.reply_to}}` and its kin in the mails of the scenarios.

use centralino::desk::{message_id, reply_token};
use centralino::store::entity::messages::{AuthorKind, Column, Entity, MessageKind, Model};
use centralino::store::entity::tickets;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::hub::Hub;

const SUPPORT: &str = "support@centralino.example";

/// What `{{<ticket>.<field>}}` stands for.
pub async fn value(hub: &Hub, ticket: &tickets::Model, field: &str) -> String {
    let keys = &hub.app().keys;
    let token = reply_token::mint(keys, ticket.id);
    match field {
        "number" => ticket.number.to_string(),
        "reply_to" => reply_token::address(keys, SUPPORT, ticket.id).unwrap(),
        "token" => token,
        "TOKEN" => token.to_uppercase(),
        "forged_token" => forged(&token, 30),
        "agent_reply_to" => reply_token::agent_address(keys, SUPPORT, ticket.id, hub.agent.id).unwrap(),
        "ack_id" => reference(written(hub, ticket, AuthorKind::System).await),
        "last_out_id" => reference(written(hub, ticket, AuthorKind::Agent).await),
        "last_out_local" => local(&reference(written(hub, ticket, AuthorKind::Agent).await)),
        "forged_out_id" => {
            let id = reference(written(hub, ticket, AuthorKind::Agent).await);
            let signature = id.find('.').unwrap() + 3;
            forged(&id, signature)
        }
        "return_path" => {
            let id = written(hub, ticket, AuthorKind::Agent).await.id;
            format!("bounce+{}@centralino.example", message_id::local_part(keys, id))
        }
        other => panic!("no such placeholder: {other}"),
    }
}

/// The last message we sent on the ticket, or on one that was merged into another since.
pub async fn written(hub: &Hub, ticket: &tickets::Model, author: AuthorKind) -> Model {
    let ticket_id = ticket.merged_into.unwrap_or(ticket.id);
    Entity::find()
        .filter(Column::TicketId.eq(ticket_id))
        .filter(Column::Kind.eq(MessageKind::Outbound))
        .filter(Column::AuthorKind.eq(author))
        .order_by_desc(Column::Id)
        .one(hub.app().store.read())
        .await
        .unwrap()
        .expect("nothing was sent on the ticket")
}

fn reference(message: Model) -> String {
    message.reference_id.unwrap()
}

fn local(id: &str) -> String {
    id.split('@').next().unwrap().to_owned()
}

/// One character changed to another of the alphabet.
fn forged(text: &str, at: usize) -> String {
    let other = if text.as_bytes()[at] == b'a' { "b" } else { "a" };
    format!("{}{other}{}", &text[..at], &text[at + 1..])
}
