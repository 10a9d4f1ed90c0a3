//! `DELETE /teams/{id}`: dissolves a team; its tickets stay, without a team, and what else it has goes to an heir.

use axum::extract::State;
use http::StatusCode;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use crate::access::teams::{self, Heir};
use crate::app::App;
use crate::http::error::{ApiError, ApiResult, Problem};
use crate::http::{ApiPath, ApiQuery, Authenticated};

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct Dissolution {
    /// Who gets its views, canned replies, macros and channels: the id of another team, or `everyone`.
    #[param(example = "everyone")]
    pub heir: Option<String>,
}

/// Dissolves a team. Needs `users_manage`. Without an heir its views go with it.
#[utoipa::path(delete, path = "/teams/{id}", tag = "teams", params(("id" = Uuid, Path), Dissolution), responses(
    (status = NO_CONTENT),
    (status = FORBIDDEN, body = Problem),
    (status = NOT_FOUND, body = Problem),
    (status = CONFLICT, description = "code `needs_heir`: it has canned replies or macros", body = Problem),
    (status = UNPROCESSABLE_ENTITY, body = Problem),
))]
pub async fn delete(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiPath(id): ApiPath<Uuid>,
    ApiQuery(query): ApiQuery<Dissolution>,
) -> ApiResult<StatusCode> {
    let heir = match query.heir.as_deref() {
        None => Heir::Nobody,
        Some("everyone") => Heir::Everyone,
        Some(id) => Heir::Team(
            id.parse()
                .map_err(|_| ApiError::validation("/heir", "must be another team, or everyone"))?,
        ),
    };
    let tx = app.store.write().await?;
    teams::delete(&tx, &caller, id, heir).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
