//! How a user likes the screen. The words are the UI's; here only their number and size are minded.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{AccessError, Caller};
use crate::store::{Tx, users};

/// A name is a word: `theme`, `queue_columns`.
const NAME_LETTERS: usize = 40;
const MOST: usize = 60;
/// Of all of them together, as JSON.
const BYTES: usize = 64 * 1024;

/// Sets what is given, takes away what is null, leaves the rest; gives all of them.
pub async fn change(
    tx: &Tx,
    caller: &Caller,
    changes: BTreeMap<String, Value>,
) -> Result<BTreeMap<String, Value>, AccessError> {
    let user = users::lock(tx, caller.user_id)
        .await?
        .ok_or(AccessError::NotFound)?;
    let mut all: BTreeMap<String, Value> = serde_json::from_value(user.preferences).unwrap_or_default();
    for (name, value) in changes {
        if !is_name(&name) {
            let told: String = name.chars().take(NAME_LETTERS).collect();
            return Err(AccessError::invalid(
                "/preferences",
                format!("{told:?} is no name: at most {NAME_LETTERS} small letters, digits and _"),
            ));
        }
        match value {
            Value::Null => all.remove(&name),
            value => all.insert(name, value),
        };
    }
    let stored = serde_json::json!(all);
    if all.len() > MOST || stored.to_string().len() > BYTES {
        return Err(AccessError::invalid(
            "/preferences",
            format!("at most {MOST} preferences with {BYTES} bytes in all are kept"),
        ));
    }
    users::set_preferences(tx, caller.user_id, stored).await?;
    Ok(all)
}

fn is_name(name: &str) -> bool {
    let letters = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    (1..=NAME_LETTERS).contains(&name.len()) && name.chars().all(letters)
}
