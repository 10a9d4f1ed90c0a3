//! `GET /contacts`: who is known, last active first.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::view::{Contact, contacts};
use crate::access::Permission;
use crate::app::App;
use crate::http::error::{ApiResult, Problem};
use crate::http::page::{self, Page};
use crate::http::{ApiQuery, Authenticated};
use crate::store::contacts::{self as shelf, Position, Wanted};
use crate::store::entity::contacts::ContactKind;
use crate::store::search::Phrase;

const LIST: &str = "contacts";

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ListContacts {
    /// Words, or their beginnings, of name, addresses, company or notes.
    pub q: Option<String>,
    pub kind: Option<ContactKind>,
    pub company_id: Option<Uuid>,
    pub cursor: Option<String>,
    #[param(minimum = 1, maximum = 200, default = 50)]
    pub limit: Option<u64>,
}

/// Contacts the caller may see, in pages.
#[utoipa::path(get, path = "/contacts", tag = "contacts", params(ListContacts), responses(
    (status = OK, body = Page<Contact>),
    (status = UNPROCESSABLE_ENTITY, body = Problem),
))]
pub async fn list(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiQuery(query): ApiQuery<ListContacts>,
) -> ApiResult<Json<Page<Contact>>> {
    caller.require(Permission::ContactsRead)?;
    let limit = page::limit(query.limit)?;
    let after: Option<Position> = page::position(LIST, query.cursor.as_deref())?;
    let q = query.q.as_deref().unwrap_or_default();
    let wanted = Wanted {
        phrases: Phrase::begun(q),
        kind: query.kind,
        company_id: query.company_id,
    };
    if wanted.phrases.is_empty() && !q.trim().is_empty() {
        // Only signs: nobody is called so.
        return Ok(Json(Page {
            items: Vec::new(),
            next: None,
        }));
    }
    let conn = app.store.read();
    let mut rows = shelf::list(conn, &caller.scope, &wanted, after, limit + 1).await?;
    let next = page::cut(LIST, &mut rows, limit, |contact| Position {
        at: contact.last_activity_at,
        id: contact.id,
    });
    Ok(Json(Page {
        items: contacts(conn, &caller, rows).await?,
        next,
    }))
}
