//! `POST /tickets/{id}/participants/{pid}/accept`: somebody who wrote uninvited takes part.

use axum::Json;
use axum::extract::State;
use uuid::Uuid;

use super::ticket::{Ticket, ticket};
use crate::app::App;
use crate::desk::participant;
use crate::http::error::{ApiResult, Problem};
use crate::http::{ApiPath, Authenticated};

/// Makes a third party a participant; no news for one who is.
#[utoipa::path(post, path = "/tickets/{id}/participants/{pid}/accept", tag = "tickets",
    params(("id" = Uuid, Path), ("pid" = Uuid, Path)),
    responses((status = OK, body = Ticket), (status = NOT_FOUND, body = Problem)))]
pub async fn accept(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiPath((id, participant_id)): ApiPath<(Uuid, Uuid)>,
) -> ApiResult<Json<Ticket>> {
    let tx = app.store.write().await?;
    let accepted = participant::accept(&tx, &caller, id, participant_id).await?;
    tx.commit().await?;
    Ok(Json(ticket(&app, &caller, accepted).await?))
}
