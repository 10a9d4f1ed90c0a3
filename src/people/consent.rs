//! What contacts allow: each piece of news is one more row, with where it came from.

use sea_orm::DbErr;
use serde_json::json;
use uuid::Uuid;

use super::contacts::{open, told};
use super::error::PeopleError;
use crate::access::{Caller, Permission};
use crate::store::entity::consents::{ConsentSource, ConsentState, Model, Purpose};
use crate::store::entity::events::EventKind;
use crate::store::entity::identities::IdentityKind;
use crate::store::entity::messages;
use crate::store::events::{self, Actor};
use crate::store::{Tx, consents, contact_rows, correspondents, reply_channels};

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
        recorded_by: None,
    };
    consents::insert(tx, consent).await?;
    Ok(())
}

/// What an agent takes down: news about what a contact allows.
#[derive(Clone, Debug)]
pub struct Word {
    pub purpose: Purpose,
    pub state: ConsentState,
    /// None: on every channel.
    pub channel_id: Option<Uuid>,
    /// One of the contact's addresses; none: all of them.
    pub address: Option<String>,
    /// How it became known: what was said, when, where the form lies. A permission needs it.
    pub words: Option<String>,
    pub text_version: Option<String>,
}

/// Longest evidence, and longest name of a text's version, in characters.
const EVIDENCE: usize = 2_000;
const VERSION: usize = 100;

/// Takes down what a contact allowed or withdrew. A permission without evidence proves nothing and is refused (GDPR
/// Art. 7(1)); a withdrawal holds whatever its form.
pub async fn record(tx: &Tx, caller: &Caller, contact_id: Uuid, word: Word) -> Result<Model, PeopleError> {
    caller.require(Permission::ContactsChange)?;
    let contact = open(tx, caller, contact_id).await?;
    let words = short(word.words, EVIDENCE, "/words")?;
    let text_version = short(word.text_version, VERSION, "/text_version")?;
    if word.state == ConsentState::Granted && words.is_none() {
        return Err(PeopleError::invalid(
            "/words",
            "say how the permission was given: where, when, with which words",
        ));
    }
    let channel = match word.channel_id {
        Some(id) => Some(
            reply_channels::find(tx, &caller.scope, None, id)
                .await?
                .ok_or_else(|| PeopleError::invalid("/channel_id", "there is no such channel"))?,
        ),
        None => None,
    };
    let address = word.address.unwrap_or_default();
    if !address.is_empty() {
        let mut known = contact_rows::addresses(tx, &[contact.id]).await?;
        let known = known.remove(&contact.id).unwrap_or_default();
        if !known.iter().any(|identity| identity.value == address) {
            return Err(PeopleError::invalid("/address", "is no address of this contact"));
        }
    }
    let consent = Model {
        id: tx.id(),
        contact_id: contact.id,
        channel_id: word.channel_id,
        message_id: None,
        address,
        purpose: word.purpose,
        state: word.state,
        source: ConsentSource::Agent,
        words,
        text_version,
        at: tx.now(),
        recorded_by: Some(caller.user_id),
    };
    let consent = consents::insert(tx, consent).await?;
    let kind = match word.state {
        ConsentState::Granted => EventKind::ConsentGiven,
        ConsentState::Withdrawn => EventKind::ConsentWithdrawn,
    };
    let data = json!({
        "purpose": consent.purpose,
        "channel": channel.map(|channel| json!({"id": channel.id, "name": channel.name})),
        "address": consent.address,
    });
    events::on_contact(tx, contact.id, Actor::Agent(caller.user_id), kind, data).await?;
    told(tx, contact.id).await?;
    Ok(consent)
}

fn short(text: Option<String>, most: usize, pointer: &str) -> Result<Option<String>, PeopleError> {
    let text = text
        .map(|text| text.trim().to_owned())
        .filter(|text| !text.is_empty());
    match &text {
        Some(text) if text.chars().count() > most => Err(PeopleError::invalid(
            pointer,
            format!("must be at most {most} characters"),
        )),
        _ => Ok(text),
    }
}
