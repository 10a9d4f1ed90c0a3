//! `GET /contacts/{id}/tickets`: what a contact wrote about.

use axum::Json;
use axum::extract::State;
use sea_orm::Iterable;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use crate::access::Permission;
use crate::app::App;
use crate::http::error::{ApiError, ApiResult, Problem};
use crate::http::page::Page;
use crate::http::tickets::list::tickets_page;
use crate::http::tickets::view::TicketRow;
use crate::http::tickets::which::viewpoint;
use crate::http::{ApiPath, ApiQuery, Authenticated};
use crate::store::contacts;
use crate::store::entity::tickets::TicketStatus;
use crate::store::ticket_list::{Selection, Sort};

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ContactTickets {
    pub cursor: Option<String>,
    #[param(minimum = 1, maximum = 200, default = 50)]
    pub limit: Option<u64>,
}

/// The contact's tickets that the caller may see, of every status, last active first.
#[utoipa::path(get, path = "/contacts/{id}/tickets", tag = "contacts", params(("id" = Uuid, Path), ContactTickets),
    responses(
        (status = OK, body = Page<TicketRow>),
        (status = NOT_FOUND, body = Problem),
    ))]
pub async fn tickets(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiPath(id): ApiPath<Uuid>,
    ApiQuery(query): ApiQuery<ContactTickets>,
) -> ApiResult<Json<Page<TicketRow>>> {
    caller.require(Permission::TicketsRead)?;
    caller.require(Permission::ContactsRead)?;
    let contact = contacts::find(app.store.read(), &caller.scope, id)
        .await?
        .ok_or_else(ApiError::not_found)?;
    let selection = Selection {
        statuses: TicketStatus::iter().collect(),
        contact_id: Some(contact.id),
        ..Selection::all(viewpoint(&app, &caller))
    };
    tickets_page(
        &app,
        &caller,
        &selection,
        Sort::Newest,
        query.cursor.as_deref(),
        query.limit,
    )
    .await
    .map(Json)
}
