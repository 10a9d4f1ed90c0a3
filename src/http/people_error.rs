//! What a refusal of the rules of contacts is in HTTP.

use super::error::ApiError;
use crate::people::PeopleError;

impl From<PeopleError> for ApiError {
    fn from(error: PeopleError) -> Self {
        match error {
            PeopleError::Database(error) => error.into(),
            PeopleError::Denied(denied) => denied.into(),
            PeopleError::NotFound => Self::not_found(),
            PeopleError::VersionMismatch => Self::version_mismatch(),
            PeopleError::Invalid { pointer, reason } => Self::validation(pointer, reason),
            PeopleError::Conflict { code, reason } => Self::conflict(code, reason),
        }
    }
}
