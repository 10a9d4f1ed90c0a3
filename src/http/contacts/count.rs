//! `GET /contacts/count`: how many contacts a filter means.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::wanted::{Asked, wanted};
use crate::access::Permission;
use crate::app::App;
use crate::http::error::{ApiResult, Problem};
use crate::http::{ApiQuery, Authenticated};
use crate::store::contacts as shelf;
use crate::store::entity::contacts::ContactKind;

/// Counting ends here: nobody needs to know the difference.
const MOST: u64 = 10_000;

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct CountContacts {
    /// Words, or their beginnings, of name, addresses, company, notes or custom fields.
    pub q: Option<String>,
    pub kind: Option<ContactKind>,
    pub company_id: Option<Uuid>,
    /// Only those of this segment.
    pub segment: Option<Uuid>,
    /// A filter (JSON); narrows further.
    pub filter: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ContactCount {
    /// At most 10,000.
    pub count: u64,
    /// There are more.
    pub capped: bool,
}

/// Counts what `GET /contacts` would list.
#[utoipa::path(get, path = "/contacts/count", tag = "contacts", params(CountContacts), responses(
    (status = OK, body = ContactCount),
    (status = NOT_FOUND, description = "no such segment", body = Problem),
    (status = UNPROCESSABLE_ENTITY, body = Problem),
))]
pub async fn count(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiQuery(query): ApiQuery<CountContacts>,
) -> ApiResult<Json<ContactCount>> {
    caller.require(Permission::ContactsRead)?;
    let asked = Asked {
        q: query.q,
        kind: query.kind,
        company_id: query.company_id,
        segment: query.segment,
        filter: query.filter,
    };
    let counted = match wanted(&app, &caller, asked).await? {
        Some(wanted) => shelf::count(app.store.read(), &caller.scope, &wanted, MOST + 1).await?,
        None => 0,
    };
    Ok(Json(ContactCount {
        count: counted.min(MOST),
        capped: counted > MOST,
    }))
}
