//! `GET /filter-fields`: what a filter may ask, for whoever builds one.

use axum::Json;
use serde::Serialize;
use utoipa::ToSchema;

use crate::desk::filter::{FIELDS, FieldType, Op};
use crate::http::Authenticated;
use crate::http::page::Items;

#[derive(Debug, Serialize, ToSchema)]
pub struct FilterField {
    #[schema(value_type = String)]
    pub name: &'static str,
    #[serde(rename = "type")]
    pub field_type: FieldType,
    #[schema(value_type = Vec<Op>)]
    pub ops: &'static [Op],
    /// All there are, for `enum`.
    #[schema(value_type = Vec<String>)]
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub values: &'static [&'static str],
}

/// The fields of the filter language with their types and operators.
#[utoipa::path(get, path = "/filter-fields", tag = "views", responses((status = OK, body = Items<FilterField>)))]
pub async fn fields(_caller: Authenticated) -> Json<Items<FilterField>> {
    let items = FIELDS.iter().map(|field| FilterField {
        name: field.name,
        field_type: field.field_type,
        ops: field.ops,
        values: field.values,
    });
    Json(Items {
        items: items.collect(),
    })
}
