//! Correspondents as the JSON columns of messages and drafts keep them.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// One recipient or author of a message: an address with the name seen beside it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Address {
    #[serde(default)]
    pub name: Option<String>,
    pub address: String,
}

impl Address {
    /// An address without a name.
    pub fn bare(address: impl Into<String>) -> Self {
        Self {
            name: None,
            address: address.into(),
        }
    }
}

/// For a JSON column.
pub fn to_json(addresses: &[Address]) -> serde_json::Value {
    serde_json::Value::Array(
        addresses
            .iter()
            .map(|a| serde_json::json!({"name": a.name, "address": a.address}))
            .collect(),
    )
}

/// From a JSON column; anything unreadable in it is left out.
pub fn from_json(value: &serde_json::Value) -> Vec<Address> {
    let Some(entries) = value.as_array() else {
        return Vec::new();
    };
    entries.iter().filter_map(one_from_json).collect()
}

/// One `{name, address}` object; further fields are passed over.
pub fn one_from_json(value: &serde_json::Value) -> Option<Address> {
    let text = |field| value.get(field).and_then(serde_json::Value::as_str);
    Some(Address {
        name: text("name").map(str::to_owned),
        address: text("address")?.to_owned(),
    })
}
