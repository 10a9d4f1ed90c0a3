//! Why a rule of contacts says no.

use sea_orm::DbErr;
use thiserror::Error;

use crate::access::Denied;

/// The message completes "failed to do it: …".
#[derive(Debug, Error)]
pub enum PeopleError {
    #[error("failed to use the database: {0}")]
    Database(#[from] DbErr),
    #[error(transparent)]
    Denied(#[from] Denied),
    /// No such thing, or not within the caller's scope: the two must not be told apart.
    #[error("there is no such thing here")]
    NotFound,
    /// Somebody changed it since the caller read it.
    #[error("it was changed in the meantime")]
    VersionMismatch,
    /// A value that cannot be; `pointer` is a JSON pointer into the request.
    #[error("{reason}")]
    Invalid { pointer: String, reason: String },
    /// The state of things forbids it; `code` is a stable word.
    #[error("{reason}")]
    Conflict { code: &'static str, reason: String },
}

impl PeopleError {
    pub fn invalid(pointer: impl Into<String>, reason: impl Into<String>) -> Self {
        Self::Invalid {
            pointer: pointer.into(),
            reason: reason.into(),
        }
    }

    /// A stable word for clients.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Database(_) => "internal",
            Self::Denied(_) => "forbidden",
            Self::NotFound => "not_found",
            Self::VersionMismatch => "version_mismatch",
            Self::Invalid { .. } => "validation",
            Self::Conflict { code, .. } => code,
        }
    }

    pub fn conflict(code: &'static str, reason: impl Into<String>) -> Self {
        Self::Conflict {
            code,
            reason: reason.into(),
        }
    }
}

/// The version the caller read must be the present one, if the caller names one.
pub(super) fn check_version(read: Option<i64>, present: i64) -> Result<(), PeopleError> {
    match read {
        Some(read) if read != present => Err(PeopleError::VersionMismatch),
        _ => Ok(()),
    }
}
