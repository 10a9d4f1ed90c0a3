//! `POST /contacts/{id}/consents`: an agent takes down what a contact allowed or withdrew.

use axum::Json;
use axum::extract::State;
use http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::consents::{Consent, shown};
use crate::app::App;
use crate::http::error::{ApiError, ApiResult, Problem};
use crate::http::{ApiJson, ApiPath, Authenticated};
use crate::people::consent::{self, Word};
use crate::store::entity::consents::{ConsentState, Purpose};

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewConsent {
    pub purpose: Purpose,
    pub state: ConsentState,
    /// Left out: every channel.
    pub channel_id: Option<Uuid>,
    /// One of the contact's addresses. Left out: all of them.
    pub address: Option<String>,
    /// The evidence: how, when and with which words. Needed for `granted`.
    pub words: Option<String>,
    /// Version of the text that was agreed to.
    pub text_version: Option<String>,
}

/// Adds to the ledger of consents; nothing in it is ever changed.
#[utoipa::path(post, path = "/contacts/{id}/consents", tag = "contacts", params(("id" = Uuid, Path)),
    request_body = NewConsent, responses(
        (status = CREATED, body = Consent),
        (status = NOT_FOUND, body = Problem),
        (status = CONFLICT, description = "`merged`", body = Problem),
        (status = UNPROCESSABLE_ENTITY, body = Problem),
    ))]
pub async fn record(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiPath(id): ApiPath<Uuid>,
    ApiJson(body): ApiJson<NewConsent>,
) -> ApiResult<(StatusCode, Json<Consent>)> {
    let word = Word {
        purpose: body.purpose,
        state: body.state,
        channel_id: body.channel_id,
        address: body.address,
        words: body.words,
        text_version: body.text_version,
    };
    let tx = app.store.write().await?;
    let row = consent::record(&tx, &caller, id, word).await?;
    let answer = shown(&tx, vec![row]).await?.pop();
    tx.commit().await?;
    let answer = answer.ok_or_else(ApiError::not_found)?;
    Ok((StatusCode::CREATED, Json(answer)))
}
