//! `GET /canned-replies`: what the caller may use.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::view::{CannedReply, replies};
use crate::app::App;
use crate::desk::canned::{require_writer, viewer};
use crate::http::error::{ApiResult, Problem};
use crate::http::page::{self, Page};
use crate::http::{ApiQuery, Authenticated};
use crate::store::canned_replies::{self, CannedOrder, Position, Wanted};
use crate::store::circle::Circle;

const BY_TITLE: &str = "canned_replies";
const BY_USE: &str = "canned_replies_used";

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ListCannedReplies {
    /// Words, or their beginnings, of title, shortcut, folder or text.
    pub q: Option<String>,
    /// This folder and those below it.
    pub folder: Option<String>,
    #[param(inline)]
    pub scope: Option<Circle>,
    pub team_id: Option<Uuid>,
    /// Of this language, or of none.
    pub language: Option<String>,
    /// By default by title.
    #[param(inline)]
    pub order: Option<CannedOrder>,
    pub cursor: Option<String>,
    #[param(minimum = 1, maximum = 200, default = 50)]
    pub limit: Option<u64>,
}

/// One's own replies, those of one's teams and everyone's, in pages. Whoever may `canned_manage` sees those of all
/// teams they reach.
#[utoipa::path(get, path = "/canned-replies", tag = "canned replies", params(ListCannedReplies), responses(
    (status = OK, body = Page<CannedReply>),
    (status = FORBIDDEN, body = Problem),
    (status = UNPROCESSABLE_ENTITY, body = Problem),
))]
pub async fn list(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiQuery(query): ApiQuery<ListCannedReplies>,
) -> ApiResult<Json<Page<CannedReply>>> {
    require_writer(&caller)?;
    let limit = page::limit(query.limit)?;
    let order = query.order.unwrap_or_default();
    let name = match order {
        CannedOrder::Title => BY_TITLE,
        CannedOrder::Used => BY_USE,
    };
    let after: Option<Position> = page::position(name, query.cursor.as_deref())?;
    let wanted = Wanted {
        q: query.q.unwrap_or_default(),
        folder: query.folder.filter(|folder| !folder.is_empty()),
        circle: query.scope,
        team_id: query.team_id,
        language: query.language,
        order,
    };
    let conn = app.store.read();
    let mut rows = canned_replies::list(conn, viewer(&caller), &wanted, after.as_ref(), limit + 1).await?;
    let next = page::cut(name, &mut rows, limit, Position::of);
    Ok(Json(Page {
        items: replies(&app, &caller, rows).await?,
        next,
    }))
}
