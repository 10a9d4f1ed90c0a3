//! `POST /macros`: puts steps under a name.

use axum::Json;
use axum::extract::State;
use http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::view::Macro;
use crate::app::App;
use crate::desk::macros::action::MacroAction;
use crate::desk::macros::save::{self, Draft};
use crate::http::error::{ApiResult, Problem};
use crate::http::{ApiJson, Authenticated};
use crate::store::circle::Circle;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewMacro {
    /// `team` and `everyone` need `canned_manage`.
    pub scope: Circle,
    /// With the scope `team`.
    pub team_id: Option<Uuid>,
    pub name: String,
    /// At most 20. A canned reply among them must be shared with all who have the macro.
    pub actions: Vec<MacroAction>,
}

/// Makes a macro; it comes last in the order.
#[utoipa::path(post, path = "/macros", tag = "macros", request_body = NewMacro, responses(
    (status = CREATED, body = Macro),
    (status = FORBIDDEN, body = Problem),
    (status = UNPROCESSABLE_ENTITY, description = "the pointer leads to the step", body = Problem),
))]
pub async fn create(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiJson(body): ApiJson<NewMacro>,
) -> ApiResult<(StatusCode, Json<Macro>)> {
    let draft = Draft {
        circle: body.scope,
        team_id: body.team_id,
        name: body.name,
        actions: body.actions,
    };
    let tx = app.store.write().await?;
    let row = save::create(&tx, &caller, draft).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(Macro::new(row, &caller))))
}
