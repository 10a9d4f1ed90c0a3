//! `GET /messages/{id}/frame`: the HTML of a message, for a sandboxed frame.

use std::collections::HashMap;

use axum::extract::State;
use axum::response::Response;
use http::header;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::document::{View, document, of_text};
use crate::access::Permission;
use crate::app::App;
use crate::http::error::{ApiError, ApiResult, Problem};
use crate::http::remote_image;
use crate::http::{ApiPath, ApiQuery, Authenticated};
use crate::store::{attachments, messages};

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct FrameQuery {
    /// 1 shows pictures from elsewhere, fetched by the hub.
    #[serde(default)]
    pub images: u8,
    #[serde(default)]
    #[param(inline)]
    pub theme: Theme,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    #[default]
    Light,
    Dark,
}

/// Nothing runs, nothing is fetched but from here, nobody else frames it.
const POLICY: &str = "default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'; form-action 'none'; \
    base-uri 'none'; frame-ancestors 'self'; \
    sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox";

/// A document for `<iframe sandbox>`: quotations folded, `cid:` pictures from our attachments, remote ones only on
/// demand and through the hub.
#[utoipa::path(get, path = "/messages/{id}/frame", tag = "messages", params(("id" = Uuid, Path), FrameQuery),
    responses((status = OK, content_type = "text/html"), (status = NOT_FOUND, body = Problem)))]
pub async fn frame(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiPath(id): ApiPath<Uuid>,
    ApiQuery(query): ApiQuery<FrameQuery>,
) -> ApiResult<Response> {
    caller.require(Permission::TicketsRead)?;
    let conn = app.store.read();
    let message = messages::find(conn, &caller.scope, id)
        .await?
        .ok_or_else(ApiError::not_found)?;
    let files: HashMap<String, Uuid> = attachments::of_messages(conn, &[message.id])
        .await?
        .into_iter()
        .filter_map(|file| Some((file.content_id?, file.id)))
        .collect();
    let proxy = |url: &str| remote_image::link(&app.keys, url);
    let view = View {
        dark: query.theme == Theme::Dark,
        language: &caller.language,
        files: &files,
        proxy: (query.images == 1).then_some(&proxy),
    };
    // What was forwarded is no quotation: it is what the message is about.
    let fold = Some(message.reply_text.as_str()).filter(|_| message.forwarded_from.is_none());
    let page = match &message.html {
        Some(html) => document(html, fold, &view),
        None => document(&of_text(&message.text), None, &view),
    };
    Response::builder()
        .header(header::CONTENT_TYPE, "text/html; charset=utf-8")
        .header(header::CONTENT_SECURITY_POLICY, POLICY)
        .header(header::X_CONTENT_TYPE_OPTIONS, "nosniff")
        .header(header::REFERRER_POLICY, "no-referrer")
        .header(header::CACHE_CONTROL, "private, no-store")
        .body(page.into())
        .map_err(ApiError::internal)
}
