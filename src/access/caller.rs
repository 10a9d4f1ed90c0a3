//! The user a request or command acts for, with what they may do and see.

use std::net::IpAddr;

use thiserror::Error;
use uuid::Uuid;

use super::Permission;
use crate::store::scope::{Reach, Scope};

/// An authenticated caller. Rules take it by reference; it was read from the database for this very request.
#[derive(Clone, Debug)]
pub struct Caller {
    pub user_id: Uuid,
    pub name: String,
    pub email: String,
    pub language: String,
    /// The role's permissions, narrowed by the token's scopes where a token is used.
    pub permissions: Vec<Permission>,
    pub scope: Scope,
    pub credential: Credential,
    /// Where the request came from, for the audit log.
    pub ip: Option<IpAddr>,
}

/// By what a caller is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Credential {
    Session(Uuid),
    Token(Uuid),
    /// The command line and the jobs: whoever runs the binary owns the data anyway.
    System,
}

/// The caller's role (or the token's scopes) lack a permission.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("this needs the permission {}", .0.as_str())]
pub struct Denied(pub Permission);

impl Caller {
    /// The hub itself: every permission, every row, no user. Its audit entries have no actor id.
    pub fn system() -> Self {
        Self {
            user_id: Uuid::nil(),
            name: "system".into(),
            email: String::new(),
            language: "en".into(),
            permissions: Permission::ALL.to_vec(),
            scope: Scope {
                user_id: Uuid::nil(),
                teams: Reach::All,
                channels: Reach::All,
            },
            credential: Credential::System,
            ip: None,
        }
    }

    pub fn may(&self, permission: Permission) -> bool {
        self.permissions.contains(&permission)
    }

    /// Stops a caller who may not.
    pub fn require(&self, permission: Permission) -> Result<(), Denied> {
        if self.may(permission) {
            Ok(())
        } else {
            Err(Denied(permission))
        }
    }
}
