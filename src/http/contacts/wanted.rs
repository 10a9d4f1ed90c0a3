//! Which contacts a list, a count or a change of many is about: search words, filter, segment.

use sea_orm::ConnectionTrait;
use serde_json::Value;
use uuid::Uuid;

use crate::access::Caller;
use crate::app::App;
use crate::http::error::{ApiError, ApiResult, FieldError};
use crate::people::filter;
use crate::store::contact_filter::ContactExpression;
use crate::store::contacts::Wanted;
use crate::store::entity::contacts::ContactKind;
use crate::store::filter::{Expression, Viewpoint};
use crate::store::search::Phrase;
use crate::store::segments;

/// Longest filter in a query string, in bytes.
const LONGEST_FILTER: usize = 16 * 1024;

/// What was asked for, as it was asked.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    pub q: Option<String>,
    pub kind: Option<ContactKind>,
    pub company_id: Option<Uuid>,
    pub segment: Option<Uuid>,
    /// JSON.
    pub filter: Option<String>,
}

/// The checked selection; none when the words asked for are only signs, which nobody is called.
pub async fn wanted(app: &App, caller: &Caller, asked: Asked) -> ApiResult<Option<Wanted>> {
    let conn = app.store.read();
    let q = asked.q.as_deref().unwrap_or_default();
    let phrases = Phrase::begun(q);
    if phrases.is_empty() && !q.trim().is_empty() {
        return Ok(None);
    }
    let mut parts = Vec::new();
    if let Some(id) = asked.segment {
        let segment = segments::find(conn, caller.user_id, id)
            .await?
            .ok_or_else(ApiError::not_found)?;
        parts.push(checked(conn, &segment.filter, "segment").await?);
    }
    if let Some(text) = &asked.filter {
        if text.len() > LONGEST_FILTER {
            return Err(ApiError::validation("filter", "is too long"));
        }
        let value: Value =
            serde_json::from_str(text).map_err(|error| ApiError::validation("filter", error.to_string()))?;
        parts.push(checked(conn, &value, "filter").await?);
    }
    Ok(Some(Wanted {
        phrases,
        kind: asked.kind,
        company_id: asked.company_id,
        filter: Expression::All(parts),
        view: Viewpoint {
            user_id: caller.user_id,
            now: app.clock.now(),
        },
    }))
}

/// Checks a filter over contacts; its problems are named below `place`.
pub async fn checked(
    conn: &impl ConnectionTrait,
    value: &Value,
    place: &str,
) -> ApiResult<ContactExpression> {
    let definitions = filter::definitions(conn).await?;
    filter::parse(&definitions, value).map_err(|problems| {
        let errors = problems
            .into_iter()
            .map(|problem| FieldError::new(format!("{place}{}", problem.pointer), problem.detail));
        ApiError::invalid(errors.collect())
    })
}
