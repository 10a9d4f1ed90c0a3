//! `POST /messages/{id}/cancel`, `…/send-now` and `…/retry`: a reply on its way.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::view::{Message, messages};
use crate::app::App;
use crate::desk::sending::{self, Doubt};
use crate::http::drafts::view::{Draft, draft};
use crate::http::error::{ApiError, ApiResult, Problem};
use crate::http::{ApiPath, ApiQuery, Authenticated};

/// What a cancelled message became.
#[derive(Debug, Serialize, ToSchema)]
pub struct Cancelled {
    pub draft: Draft,
}

/// Takes a queued message back; its words return as a draft. 409 `already_claimed` when it is too late.
#[utoipa::path(post, path = "/messages/{id}/cancel", tag = "messages", params(("id" = Uuid, Path)),
    responses((status = OK, body = Cancelled), (status = NOT_FOUND, body = Problem), (status = CONFLICT, body = Problem)))]
pub async fn cancel(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiPath(id): ApiPath<Uuid>,
) -> ApiResult<Json<Cancelled>> {
    let tx = app.store.write().await?;
    let restored = sending::cancel(&tx, &caller, id).await?;
    tx.commit().await?;
    Ok(Json(Cancelled {
        draft: draft(&app, &caller, restored).await?,
    }))
}

/// Ends the wait of a queued message.
#[utoipa::path(post, path = "/messages/{id}/send-now", tag = "messages", params(("id" = Uuid, Path)),
    responses((status = OK, body = Message), (status = NOT_FOUND, body = Problem), (status = CONFLICT, body = Problem)))]
pub async fn send_now(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiPath(id): ApiPath<Uuid>,
) -> ApiResult<Json<Message>> {
    let tx = app.store.write().await?;
    let message = sending::send_now(&tx, &caller, id).await?;
    tx.commit().await?;
    let shown = messages(&app, &caller, vec![message]).await?.pop();
    Ok(Json(shown.ok_or_else(ApiError::not_found)?))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct RetryQuery {
    /// Send a message of unknown fate again although it may come twice.
    #[serde(default)]
    pub confirm_duplicate: bool,
}

/// Sends a failed message again, under the same id. One of unknown fate needs `confirm_duplicate`, else 409
/// `duplicate_possible`.
#[utoipa::path(post, path = "/messages/{id}/retry", tag = "messages", params(("id" = Uuid, Path), RetryQuery),
    responses((status = OK, body = Message), (status = NOT_FOUND, body = Problem), (status = CONFLICT, body = Problem)))]
pub async fn retry(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiPath(id): ApiPath<Uuid>,
    ApiQuery(query): ApiQuery<RetryQuery>,
) -> ApiResult<Json<Message>> {
    let doubt = match query.confirm_duplicate {
        true => Doubt::Accepted,
        false => Doubt::Unasked,
    };
    let tx = app.store.write().await?;
    let message = sending::retry(&tx, &caller, id, doubt).await?;
    tx.commit().await?;
    let shown = messages(&app, &caller, vec![message]).await?.pop();
    Ok(Json(shown.ok_or_else(ApiError::not_found)?))
}
