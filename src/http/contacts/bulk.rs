//! `POST /contacts/bulk` and `POST /contacts/bulk-delete`: one change for many contacts, named or matching a filter.

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use super::wanted::{Asked, wanted};
use crate::access::{Caller, Permission};
use crate::app::App;
use crate::http::error::{ApiError, ApiResult, Problem};
use crate::http::json::nullable;
use crate::http::page;
use crate::http::{ApiJson, Authenticated};
use crate::people::bulk::{self, Before};
use crate::people::contacts::Wish;
use crate::people::error::PeopleError;
use crate::people::labels::TagWish;
use crate::store::contacts as shelf;
use crate::store::entity::contacts::ContactKind;

const LIST: &str = "contacts-bulk";
/// Contacts of one call about all that match.
const BATCH: u64 = 200;

/// Either named, or all that match, batch by batch.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BulkContacts {
    /// At most 200.
    pub ids: Option<Vec<Uuid>>,
    pub matching: Option<MatchingContacts>,
    pub change: ContactBulkChange,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BulkDelete {
    /// At most 200.
    pub ids: Option<Vec<Uuid>>,
    pub matching: Option<MatchingContacts>,
}

/// What `GET /contacts` would list. A call works on at most 200 and says in `next` how to go on.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct MatchingContacts {
    pub q: Option<String>,
    pub kind: Option<ContactKind>,
    pub company_id: Option<Uuid>,
    pub segment: Option<Uuid>,
    #[schema(value_type = Option<Object>)]
    pub filter: Option<Value>,
    /// `next` of the call before.
    pub cursor: Option<String>,
}

#[derive(Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ContactBulkChange {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<ContactKind>,
    #[serde(deserialize_with = "nullable", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Uuid>)]
    pub company_id: Option<Option<Uuid>>,
    /// By name.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub add_tags: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub remove_tags: Vec<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ContactBulkResult {
    pub changed: Vec<ContactBulkChanged>,
    pub failed: Vec<ContactBulkFailed>,
    /// There are more that match: send it as `matching.cursor`.
    pub next: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ContactBulkChanged {
    pub id: Uuid,
    /// As the `change` of another call it undoes this one. Nothing undoes a deletion.
    pub before: ContactBulkChange,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ContactBulkFailed {
    pub id: Uuid,
    pub code: String,
    pub detail: String,
}

/// Where the work on all that match goes on; whoever came after it began is not among them.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Place {
    after: Uuid,
    begun: DateTime<Utc>,
}

/// Changes every contact it can, and says of each what became of it.
#[utoipa::path(post, path = "/contacts/bulk", tag = "contacts", request_body = BulkContacts,
    responses((status = OK, body = ContactBulkResult), (status = UNPROCESSABLE_ENTITY, body = Problem)))]
pub async fn bulk(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiJson(body): ApiJson<BulkContacts>,
) -> ApiResult<Json<ContactBulkResult>> {
    caller.require(Permission::ContactsChange)?;
    let (ids, next) = chosen(&app, &caller, body.ids, body.matching).await?;
    let wish = Wish {
        kind: body.change.kind,
        company_id: body.change.company_id,
        tags: TagWish {
            only: None,
            add: body.change.add_tags,
            remove: body.change.remove_tags,
        },
        ..Wish::default()
    };
    let mut result = ContactBulkResult::empty(next);
    if !ids.is_empty() {
        let tx = app.store.write().await?;
        let outcomes = bulk::change(&tx, &caller, &ids, &wish).await?;
        tx.commit().await?;
        result.note(outcomes);
    }
    Ok(Json(result))
}

/// Deletes every contact without a history, and says of each what became of it.
#[utoipa::path(post, path = "/contacts/bulk-delete", tag = "contacts", request_body = BulkDelete,
    responses((status = OK, body = ContactBulkResult), (status = UNPROCESSABLE_ENTITY, body = Problem)))]
pub async fn bulk_delete(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiJson(body): ApiJson<BulkDelete>,
) -> ApiResult<Json<ContactBulkResult>> {
    caller.require(Permission::ContactsChange)?;
    let (ids, next) = chosen(&app, &caller, body.ids, body.matching).await?;
    let mut result = ContactBulkResult::empty(next);
    if !ids.is_empty() {
        let tx = app.store.write().await?;
        let outcomes = bulk::delete(&tx, &caller, &ids).await?;
        tx.commit().await?;
        let plain = |outcome: Result<(), PeopleError>| outcome.map(|()| Before::default());
        result.note(outcomes.into_iter().map(|(id, done)| (id, plain(done))).collect());
    }
    Ok(Json(result))
}

async fn chosen(
    app: &App,
    caller: &Caller,
    ids: Option<Vec<Uuid>>,
    matching: Option<MatchingContacts>,
) -> ApiResult<(Vec<Uuid>, Option<String>)> {
    let matching = match (ids, matching) {
        (Some(ids), None) if !ids.is_empty() => return Ok((ids, None)),
        (None, Some(matching)) => matching,
        _ => {
            return Err(ApiError::validation(
                "/ids",
                "name contacts in `ids`, or describe them in `matching`",
            ));
        }
    };
    let place: Option<Place> = page::position(LIST, matching.cursor.as_deref())?;
    let place = place.unwrap_or(Place {
        after: Uuid::nil(),
        begun: app.clock.now(),
    });
    let asked = Asked {
        q: matching.q,
        kind: matching.kind,
        company_id: matching.company_id,
        segment: matching.segment,
        filter: matching.filter.map(|filter| filter.to_string()),
    };
    let Some(wanted) = wanted(app, caller, asked).await? else {
        return Ok((Vec::new(), None));
    };
    let conn = app.store.read();
    let mut ids = shelf::ids_after(conn, &caller.scope, &wanted, place.after, place.begun, BATCH + 1).await?;
    let next = page::cut(LIST, &mut ids, BATCH, |id| Place { after: *id, ..place });
    Ok((ids, next))
}

impl ContactBulkResult {
    fn empty(next: Option<String>) -> Self {
        Self {
            changed: Vec::new(),
            failed: Vec::new(),
            next,
        }
    }

    fn note(&mut self, outcomes: Vec<bulk::Outcome<Before>>) {
        for (id, outcome) in outcomes {
            match outcome {
                Ok(before) => self.changed.push(ContactBulkChanged {
                    id,
                    before: ContactBulkChange {
                        kind: before.kind,
                        company_id: before.company_id,
                        add_tags: before.add_tags,
                        remove_tags: before.remove_tags,
                    },
                }),
                Err(error) => self.failed.push(ContactBulkFailed {
                    id,
                    code: error.code().to_owned(),
                    detail: error.to_string(),
                }),
            }
        }
    }
}
