//! One row of the outbox on its way: a message to customers or a notice to an agent, sent by the same machinery.

use centralino_channels::outbound::Outbound;
use sea_orm::DbErr;

use super::outgoing::{self, OutgoingError};
use super::{agent_notice, receipts};
use crate::app::App;
use crate::store::entity::messages::DeliveryState;
use crate::store::entity::outbox::{Cargo, Model};
use crate::store::{self, Tx};

/// Builds what the row sends, the same on every attempt.
pub async fn load(app: &App, row: &Model) -> Result<Outbound, OutgoingError> {
    match row.cargo() {
        Cargo::Message(id) => outgoing::load(app, id).await,
        Cargo::AgentMail(id) => agent_notice::load(app, id).await,
    }
}

/// Writes down how far the copy of `recipient` (every copy when `None`) came.
pub async fn advance(
    tx: &Tx,
    row: &Model,
    recipient: Option<&str>,
    state: DeliveryState,
    code: Option<&str>,
    reason: Option<&str>,
) -> Result<(), DbErr> {
    match row.cargo() {
        Cargo::Message(id) => receipts::advance(tx, id, recipient, state, code, reason)
            .await
            .map(|_| ()),
        Cargo::AgentMail(id) => store::agent_mails::set(tx, id, state, code, reason).await,
    }
}

/// Says why it is not out yet.
pub async fn delay(tx: &Tx, row: &Model, words: &str) -> Result<(), DbErr> {
    match row.cargo() {
        Cargo::Message(id) => store::outbox::note_delay(tx, id, words).await,
        Cargo::AgentMail(id) => {
            store::agent_mails::set(tx, id, DeliveryState::Queued, None, Some(words)).await
        }
    }
}
