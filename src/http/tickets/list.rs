//! `GET /tickets`: a queue, page by page.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::view::{TicketRow, rows};
use super::which::{Which, json, statuses};
use crate::access::{Caller, Permission};
use crate::app::App;
use crate::http::error::{ApiError, ApiResult};
use crate::http::page::{self, Page};
use crate::http::{ApiQuery, Authenticated};
use crate::store::ticket_list::{self, Position, Selection, Sort, Tab};

const LIST: &str = "tickets";

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ListTickets {
    pub tab: Option<Tab>,
    /// Only what this view shows, in its order unless `sort` says otherwise.
    pub view: Option<Uuid>,
    /// A filter (JSON); narrows further.
    pub filter: Option<String>,
    /// Statuses with commas between; left out: all but spam, on the tab `spam` only that.
    #[param(example = "open,waiting")]
    pub status: Option<String>,
    pub sort: Option<Sort>,
    pub cursor: Option<String>,
    #[param(minimum = 1, maximum = 200, default = 50)]
    pub limit: Option<u64>,
}

/// Tickets the caller may see, in pages.
#[utoipa::path(get, path = "/tickets", tag = "tickets", params(ListTickets), responses(
    (status = OK, body = Page<TicketRow>),
    (status = NOT_FOUND, description = "no such view", body = crate::http::error::Problem),
    (status = UNPROCESSABLE_ENTITY, body = crate::http::error::Problem),
))]
pub async fn list(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiQuery(query): ApiQuery<ListTickets>,
) -> ApiResult<Json<Page<TicketRow>>> {
    caller.require(Permission::TicketsRead)?;
    let which = Which {
        tab: query.tab,
        view: query.view,
        filter: json(query.filter.as_deref())?,
        statuses: statuses(query.status.as_deref())?,
    };
    let (selection, sort_of_view) = which.selection(&app, &caller).await?;
    let sort = query.sort.or(sort_of_view).unwrap_or(Sort::Newest);
    tickets_page(
        &app,
        &caller,
        &selection,
        sort,
        query.cursor.as_deref(),
        query.limit,
    )
    .await
    .map(Json)
}

/// A page of what `selection` says, as rows.
pub(crate) async fn tickets_page(
    app: &App,
    caller: &Caller,
    selection: &Selection,
    sort: Sort,
    cursor: Option<&str>,
    limit: Option<u64>,
) -> ApiResult<Page<TicketRow>> {
    let limit = page::limit(limit)?;
    let after: Option<Position> = page::position(LIST, cursor)?;
    if after.as_ref().is_some_and(|after| after.sort != sort) {
        return Err(ApiError::validation("cursor", "belongs to another order"));
    }
    let mut found = ticket_list::page(
        app.store.read(),
        &caller.scope,
        selection,
        sort,
        after.as_ref(),
        limit + 1,
    )
    .await?;
    let next = page::cut(LIST, &mut found, limit, |ticket| Position::of(sort, ticket));
    Ok(Page {
        items: rows(app, caller, found).await?,
        next,
    })
}
