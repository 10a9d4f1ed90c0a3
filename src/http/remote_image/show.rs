//! `GET /remote-image`: a picture from elsewhere, through the hub.

use axum::extract::State;
use axum::response::Response;
use http::{StatusCode, header};
use serde::Deserialize;
use utoipa::IntoParams;

use super::fetch::{FetchError, picture};
use super::is_signed;
use crate::access::Permission;
use crate::app::App;
use crate::http::error::{ApiError, ApiResult, Problem};
use crate::http::{ApiQuery, Authenticated};

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct RemoteImageQuery {
    pub url: String,
    /// Made by the hub when it showed the message.
    pub sig: String,
}

/// Fetches a picture a message points to. Only addresses the hub signed; public hosts, pictures, small ones.
#[utoipa::path(get, path = "/remote-image", tag = "messages", params(RemoteImageQuery),
    responses((status = OK, content_type = "image/*"), (status = FORBIDDEN, body = Problem), (status = BAD_GATEWAY, body = Problem)))]
pub async fn show(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiQuery(query): ApiQuery<RemoteImageQuery>,
) -> ApiResult<Response> {
    caller.require(Permission::TicketsRead)?;
    if !is_signed(&app.keys, &query.url, &query.sig) {
        return Err(ApiError::forbidden("this address was not found in a message"));
    }
    let found = picture(&query.url, app.config.security.allow_private_addresses).await;
    let picture = found.map_err(|error| match error {
        FetchError::Closed => ApiError::forbidden(error.to_string()),
        FetchError::Unfit(_) | FetchError::Http(_) => {
            ApiError::new(StatusCode::BAD_GATEWAY, "picture_unavailable", error.to_string())
        }
    })?;
    Response::builder()
        .header(header::CONTENT_TYPE, picture.content_type)
        .header(header::CACHE_CONTROL, "private, max-age=3600")
        .header(header::X_CONTENT_TYPE_OPTIONS, "nosniff")
        .header(header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox")
        .header("cross-origin-resource-policy", "same-origin")
        .body(picture.bytes.into())
        .map_err(ApiError::internal)
}
