//! The registry of adapters: an explicit, greppable list.

use std::path::PathBuf;
use std::sync::Arc;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::channel::{Channel, RotatedSecret};
use crate::error::SettingsError;

/// One kind of channel: how its settings look and how to open it.
pub struct Kind {
    /// Stored in the database and used in URLs: `email`.
    pub name: &'static str,
    /// Shown to people.
    pub title: &'static str,
    /// JSON Schema of the settings, served to the settings form.
    pub settings_schema: fn() -> Value,
    /// JSON pointers of the settings that are secrets: encrypted at rest, write-only in the API.
    pub secrets: &'static [&'static str],
    /// The address the channel answers to, read from its settings (email: the mailbox).
    pub address: fn(&Value) -> Option<String>,
    /// Checks the settings and opens the account; no I/O happens here.
    pub open: fn(Value, Deps) -> Result<Arc<dyn Channel>, Vec<SettingsError>>,
    /// Signing in at the provider in the browser, where a kind has that.
    pub consent: Option<&'static dyn Consent>,
    /// What the DNS must say for its messages to be believed, where a kind needs that.
    pub dns: Option<&'static dyn Dns>,
    /// Where the servers of an address probably are, where a kind can tell.
    pub guess: Option<&'static dyn Guess>,
}

/// Finds the settings of an account by its address, as far as they can be known.
#[async_trait]
pub trait Guess: Sync {
    /// Never fails: who finds nothing says so.
    async fn guess(&self, address: &str) -> Guessed;
}

pub struct Guessed {
    pub found_by: FoundBy,
    /// Whose servers they are, as people know it.
    pub provider: Option<String>,
    pub needs: Needs,
    /// Part of the settings, without secrets.
    pub settings: Value,
}

/// How settings were found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FoundBy {
    /// The provider is known.
    Provider,
    /// The domain publishes them.
    Dns,
    /// There are servers with the usual names: likely, not sure.
    UsualNames,
    Nothing,
}

/// What one signs in with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Needs {
    Password,
    /// A password made for this program alone; the account's own is refused.
    AppPassword,
    /// Signing in at the provider in the browser.
    #[serde(rename = "oauth")]
    OAuth,
}

/// Looks up whether the world will believe what an account sends.
#[async_trait]
pub trait Dns: Sync {
    /// From the settings without their secrets.
    async fn checks(&self, settings: &Value) -> Vec<DnsCheck>;
}

pub struct DnsCheck {
    /// Stable word for translation: `spf`, `dkim`, …
    pub name: String,
    pub ok: bool,
    /// What is published now.
    pub found: Option<String>,
    /// A stable word for what is wrong, to translate by; none when all is well.
    pub reason: Option<&'static str>,
    /// The name the reason is about, if it is about one.
    pub about: Option<String>,
    /// What to do; empty when all is well.
    pub advice: String,
}

/// OAuth with a person in front of a browser (RFC 6749 §4.1, PKCE of RFC 7636). The core keeps `state` and the verifier
/// between the two calls.
#[async_trait]
pub trait Consent: Sync {
    /// Where to send the browser.
    fn authorize_url(
        &self,
        settings: &Value,
        request: &ConsentRequest<'_>,
    ) -> Result<String, Vec<SettingsError>>;

    /// Turns the code of the callback into the secret to store. The error is for people.
    async fn exchange(
        &self,
        settings: &Value,
        answer: &ConsentAnswer<'_>,
        http: &reqwest::Client,
        allow_insecure: bool,
    ) -> Result<RotatedSecret, String>;
}

pub struct ConsentRequest<'a> {
    /// Our callback, exactly as registered at the provider.
    pub redirect_uri: &'a str,
    /// Comes back in the callback; unguessable.
    pub state: &'a str,
    /// 43 to 128 unreserved characters, kept secret until the exchange.
    pub verifier: &'a str,
}

pub struct ConsentAnswer<'a> {
    pub code: &'a str,
    pub verifier: &'a str,
    /// The same as in the request.
    pub redirect_uri: &'a str,
}

/// What an adapter may use of the outside.
#[derive(Clone)]
pub struct Deps {
    /// Folder a channel may write to (the file transport of the mail sandbox).
    pub data_dir: PathBuf,
    /// Shared HTTP client for token refresh and provider APIs.
    pub http: reqwest::Client,
    /// Plain text and private addresses for local stand-ins; off in production.
    pub allow_insecure: bool,
    /// Value of the loop header on our automatic mail; mail that carries it is our own.
    pub loop_id: String,
    /// Called when a provider rotates a credential outside a pull (token refresh while sending).
    pub rotated: Arc<dyn Fn(RotatedSecret) + Send + Sync>,
}

/// Every kind of channel there is.
pub const KINDS: &[&Kind] = &[&crate::email::KIND];

/// The kind called `name`.
pub fn find(name: &str) -> Option<&'static Kind> {
    KINDS.iter().copied().find(|kind| kind.name == name)
}
