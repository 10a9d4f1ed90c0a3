//! `GET /channels/{id}/dns`: whether the world will believe what this channel sends.

use axum::Json;
use axum::extract::State;
use centralino_channels::kind;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::channel::managed;
use crate::app::App;
use crate::http::error::{ApiResult, Problem};
use crate::http::{ApiPath, Authenticated};

#[derive(Debug, Serialize, ToSchema)]
pub struct DnsChecked {
    /// Empty for kinds that need nothing of the DNS.
    pub checks: Vec<DnsCheck>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct DnsCheck {
    /// `mx`, `spf`, `dkim`, `dmarc`, `ptr`.
    pub name: String,
    pub ok: bool,
    /// What is published now.
    pub found: Option<String>,
    /// A word for what is wrong, to translate by: `spf_missing`, `dkim_revoked`, …; null when all is well.
    pub reason: Option<&'static str>,
    /// The name the reason is about, if it is about one.
    pub about: Option<String>,
    /// What to do, in English; empty when all is well.
    pub advice: String,
}

/// Looks up what the DNS says about the channel's address. Needs `channels_manage`.
#[utoipa::path(get, path = "/channels/{id}/dns", tag = "channels", params(("id" = Uuid, Path)), responses(
    (status = OK, body = DnsChecked),
    (status = FORBIDDEN, body = Problem),
    (status = NOT_FOUND, body = Problem),
))]
pub async fn dns(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiPath(id): ApiPath<Uuid>,
) -> ApiResult<Json<DnsChecked>> {
    let row = managed(app.store.read(), &caller, id).await?;
    let checks = match kind::find(&row.kind).and_then(|kind| kind.dns) {
        // The row's settings hold no secrets, and none are needed.
        Some(dns) => dns.checks(&row.settings).await,
        None => Vec::new(),
    };
    let checks = checks
        .into_iter()
        .map(|check| DnsCheck {
            name: check.name,
            ok: check.ok,
            found: check.found,
            reason: check.reason,
            about: check.about,
            advice: check.advice,
        })
        .collect();
    Ok(Json(DnsChecked { checks }))
}
