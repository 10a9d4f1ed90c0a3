//! What people type for a tag: its name and colour.

use crate::http::error::{ApiError, ApiResult};
use crate::http::tickets::view::TicketTag;
use crate::store::entity::tags::Model;

/// The colour of a tag that asks for none.
pub const GREY: &str = "#808080";

impl From<Model> for TicketTag {
    fn from(tag: Model) -> Self {
        Self {
            id: tag.id,
            name: tag.name,
            color: tag.color,
        }
    }
}

/// One line of 1 to 50 characters without a comma, which separates names elsewhere.
pub fn name(text: &str) -> ApiResult<String> {
    let name = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let fits = (1..=50).contains(&name.chars().count()) && !name.chars().any(|c| c.is_control() || c == ',');
    match fits {
        true => Ok(name),
        false => Err(ApiError::validation(
            "/name",
            "must be 1 to 50 characters on one line, without a comma",
        )),
    }
}

/// `#rrggbb`, in lower case.
pub fn color(text: &str) -> ApiResult<String> {
    let digits = text.strip_prefix('#').unwrap_or_default();
    match digits.len() == 6 && digits.chars().all(|c| c.is_ascii_hexdigit()) {
        true => Ok(text.to_ascii_lowercase()),
        false => Err(ApiError::validation("/color", "must be a colour such as #1f8a70")),
    }
}
