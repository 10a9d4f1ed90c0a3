//! Which tickets a request is about: a tab or view, narrowed by statuses and a filter.

use serde_json::Value;
use uuid::Uuid;

use crate::access::Caller;
use crate::app::App;
use crate::desk::filter;
use crate::http::error::{ApiError, ApiResult, FieldError};
use crate::http::views::view::audience;
use crate::store::entity::tickets::TicketStatus;
use crate::store::filter::{Expression, Viewpoint};
use crate::store::ticket_list::{Selection, Sort, Tab};
use crate::store::views;

/// Longest filter in a query string, in bytes.
const LONGEST_FILTER: usize = 16 * 1024;

/// As the caller said it.
#[derive(Debug, Default)]
pub struct Which {
    pub tab: Option<Tab>,
    pub view: Option<Uuid>,
    pub filter: Option<Value>,
    pub statuses: Vec<TicketStatus>,
}

impl Which {
    /// The tickets meant, and the order of the view if there is one.
    pub async fn selection(self, app: &App, caller: &Caller) -> ApiResult<(Selection, Option<Sort>)> {
        let mut selection = Selection::all(viewpoint(app, caller));
        selection.tab = self.tab.unwrap_or(Tab::All);
        selection.statuses = self.statuses;
        let mut parts = Vec::new();
        let mut sort = None;
        if let Some(id) = self.view {
            let view = views::find(app.store.read(), audience(caller), id).await?;
            let view = view.ok_or_else(ApiError::not_found)?;
            parts.push(checked(&view.filter, "view")?);
            sort = Sort::parse(&view.sort);
        }
        if let Some(filter) = &self.filter {
            parts.push(checked(filter, "filter")?);
        }
        selection.filter = Expression::All(parts);
        Ok((selection, sort))
    }
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

/// A filter in a query string.
pub fn json(text: Option<&str>) -> ApiResult<Option<Value>> {
    let Some(text) = text else {
        return Ok(None);
    };
    if text.len() > LONGEST_FILTER {
        return Err(ApiError::validation("filter", "is too long"));
    }
    serde_json::from_str(text)
        .map(Some)
        .map_err(|error| ApiError::validation("filter", error.to_string()))
}

/// Statuses with commas between.
pub fn statuses(text: Option<&str>) -> ApiResult<Vec<TicketStatus>> {
    text.into_iter()
        .flat_map(|text| text.split(','))
        .map(|word| {
            serde_json::from_value(Value::from(word.trim()))
                .map_err(|_| ApiError::validation("status", format!("there is no status `{word}`")))
        })
        .collect()
}
