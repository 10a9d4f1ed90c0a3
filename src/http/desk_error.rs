//! What the desk refuses, as problem documents.

use super::error::ApiError;
use crate::desk::error::DeskError;

impl From<DeskError> for ApiError {
    fn from(error: DeskError) -> Self {
        match error {
            DeskError::Database(error) => error.into(),
            DeskError::NotFound => Self::not_found(),
            DeskError::Forbidden(permission) => crate::access::Denied(permission).into(),
            DeskError::VersionMismatch => Self::version_mismatch(),
            DeskError::Invalid { pointer, reason } => Self::validation(pointer, reason),
            DeskError::Conflict { code, reason } => Self::conflict(code, reason),
            // The endpoint adds the messages themselves.
            DeskError::NewerMessages(_) => Self::conflict(
                "conflict_newer_messages",
                "new messages came since you began to write",
            ),
        }
    }
}
