//! `POST /sandbox/mails`: a customer writes; the mail goes through the real intake.

use axum::Json;
use axum::extract::State;
use bytes::Bytes;
use centralino_channels::email::customer::{self, CustomerMail};
use centralino_channels::event::Incoming;
use http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::enabled;
use crate::app::App;
use crate::desk::{intake, reply_token};
use crate::http::error::{ApiError, ApiResult, Problem};
use crate::http::{ApiJson, Authenticated};
use crate::store::entity::intake::{IntakeSource, IntakeState};
use crate::store::entity::messages::MessageKind;
use crate::store::sandbox;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSandboxMail {
    #[serde(default)]
    pub from_name: String,
    pub from: String,
    /// Address of a channel. An answer goes to the Reply-To of the mail it answers.
    pub to: String,
    #[serde(default)]
    pub subject: String,
    pub text: String,
    /// A mail of `GET /sandbox/mails` that this one answers.
    pub in_reply_to_id: Option<Uuid>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct SandboxOutcome {
    pub intake: SandboxFiled,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct SandboxFiled {
    pub state: IntakeState,
    pub reason: Option<String>,
    pub ticket_id: Option<Uuid>,
}

/// Builds the mail a mail client would and hands it to the intake of the channel it is addressed to.
#[utoipa::path(post, path = "/sandbox/mails", tag = "sandbox", request_body = NewSandboxMail, responses(
    (status = CREATED, body = SandboxOutcome),
    (status = UNPROCESSABLE_ENTITY, body = Problem),
))]
pub async fn write(
    State(app): State<App>,
    Authenticated(_caller): Authenticated,
    ApiJson(body): ApiJson<NewSandboxMail>,
) -> ApiResult<(StatusCode, Json<SandboxOutcome>)> {
    enabled(&app)?;
    let to = body.to.trim().to_lowercase();
    let channels = app.store.all_channels().await?;
    let channel = channels
        .into_iter()
        .find(|channel| channel.address.as_deref() == Some(to.as_str()))
        .ok_or_else(|| ApiError::validation("/to", "no channel has this address"))?;
    let parent = match body.in_reply_to_id {
        None => None,
        Some(id) => {
            let found = sandbox::message(&app.store, id).await?;
            Some(found.ok_or_else(|| ApiError::validation("/in_reply_to_id", "there is no such mail"))?)
        }
    };
    let references: Vec<String> = parent
        .as_ref()
        .and_then(|parent| serde_json::from_value(parent.reference_ids.clone()).ok())
        .unwrap_or_default();
    // A mail client answers to the Reply-To of what it received.
    let reply_to = parent
        .as_ref()
        .filter(|parent| parent.kind == MessageKind::Outbound)
        .and_then(|parent| reply_token::address(&app.keys, &to, parent.ticket_id));
    let id = app.clock.id();
    let now = app.clock.now();
    let raw = customer::write(&CustomerMail {
        from_name: &body.from_name,
        from: body.from.trim(),
        to: reply_to.as_deref().unwrap_or(&to),
        subject: &body.subject,
        text: &body.text,
        message_id: &format!("{}@sandbox.invalid", id.simple()),
        in_reply_to: parent.as_ref().and_then(|parent| parent.reference_id.as_deref()),
        references: &references,
        date: now,
    })
    .map_err(|(field, reason)| ApiError::validation(format!("/{field}"), reason))?;
    let raw = Bytes::from(raw);
    let open = app.channels.open(&channel).map_err(ApiError::internal)?;
    let event = open.read(&raw, now);
    let incoming = Incoming {
        external_id: format!("sandbox:{id}"),
        raw,
        received_at: now,
        event,
    };
    let filed = intake::accept(&app, IntakeSource::Sandbox, &channel, vec![incoming], None)
        .await
        .map_err(ApiError::internal)?
        .into_iter()
        .next()
        .ok_or_else(|| ApiError::internal("the intake gave no outcome"))?;
    let intake = SandboxFiled {
        state: filed.state,
        reason: filed.reason,
        ticket_id: filed.ticket_id,
    };
    Ok((StatusCode::CREATED, Json(SandboxOutcome { intake })))
}
