//! Why a rule of the desk says no.

use sea_orm::DbErr;
use thiserror::Error;
use uuid::Uuid;

use crate::access::Permission;

/// The message completes "failed to do it: …".
#[derive(Debug, Error)]
pub enum DeskError {
    #[error("failed to use the database: {0}")]
    Database(#[from] DbErr),
    /// No such thing, or not within the caller's scope: the two must not be told apart.
    #[error("there is no such thing here")]
    NotFound,
    #[error("this needs the permission {0:?}")]
    Forbidden(Permission),
    /// Somebody changed it since the caller read it.
    #[error("it was changed in the meantime")]
    VersionMismatch,
    /// A value that cannot be; `pointer` is a JSON pointer into the request.
    #[error("{reason}")]
    Invalid { pointer: String, reason: String },
    /// The state of things forbids it; `code` is a stable word.
    #[error("{reason}")]
    Conflict { code: &'static str, reason: String },
    /// Messages came that the author had not seen, oldest first.
    #[error("new messages came in the meantime")]
    NewerMessages(Vec<Uuid>),
}

impl DeskError {
    pub fn invalid(pointer: impl Into<String>, reason: impl Into<String>) -> Self {
        Self::Invalid {
            pointer: pointer.into(),
            reason: reason.into(),
        }
    }

    pub fn conflict(code: &'static str, reason: impl Into<String>) -> Self {
        Self::Conflict {
            code,
            reason: reason.into(),
        }
    }

    /// A stable word for clients.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Database(_) => "internal",
            Self::NotFound => "not_found",
            Self::Forbidden(_) => "forbidden",
            Self::VersionMismatch => "version_mismatch",
            Self::Invalid { .. } => "validation",
            Self::Conflict { code, .. } => code,
            Self::NewerMessages(_) => "conflict_newer_messages",
        }
    }
}
