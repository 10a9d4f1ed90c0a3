//! `PATCH /session/profile`: what people change about themselves.

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;

use super::me::{self, Me};
use crate::access::users;
use crate::app::App;
use crate::desk::signature;
use crate::http::error::{ApiError, ApiResult, Problem};
use crate::http::{ApiJson, Authenticated};
use crate::store::entity::notifications::Reason;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProfileChange {
    pub name: Option<String>,
    /// `en`, `it`.
    pub language: Option<String>,
    /// IANA name.
    pub time_zone: Option<String>,
    pub signature: Option<String>,
    /// The same as HTML, cleaned on the server; a `signature` without it is plain text from then on.
    pub signature_html: Option<String>,
    /// What they hear of by mail; empty for nothing.
    pub mail_notices: Option<BTreeSet<Reason>>,
}

/// Changes what is given and leaves the rest.
#[utoipa::path(patch, path = "/session/profile", tag = "session", request_body = ProfileChange, responses(
    (status = OK, body = Me),
    (status = UNPROCESSABLE_ENTITY, body = Problem),
))]
pub async fn change(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiJson(body): ApiJson<ProfileChange>,
) -> ApiResult<Json<Me>> {
    if body.signature_html.is_some() && body.signature.is_none() {
        let words = "is needed with the HTML: it goes into the text part of mails";
        return Err(ApiError::validation("/signature", words));
    }
    let signature_html = body.signature_html.as_deref().map(signature::clean).transpose()?;
    let profile = users::Profile {
        name: body.name,
        language: body.language,
        time_zone: body.time_zone,
        signature: body.signature,
        signature_html,
        mail_notices: body.mail_notices,
    };
    let tx = app.store.write().await?;
    users::change_profile(&tx, &caller, profile).await?;
    tx.commit().await?;
    me::of(&app, caller.user_id, Some(&caller)).await.map(Json)
}
