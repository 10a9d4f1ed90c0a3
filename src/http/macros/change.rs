//! `PATCH /macros/{id}`: renames, shares or rebuilds a macro.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::view::Macro;
use crate::app::App;
use crate::desk::macros::action::MacroAction;
use crate::desk::macros::save::{self, Draft};
use crate::http::error::{ApiResult, Problem};
use crate::http::if_match::IfMatch;
use crate::http::json::nullable;
use crate::http::{ApiJson, ApiPath, Authenticated};
use crate::store::circle::Circle;

/// Fields left out stay as they are.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct MacroChange {
    /// Comes with `team_id` when it is `team`.
    pub scope: Option<Circle>,
    #[serde(deserialize_with = "nullable")]
    #[schema(value_type = Option<Uuid>)]
    pub team_id: Option<Option<Uuid>>,
    pub name: Option<String>,
    /// Exactly these.
    pub actions: Option<Vec<MacroAction>>,
}

/// Changes what is given.
#[utoipa::path(patch, path = "/macros/{id}", tag = "macros", params(("id" = Uuid, Path)), request_body = MacroChange,
    responses(
        (status = OK, body = Macro),
        (status = FORBIDDEN, body = Problem),
        (status = NOT_FOUND, body = Problem),
        (status = PRECONDITION_FAILED, body = Problem),
        (status = UNPROCESSABLE_ENTITY, body = Problem),
    ))]
pub async fn change(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiPath(id): ApiPath<Uuid>,
    if_match: IfMatch,
    ApiJson(body): ApiJson<MacroChange>,
) -> ApiResult<Json<Macro>> {
    let tx = app.store.write().await?;
    let before = save::hold(&tx, &caller, id).await?;
    if_match.check(before.version)?;
    let now = Draft::from(&before);
    let draft = Draft {
        circle: body.scope.unwrap_or(now.circle),
        // Another scope leaves the team behind.
        team_id: body.team_id.unwrap_or(match body.scope {
            Some(scope) if scope != Circle::Team => None,
            _ => now.team_id,
        }),
        name: body.name.unwrap_or(now.name),
        actions: body.actions.unwrap_or(now.actions),
    };
    let row = save::change(&tx, &caller, before, draft).await?;
    tx.commit().await?;
    Ok(Json(Macro::new(row, &caller)))
}
