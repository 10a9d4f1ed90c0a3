//! How a rule of access refuses.

use sea_orm::DbErr;
use thiserror::Error;

use super::{Denied, Permission};

#[derive(Debug, Error)]
pub enum AccessError {
    #[error(transparent)]
    Denied(#[from] Denied),
    #[error("there is no such thing here")]
    NotFound,
    /// `pointer` is a JSON pointer into what was asked.
    #[error("{reason}")]
    Invalid { pointer: &'static str, reason: String },
    /// `code` is a stable word.
    #[error("{reason}")]
    Conflict {
        code: &'static str,
        reason: &'static str,
    },
    #[error("address or password is wrong")]
    WrongCredentials,
    /// Too many wrong passwords from this place.
    #[error("too many attempts; wait {seconds} seconds")]
    Throttled { seconds: u64 },
    #[error("failed to use the database: {0}")]
    Database(#[from] DbErr),
    #[error("failed to hash a password: {0}")]
    Hash(String),
    #[error("failed to keep a photo: {0}")]
    Photo(String),
}

impl AccessError {
    pub fn invalid(pointer: &'static str, reason: impl Into<String>) -> Self {
        Self::Invalid {
            pointer,
            reason: reason.into(),
        }
    }

    pub fn conflict(code: &'static str, reason: &'static str) -> Self {
        Self::Conflict { code, reason }
    }

    /// Nobody hands out what they do not have.
    pub fn beyond(permission: Permission) -> Self {
        Self::Denied(Denied(permission))
    }
}
