//! Who may do what: users, roles, sessions, tokens, audit.

pub mod caller;
pub mod credentials;
pub mod permissions;
pub mod roles;
pub mod sessions;

pub use caller::{Caller, Credential, Denied};
pub use permissions::Permission;
