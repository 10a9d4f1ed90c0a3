//! Filters over contacts: read with the custom fields of the house at hand.

use sea_orm::{ConnectionTrait, DbErr};
use serde_json::Value;

use super::filter_fields::named;
use crate::filter::{self, Problem};
use crate::store::contact_filter::ContactExpression;
use crate::store::custom_fields::{self, Definition};
use crate::store::entity::custom_fields::FieldAbout;

/// The fields there are at the moment.
pub async fn definitions(conn: &impl ConnectionTrait) -> Result<Vec<Definition>, DbErr> {
    custom_fields::about(conn, FieldAbout::Contact).await
}

/// Checks a filter. All problems are reported, not only the first.
pub fn parse(definitions: &[Definition], filter: &Value) -> Result<ContactExpression, Vec<Problem>> {
    filter::parse(filter, |name| named(definitions, name))
}
