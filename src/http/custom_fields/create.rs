//! `POST /custom-fields`: gives contacts or companies one more field.

use axum::Json;
use axum::extract::State;
use http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;

use super::view::CustomField;
use crate::app::App;
use crate::http::error::{ApiResult, Problem};
use crate::http::{ApiJson, Authenticated};
use crate::people::custom_fields::{self, ChoiceWish, Wish};
use crate::store::entity::custom_fields::{CustomFieldType, FieldAbout};

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCustomField {
    pub about: FieldAbout,
    #[serde(rename = "type")]
    pub field_type: CustomFieldType,
    pub name: String,
    /// a-z, 0-9 and _; left out: made of the name. It never changes.
    pub key: Option<String>,
    pub help: Option<String>,
    #[serde(default)]
    pub required: bool,
    /// In order, for `choice` and `choices`.
    #[serde(default)]
    pub choices: Vec<NewChoice>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewChoice {
    pub name: String,
}

/// Makes a field. Needs `settings_manage`.
#[utoipa::path(post, path = "/custom-fields", tag = "custom-fields", request_body = NewCustomField, responses(
    (status = CREATED, body = CustomField),
    (status = CONFLICT, description = "`already_exists`, `too_many`", body = Problem),
    (status = UNPROCESSABLE_ENTITY, body = Problem),
))]
pub async fn create(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiJson(body): ApiJson<NewCustomField>,
) -> ApiResult<(StatusCode, Json<CustomField>)> {
    let choices = body.choices.into_iter().map(|choice| ChoiceWish {
        id: None,
        name: choice.name,
        archived: false,
    });
    let wish = Wish {
        name: Some(body.name),
        help: body.help,
        required: Some(body.required),
        archived: None,
        choices: Some(choices.collect()),
    };
    let tx = app.store.write().await?;
    let made = custom_fields::create(
        &tx,
        &caller,
        body.about,
        body.field_type,
        body.key.as_deref(),
        wish,
    )
    .await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(made.into())))
}
