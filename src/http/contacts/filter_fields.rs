//! `GET /contact-filter-fields`: what a filter over contacts may ask, for whoever builds one.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::App;
use crate::filter::{FieldType, Op};
use crate::http::Authenticated;
use crate::http::custom_fields::view::FieldChoice;
use crate::http::error::ApiResult;
use crate::http::page::Items;
use crate::people::filter::definitions;
use crate::people::filter_fields::{CUSTOM, PLAIN, custom};

#[derive(Debug, Serialize, ToSchema)]
pub struct ContactFilterField {
    pub name: String,
    /// What the house calls it; custom fields only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    #[serde(rename = "type")]
    pub field_type: FieldType,
    #[schema(value_type = Vec<Op>)]
    pub ops: &'static [Op],
    /// All there are, for `enum`.
    #[schema(value_type = Vec<String>)]
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub values: &'static [&'static str],
    /// All there are, for `choice`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<FieldChoice>,
}

/// The fields of filters over contacts with their types and operators; the custom ones of the house last.
#[utoipa::path(get, path = "/contact-filter-fields", tag = "contacts",
    responses((status = OK, body = Items<ContactFilterField>)))]
pub async fn fields(
    State(app): State<App>,
    _caller: Authenticated,
) -> ApiResult<Json<Items<ContactFilterField>>> {
    let plain = PLAIN.iter().map(|field| ContactFilterField {
        name: field.name.to_owned(),
        label: None,
        field_type: field.field_type,
        ops: field.ops,
        values: field.values,
        choices: Vec::new(),
    });
    let own = definitions(app.store.read()).await?;
    let own = own
        .into_iter()
        .filter(|definition| definition.field.archived_at.is_none())
        .map(|definition| {
            let (field_type, ops) = custom(definition.field.field_type);
            ContactFilterField {
                name: format!("{CUSTOM}{}", definition.field.key),
                label: Some(definition.field.name),
                field_type,
                ops,
                values: &[],
                choices: definition.choices.into_iter().map(FieldChoice::from).collect(),
            }
        });
    Ok(Json(Items {
        items: plain.chain(own).collect(),
    }))
}
