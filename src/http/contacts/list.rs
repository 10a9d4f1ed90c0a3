//! `GET /contacts`: who is known.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::view::{Contact, contacts};
use super::wanted::{Asked, wanted};
use crate::access::Permission;
use crate::app::App;
use crate::http::error::{ApiError, ApiResult, Problem};
use crate::http::page::{self, Page};
use crate::http::{ApiQuery, Authenticated};
use crate::store::contacts::{self as shelf, ContactSort, Direction, Position};
use crate::store::entity::contacts::ContactKind;

const LIST: &str = "contacts";

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ListContacts {
    /// Words, or their beginnings, of name, addresses, company, notes or custom fields.
    pub q: Option<String>,
    pub kind: Option<ContactKind>,
    pub company_id: Option<Uuid>,
    /// Only those of this segment.
    pub segment: Option<Uuid>,
    /// A filter (JSON); narrows further. What it may ask is at `GET /contact-filter-fields`.
    pub filter: Option<String>,
    /// Left out: `last_activity`.
    pub sort: Option<ContactSort>,
    /// Left out: `asc` by name, `desc` by time.
    pub order: Option<Direction>,
    pub cursor: Option<String>,
    #[param(minimum = 1, maximum = 200, default = 50)]
    pub limit: Option<u64>,
}

/// Contacts the caller may see, in pages.
#[utoipa::path(get, path = "/contacts", tag = "contacts", params(ListContacts), responses(
    (status = OK, body = Page<Contact>),
    (status = NOT_FOUND, description = "no such segment", body = Problem),
    (status = UNPROCESSABLE_ENTITY, body = Problem),
))]
pub async fn list(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiQuery(query): ApiQuery<ListContacts>,
) -> ApiResult<Json<Page<Contact>>> {
    caller.require(Permission::ContactsRead)?;
    let limit = page::limit(query.limit)?;
    let sort = query.sort.unwrap_or(ContactSort::LastActivity);
    let order = query.order.unwrap_or(match sort {
        ContactSort::Name => Direction::Asc,
        ContactSort::LastActivity | ContactSort::Created => Direction::Desc,
    });
    let after: Option<Position> = page::position(LIST, query.cursor.as_deref())?;
    if after
        .as_ref()
        .is_some_and(|after| (after.sort, after.order) != (sort, order))
    {
        return Err(ApiError::validation("cursor", "belongs to another order"));
    }
    let asked = Asked {
        q: query.q,
        kind: query.kind,
        company_id: query.company_id,
        segment: query.segment,
        filter: query.filter,
    };
    let Some(wanted) = wanted(&app, &caller, asked).await? else {
        return Ok(Json(Page {
            items: Vec::new(),
            next: None,
        }));
    };
    let conn = app.store.read();
    let mut rows = shelf::list(
        conn,
        &caller.scope,
        &wanted,
        sort,
        order,
        after.as_ref(),
        limit + 1,
    )
    .await?;
    let next = page::cut(LIST, &mut rows, limit, |contact| {
        Position::of(sort, order, contact)
    });
    Ok(Json(Page {
        items: contacts(conn, &caller, rows).await?,
        next,
    }))
}
