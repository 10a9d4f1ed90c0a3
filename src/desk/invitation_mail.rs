//! Invitations by mail: queued like a notice, and written only when they leave, so that the link lies nowhere.

use centralino_channels::event::Party;
use centralino_channels::outbound::{AutomaticMark, EnvelopeSender, Outbound};
use sea_orm::DbErr;
use serde_json::json;
use uuid::Uuid;

use super::message_id;
use super::ours::Ours;
use super::outgoing::OutgoingError;
use crate::access::{Caller, invitations};
use crate::app::App;
use crate::people::identities::kind_of;
use crate::store::entity::channels::ChannelState;
use crate::store::entity::invitations::{InvitationPurpose, Model};
use crate::store::entity::messages::DeliveryState;
use crate::store::entity::{agent_mails, channels, users};
use crate::store::{self, Tx};

/// Queues the mail with an invitation's link; false when no mailbox of the hub can send it, or when the user's address
/// is itself one of the hub's mailboxes.
pub async fn queue(
    app: &App,
    tx: &Tx,
    caller: &Caller,
    user: &users::Model,
    invitation_id: Uuid,
) -> Result<bool, DbErr> {
    let ours = Ours::load(tx).await?;
    let Some(channel) = mailbox(app, tx).await? else {
        return Ok(false);
    };
    if ours.is(&user.email) {
        return Ok(false);
    }
    let id = tx.id();
    let mail = agent_mails::Model {
        id,
        user_id: user.id,
        ticket_id: None,
        invitation_id: Some(invitation_id),
        channel_id: channel.id,
        kind: None,
        reference_id: message_id::mint(&app.keys, id, channel.address.as_deref()),
        recipient_name: user.name.clone(),
        recipient: user.email.clone(),
        reply_to: None,
        // Written when it leaves; who invited is remembered here until then.
        subject: String::new(),
        text: caller.name.clone(),
        html: String::new(),
        state: DeliveryState::Queued,
        code: None,
        state_reason: None,
        at: tx.now(),
        updated_at: tx.now(),
    };
    store::agent_mails::enqueue(tx, mail).await?;
    Ok(true)
}

/// The mailbox such mails leave by: the one set for notices, else the first that runs and can send.
async fn mailbox(app: &App, tx: &Tx) -> Result<Option<channels::Model>, DbErr> {
    let wanted = app.config.mail.notifications_channel.as_deref();
    let mut able: Vec<channels::Model> = store::channels::all(tx)
        .await?
        .into_iter()
        .filter(|channel| channel.state == ChannelState::Active)
        .filter(|channel| channel.address.as_deref().is_some_and(|own| own.contains('@')))
        .filter(|channel| app.channels.can_send(channel))
        .collect();
    let at = able
        .iter()
        .position(|channel| Some(channel.name.as_str()) == wanted);
    Ok((!able.is_empty()).then(|| able.swap_remove(at.unwrap_or(0))))
}

/// The mail as its channel sends it; gone when the link was used, taken back, or ran out meanwhile.
pub async fn load(
    app: &App,
    invitation_id: Uuid,
    mail: agent_mails::Model,
    channel: channels::Model,
) -> Result<Outbound, OutgoingError> {
    let db = app.store.read();
    let now = app.clock.now();
    let invitation = store::invitations::working(db, invitation_id, now).await?;
    let (Some(invitation), Some(user)) = (invitation, store::users::by_id(db, mail.user_id).await?) else {
        return Err(OutgoingError::Gone);
    };
    let url = invitations::url_again(app, &invitation).ok_or(OutgoingError::Gone)?;
    let values = values(app, &invitation, &user, &mail.text, &url);
    let rendered = app
        .templates
        .render("notifications/invitation", &user.language, &values)
        .map_err(|error| {
            tracing::error!(%error, "an invitation could not be written");
            OutgoingError::Gone
        })?;
    Ok(Outbound {
        message_id: mail.reference_id,
        from_name: Some(channel.name),
        from_address: None,
        reply_to: None,
        to: vec![Party {
            kind: kind_of(&mail.recipient),
            name: Some(mail.recipient_name),
            address: mail.recipient,
        }],
        cc: Vec::new(),
        bcc: Vec::new(),
        subject: Some(rendered.subject),
        text: rendered.text,
        html: Some(rendered.html),
        in_reply_to: None,
        references: Vec::new(),
        date: mail.at,
        automatic: AutomaticMark::Generated,
        envelope: EnvelopeSender::Null,
        attachments: Vec::new(),
        headers: Vec::new(),
        done: Vec::new(),
    })
}

fn values(app: &App, invitation: &Model, user: &users::Model, inviter: &str, url: &str) -> serde_json::Value {
    json!({
        "name": user.name,
        "inviter": inviter,
        "reset": invitation.purpose == InvitationPurpose::PasswordReset,
        "hub": app.config.public_url(),
        "email": user.email,
        "url": url,
        "days": (invitation.expires_at - invitation.created_at).num_days(),
    })
}
