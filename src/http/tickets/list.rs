//! `GET /tickets`: a queue, page by page.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use serde_json::Value;
use utoipa::IntoParams;
use uuid::Uuid;

use super::view::{TicketRow, rows};
use crate::access::{Caller, Permission};
use crate::app::App;
use crate::desk::filter;
use crate::http::error::{ApiError, ApiResult, FieldError};
use crate::http::page::{self, Page};
use crate::http::{ApiQuery, Authenticated};
use crate::store::entity::tickets::TicketStatus;
use crate::store::filter::{Expression, Viewpoint};
use crate::store::ticket_list::{self, Position, Selection, Sort, Tab};
use crate::store::views;

const LIST: &str = "tickets";
/// Longest filter in a query string, in bytes.
const LONGEST_FILTER: usize = 16 * 1024;

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ListTickets {
    pub tab: Option<Tab>,
    /// Only what this view shows, in its order unless `sort` says otherwise.
    pub view: Option<Uuid>,
    /// A filter (JSON); narrows further.
    pub filter: Option<String>,
    /// Statuses with commas between; left out: all but spam.
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
    let mut selection = Selection::all(viewpoint(&app, &caller));
    selection.tab = query.tab.unwrap_or(Tab::All);
    selection.statuses = statuses(query.status.as_deref())?;
    let mut parts = Vec::new();
    let mut sort = Sort::Newest;
    if let Some(id) = query.view {
        let view = views::find(app.store.read(), caller.user_id, id).await?;
        let view = view.ok_or_else(ApiError::not_found)?;
        parts.push(checked(&view.filter, "view")?);
        sort = Sort::parse(&view.sort).unwrap_or(sort);
    }
    if let Some(text) = &query.filter {
        parts.push(checked(&json(text)?, "filter")?);
    }
    selection.filter = Expression::All(parts);
    let sort = query.sort.unwrap_or(sort);
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

/// The caller, now.
pub(crate) fn viewpoint(app: &App, caller: &Caller) -> Viewpoint {
    Viewpoint {
        user_id: caller.user_id,
        now: app.clock.now(),
    }
}

/// Checks a filter; its problems are named below `place`.
pub(crate) fn checked(filter: &Value, place: &str) -> ApiResult<Expression> {
    filter::parse(filter).map_err(|problems| {
        let errors = problems
            .into_iter()
            .map(|problem| FieldError::new(format!("{place}{}", problem.pointer), problem.detail));
        ApiError::invalid(errors.collect())
    })
}

fn json(text: &str) -> ApiResult<Value> {
    if text.len() > LONGEST_FILTER {
        return Err(ApiError::validation("filter", "is too long"));
    }
    serde_json::from_str(text).map_err(|error| ApiError::validation("filter", error.to_string()))
}

fn statuses(text: Option<&str>) -> ApiResult<Vec<TicketStatus>> {
    text.into_iter()
        .flat_map(|text| text.split(','))
        .map(|word| {
            serde_json::from_value(Value::from(word.trim()))
                .map_err(|_| ApiError::validation("status", format!("there is no status `{word}`")))
        })
        .collect()
}
