//! Who may do what: users, roles, sessions, tokens, audit.
//!
//! A [`Caller`] is read anew for every request by [`credentials`]. [`sign_in`] and [`invitations`] begin sessions;
//! [`users`], [`roles`], [`teams`] and [`tokens`] are changed by callers who may, and [`audit`] writes it down.

pub mod audit;
pub mod availability;
pub mod caller;
pub mod credentials;
pub mod error;
pub mod invitations;
pub mod passwords;
pub mod permissions;
pub mod photos;
pub mod preferences;
pub mod roles;
pub mod sessions;
pub mod sign_in;
pub mod teams;
pub mod throttle;
pub mod tokens;
pub mod users;

pub use caller::{Caller, Credential, Denied};
pub use error::AccessError;
pub use invitations::first_run;
pub use permissions::Permission;
