//! How an adapter fails. The core looks only at the verdict, never at a provider's words.

use std::time::Duration;

use thiserror::Error;

/// What became of a send that did not succeed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SendError {
    /// Wait as long as the provider says.
    #[error("throttled by the provider: {reason}")]
    Throttled { retry_after: Duration, reason: String },
    /// Nothing was taken; back off and try again.
    #[error("{reason}")]
    Transient { reason: String },
    /// The body left and no answer came: it may or may not have been taken. Never resent blindly.
    #[error("no answer after the message was handed over: {reason}")]
    Unknown { reason: String },
    /// Refused for good.
    #[error("refused: {reason}")]
    Rejected {
        reason: String,
        code: Option<String>,
        refused: Vec<crate::outbound::Refused>,
    },
    /// Free text is not allowed any more; templates are.
    #[error("the reply window is closed: {reason}")]
    WindowClosed { reason: String },
    /// Credentials or certificate refused: pause the channel, keep the queue, tell an admin.
    #[error("not authorised: {reason}")]
    Unauthorized { reason: String },
}

/// Why the next batch could not be pulled.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PullError {
    /// The link broke; reconnect with back-off.
    #[error("{0}")]
    Transient(String),
    /// Credentials, consent or certificate: shown on the channel at once.
    #[error("not authorised: {0}")]
    Unauthorized(String),
    /// The settings cannot work (no such folder).
    #[error("{0}")]
    Misconfigured(String),
}

/// Why a webhook request is refused. Nothing of it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Rejection {
    /// Unsigned or wrongly signed: 401.
    #[error("the signature does not match")]
    Signature,
    /// Not this provider's format at all: 400.
    #[error("malformed request: {0}")]
    Malformed(String),
}

/// Why settings do not make a channel. `pointer` is a JSON pointer into the settings.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{pointer}: {reason}")]
pub struct SettingsError {
    pub pointer: String,
    pub reason: String,
}

impl SettingsError {
    pub fn new(pointer: impl Into<String>, reason: impl Into<String>) -> Self {
        Self {
            pointer: pointer.into(),
            reason: reason.into(),
        }
    }
}
