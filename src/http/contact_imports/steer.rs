//! `POST /contact-imports/{id}/check`, `/start` and `/cancel`: tries, starts and stops an import.

use axum::Json;
use axum::extract::State;
use uuid::Uuid;

use super::view::{ContactImport, one};
use crate::app::App;
use crate::http::error::{ApiResult, Problem};
use crate::http::{ApiPath, Authenticated};
use crate::people::import::control;

/// Begins a trial run: what would be made, changed and refused. It changes no contact.
#[utoipa::path(post, path = "/contact-imports/{id}/check", tag = "contacts", params(("id" = Uuid, Path)),
    responses(
        (status = OK, body = ContactImport),
        (status = NOT_FOUND, body = Problem),
        (status = CONFLICT, description = "`begun`, `no_address_column`", body = Problem),
    ))]
pub async fn check(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiPath(id): ApiPath<Uuid>,
) -> ApiResult<Json<ContactImport>> {
    let tx = app.store.write().await?;
    let import = control::check(&tx, &caller, id).await?;
    let answer = one(&tx, import).await?;
    tx.commit().await?;
    Ok(Json(answer))
}

/// Begins the import. It goes on by itself, whoever looks, through restarts.
#[utoipa::path(post, path = "/contact-imports/{id}/start", tag = "contacts", params(("id" = Uuid, Path)),
    responses(
        (status = OK, body = ContactImport),
        (status = NOT_FOUND, body = Problem),
        (status = CONFLICT, description = "`begun`, `no_address_column`", body = Problem),
    ))]
pub async fn start(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiPath(id): ApiPath<Uuid>,
) -> ApiResult<Json<ContactImport>> {
    let tx = app.store.write().await?;
    let import = control::start(&tx, &caller, id).await?;
    let answer = one(&tx, import).await?;
    tx.commit().await?;
    Ok(Json(answer))
}

/// Stops a run. What it did until then stays; a trial run did nothing.
#[utoipa::path(post, path = "/contact-imports/{id}/cancel", tag = "contacts", params(("id" = Uuid, Path)),
    responses(
        (status = OK, body = ContactImport),
        (status = NOT_FOUND, body = Problem),
        (status = CONFLICT, description = "`not_running`", body = Problem),
    ))]
pub async fn cancel(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiPath(id): ApiPath<Uuid>,
) -> ApiResult<Json<ContactImport>> {
    let tx = app.store.write().await?;
    let import = control::cancel(&tx, &caller, id).await?;
    let answer = one(&tx, import).await?;
    tx.commit().await?;
    Ok(Json(answer))
}
