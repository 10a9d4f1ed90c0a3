//! Who may do what: users, roles, sessions, tokens, audit.

pub mod caller;
pub mod permissions;

pub use caller::Caller;
pub use permissions::Permission;
