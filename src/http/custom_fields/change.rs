//! `PATCH /custom-fields/{id}`: renames, archives, gives other choices.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::view::CustomField;
use crate::app::App;
use crate::http::error::{ApiResult, Problem};
use crate::http::if_match::IfMatch;
use crate::http::{ApiJson, ApiPath, Authenticated};
use crate::people::custom_fields::{self, ChoiceWish, Wish};

/// What is left out stays. Key and type are fixed.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CustomFieldChange {
    pub name: Option<String>,
    pub help: Option<String>,
    pub required: Option<bool>,
    /// An archived field is not shown, filled in or filtered by; its values wait until it is taken back.
    pub archived: Option<bool>,
    /// All of them, in order: those not named are taken away, if nobody has them.
    pub choices: Option<Vec<ChoiceChange>>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChoiceChange {
    /// Left out: a new one.
    pub id: Option<Uuid>,
    pub name: String,
    #[serde(default)]
    pub archived: bool,
}

/// Changes what is given. Needs `settings_manage`.
#[utoipa::path(patch, path = "/custom-fields/{id}", tag = "custom-fields", params(("id" = Uuid, Path)),
    request_body = CustomFieldChange, responses(
        (status = OK, body = CustomField),
        (status = NOT_FOUND, body = Problem),
        (status = CONFLICT, description = "`still_in_use`: somebody has a choice that is taken away", body = Problem),
        (status = PRECONDITION_FAILED, body = Problem),
        (status = UNPROCESSABLE_ENTITY, body = Problem),
    ))]
pub async fn change(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiPath(id): ApiPath<Uuid>,
    if_match: IfMatch,
    ApiJson(body): ApiJson<CustomFieldChange>,
) -> ApiResult<Json<CustomField>> {
    let choices = body.choices.map(|choices| {
        let wishes = choices.into_iter().map(|choice| ChoiceWish {
            id: choice.id,
            name: choice.name,
            archived: choice.archived,
        });
        wishes.collect()
    });
    let wish = Wish {
        name: body.name,
        help: body.help,
        required: body.required,
        archived: body.archived,
        choices,
    };
    let tx = app.store.write().await?;
    let changed = custom_fields::change(&tx, &caller, id, if_match.0, wish).await?;
    tx.commit().await?;
    Ok(Json(changed.into()))
}
