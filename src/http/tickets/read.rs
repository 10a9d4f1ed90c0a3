//! `POST /tickets/{id}/read` and `…/unread`: how far the caller has read.

use axum::extract::State;
use http::StatusCode;
use uuid::Uuid;

use crate::app::App;
use crate::desk::reading;
use crate::http::error::{ApiResult, Problem};
use crate::http::{ApiPath, Authenticated};

/// The caller has seen everything on the ticket.
#[utoipa::path(post, path = "/tickets/{id}/read", tag = "tickets", params(("id" = Uuid, Path)),
    responses((status = NO_CONTENT), (status = NOT_FOUND, body = Problem)))]
pub async fn read(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiPath(id): ApiPath<Uuid>,
) -> ApiResult<StatusCode> {
    let tx = app.store.write().await?;
    reading::mark_read(&tx, &caller, id).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Shows the ticket as unread again, to the caller alone.
#[utoipa::path(post, path = "/tickets/{id}/unread", tag = "tickets", params(("id" = Uuid, Path)),
    responses((status = NO_CONTENT), (status = NOT_FOUND, body = Problem)))]
pub async fn unread(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiPath(id): ApiPath<Uuid>,
) -> ApiResult<StatusCode> {
    let tx = app.store.write().await?;
    reading::mark_unread(&tx, &caller, id).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
