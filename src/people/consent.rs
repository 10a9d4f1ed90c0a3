//! What contacts allow: each piece of news is one more row, with where it came from.

use sea_orm::DbErr;

use crate::store::entity::consents::{ConsentSource, ConsentState, Model, Purpose};
use crate::store::entity::identities::IdentityKind;
use crate::store::entity::messages;
use crate::store::{Tx, consents, correspondents};

/// Somebody who got `message` of ours called it spam (RFC 5965): no more marketing to that address.
pub async fn complained(
    tx: &Tx,
    message: &messages::Model,
    recipient: Option<&str>,
    words: Option<&str>,
) -> Result<(), DbErr> {
    let address = recipient.unwrap_or_default().trim().to_lowercase();
    let known = correspondents::find(tx, IdentityKind::Email, "", &address).await?;
    // Many providers take the address out of the report; then it is the contact we wrote to.
    let contact_id = known.map_or(message.contact_id, |identity| identity.contact_id);
    let consent = Model {
        id: tx.id(),
        contact_id,
        channel_id: message.channel_id,
        message_id: Some(message.id),
        address,
        purpose: Purpose::Marketing,
        state: ConsentState::Withdrawn,
        source: ConsentSource::FeedbackReport,
        words: words.map(str::to_owned),
        text_version: None,
        at: tx.now(),
    };
    consents::insert(tx, consent).await?;
    Ok(())
}
