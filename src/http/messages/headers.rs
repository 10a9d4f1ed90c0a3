//! `GET /messages/{id}/headers`: what the mail's header says, and what was found out about its sender.

use axum::Json;
use axum::extract::State;
use centralino_channels::email::header::{Headers, read_block, tidy, unfold};
use centralino_channels::email::{authentication, encoded_word, limits};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::access::Permission;
use crate::app::App;
use crate::http::error::{ApiError, ApiResult, Problem};
use crate::http::{ApiPath, Authenticated};
use crate::store::{message_rows, messages};

/// Most fields shown, and most characters of each.
const MOST: usize = 300;
const LONGEST: usize = 4_000;

/// The header of a mail as it came in.
#[derive(Debug, Serialize, ToSchema)]
pub struct MessageHeaders {
    /// In their order, unfolded, encoded words decoded.
    pub fields: Vec<HeaderField>,
    /// Null when no server said anything about the sender.
    pub authentication: Option<Authentication>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct HeaderField {
    pub name: String,
    pub value: String,
}

/// What a server found out about the sender (`Authentication-Results`, RFC 8601).
#[derive(Debug, Serialize, ToSchema)]
pub struct Authentication {
    /// The name it goes by.
    pub server: String,
    /// It is a server that received the mail. The findings of any other can have been written by the sender.
    pub trusted: bool,
    pub findings: Vec<AuthenticationFinding>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct AuthenticationFinding {
    /// `spf`, `dkim`, `dmarc`, …
    pub method: String,
    /// `pass`, `fail`, `softfail`, `neutral`, `none`, …
    pub result: String,
    /// The domain it is about.
    pub domain: Option<String>,
    pub reason: Option<String>,
}

/// The header of a message whose raw bytes are kept. 404 for the others (`has_raw` tells).
#[utoipa::path(get, path = "/messages/{id}/headers", tag = "messages", params(("id" = Uuid, Path)),
    responses((status = OK, body = MessageHeaders), (status = NOT_FOUND, body = Problem)))]
pub async fn headers(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiPath(id): ApiPath<Uuid>,
) -> ApiResult<Json<MessageHeaders>> {
    caller.require(Permission::TicketsRead)?;
    let conn = app.store.read();
    let message = messages::find(conn, &caller.scope, id)
        .await?
        .ok_or_else(ApiError::not_found)?;
    let row = message_rows::raw_of(conn, message.id)
        .await?
        .ok_or_else(ApiError::not_found)?;
    let most = u64::try_from(limits::HEADER_BYTES).unwrap_or(u64::MAX);
    let end = u64::try_from(row.raw_size).unwrap_or(0).min(most);
    let bytes = match end {
        0 => return Ok(Json(shown(&Headers::default()))),
        end => app.blobs.range(&row.raw_hash, 0, end).await,
    };
    let bytes = bytes.map_err(ApiError::internal)?;
    match read_block(&bytes, 0..bytes.len(), |_| false) {
        Ok(block) => Ok(Json(shown(&block.headers))),
        // Over a limit, and so never read as a mail either.
        Err(_) => Ok(Json(shown(&Headers::default()))),
    }
}

fn shown(headers: &Headers<'_>) -> MessageHeaders {
    let cut = |text: &str| tidy(text).chars().take(LONGEST).collect::<String>();
    let fields = headers.fields.iter().take(MOST).map(|field| HeaderField {
        name: cut(&String::from_utf8_lossy(field.name)),
        value: cut(&encoded_word::decode(&unfold(field.value))),
    });
    let found = authentication::authentication(headers);
    MessageHeaders {
        fields: fields.collect(),
        authentication: found.map(|found| Authentication {
            server: found.server,
            trusted: found.trusted,
            findings: found
                .findings
                .into_iter()
                .map(|finding| AuthenticationFinding {
                    method: finding.method,
                    result: finding.result,
                    domain: finding.domain,
                    reason: finding.reason,
                })
                .collect(),
        }),
    }
}
