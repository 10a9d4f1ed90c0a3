//! Table `identities`: one address of a contact.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What kind of address an identity is.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::None)")]
#[serde(rename_all = "snake_case")]
pub enum IdentityKind {
    #[sea_orm(string_value = "email")]
    Email,
    #[sea_orm(string_value = "phone")]
    Phone,
    #[sea_orm(string_value = "handle")]
    Handle,
}

impl IdentityKind {
    /// The word stored and shown.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Handle => "handle",
        }
    }
}

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "identities")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub contact_id: Uuid,
    pub kind: IdentityKind,
    /// Empty for email and phone; the channel id where an address only means something on one channel.
    pub scope: String,
    /// Normalised: email lower case, phone E.164.
    pub value: String,
    /// The name seen with this address.
    pub display: Option<String>,
    /// A message really came from there; a mere claim is not verified.
    pub verified: bool,
    pub undeliverable_at: Option<DateTimeUtc>,
    pub undeliverable_reason: Option<String>,
    pub created_at: DateTimeUtc,
    /// Written to before the contact's others of its kind.
    pub is_primary: bool,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
