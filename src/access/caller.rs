//! The user a request or command acts for, with what they may do and see.

use uuid::Uuid;

use super::Permission;
use crate::store::scope::Scope;

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
}

impl Caller {
    pub fn may(&self, permission: Permission) -> bool {
        self.permissions.contains(&permission)
    }
}
