//! Configuration: one struct per section, everything defaulted; a file and `CENTRALINO_*` variables on top.

mod check;
mod load;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use thiserror::Error;
use url::Url;

pub use load::{load, merge};

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Where the SQLite file, the blobs and the key live. `CENTRALINO_DATA_DIR`
    pub data_dir: DataDir,
    pub http: HttpConfig,
    pub database: DatabaseConfig,
    pub blobs: BlobsConfig,
    pub security: SecurityConfig,
    pub desk: DeskConfig,
    pub mail: MailConfig,
    pub push: PushConfig,
    pub log: LogConfig,
    pub metrics: MetricsConfig,
    pub sandbox: SandboxConfig,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DataDir(pub PathBuf);

impl Default for DataDir {
    fn default() -> Self {
        Self(PathBuf::from("data"))
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct HttpConfig {
    /// `CENTRALINO_HTTP_LISTEN`
    pub listen: SocketAddr,
    /// The address people and providers use; links are built only from it. Unset: `http://<listen>`.
    pub public_url: Option<Url>,
    /// Networks of reverse proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<ipnet::IpNet>,
    /// Seconds a client has for its request head.
    pub header_timeout_seconds: u64,
    /// Connections one address may hold open.
    pub connections_per_ip: usize,
    /// Largest upload, in bytes.
    pub max_upload_bytes: usize,
    /// Seconds open requests have when the server stops.
    pub drain_seconds: u64,
    /// Shows the API document and its reference page to everybody instead of to signed-in users only.
    pub public_api_docs: bool,
}

impl Default for HttpConfig {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            public_url: None,
            trusted_proxies: Vec::new(),
            header_timeout_seconds: 10,
            connections_per_ip: 1000,
            max_upload_bytes: 25 * 1024 * 1024,
            drain_seconds: 20,
            public_api_docs: false,
        }
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DatabaseConfig {
    /// `postgres://…`, `sqlite:path`; unset: `centralino.db` in the data directory.
    pub url: Option<String>,
    /// Connections for reading.
    pub readers: u32,
    pub acquire_timeout_seconds: u64,
}

impl Default for DatabaseConfig {
    fn default() -> Self {
        Self {
            url: None,
            readers: 8,
            acquire_timeout_seconds: 30,
        }
    }
}

impl DatabaseConfig {
    /// The URL to connect to; the default file lies in `data_dir`.
    pub fn url_in(&self, data_dir: &Path) -> String {
        match &self.url {
            Some(url) => url.clone(),
            None => format!("sqlite:{}", data_dir.join("centralino.db").display()),
        }
    }
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct BlobsConfig {
    /// `s3://bucket/prefix`; unset: `blobs/` in the data directory. Credentials come from `AWS_*` variables.
    pub url: Option<Url>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SecurityConfig {
    /// 64 hex digits from which all keys are derived, older ones behind commas; unset: `secret.key` in the data
    /// directory, made on first start.
    pub secret_key: Option<String>,
    pub session_idle_hours: u64,
    pub session_days: u64,
    /// Lets channels and proxies reach private addresses and plain text; for tests and closed networks.
    pub allow_private_addresses: bool,
    /// Requests one signed-in caller may make in a minute.
    pub requests_per_minute: u32,
}

impl Default for SecurityConfig {
    fn default() -> Self {
        Self {
            secret_key: None,
            session_idle_hours: 24,
            session_days: 30,
            allow_private_addresses: false,
            requests_per_minute: 1200,
        }
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DeskConfig {
    /// What customers know the house as, `{{hub.name}}` of canned replies, while nobody typed a name under Settings.
    /// `CENTRALINO_DESK_NAME`
    pub name: String,
    /// Seconds a reply rests before it goes out, during which it can be undone.
    pub undo_seconds: u64,
    /// A customer who writes to a ticket resolved longer ago gets a linked follow-up.
    pub reopen_days: u64,
    /// Mail older than this gets no acknowledgement.
    pub acknowledge_hours: u64,
}

impl Default for DeskConfig {
    fn default() -> Self {
        Self {
            name: String::new(),
            undo_seconds: 10,
            reopen_days: 7,
            acknowledge_hours: 24,
        }
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MailConfig {
    /// Seconds between polls beside IDLE.
    pub poll_seconds: u64,
    /// Longest back-off after a broken link, in seconds.
    pub max_backoff_seconds: u64,
    /// Channel whose account sends notifications to agents; unset: the ticket's own.
    pub notifications_channel: Option<String>,
    /// Seconds an agent has to see a notice in the browser before it is mailed.
    pub notify_seconds: u64,
}

impl Default for MailConfig {
    fn default() -> Self {
        Self {
            poll_seconds: 180,
            max_backoff_seconds: 300,
            notifications_channel: None,
            notify_seconds: 60,
        }
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PushConfig {
    /// Whom a push service asks when our messages are trouble, a `mailto:` or `https:` address (RFC 8292 §2.1); unset:
    /// the public address where that is https.
    pub subject: Option<Url>,
    /// Seconds an agent has to see a notice in the browser before their other devices are told.
    pub wait_seconds: u64,
}

impl Default for PushConfig {
    fn default() -> Self {
        Self {
            subject: None,
            wait_seconds: 5,
        }
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LogConfig {
    /// A filter such as `info,centralino=debug`.
    pub filter: String,
    pub format: LogFormat,
}

impl Default for LogConfig {
    fn default() -> Self {
        Self {
            filter: "info".into(),
            format: LogFormat::Auto,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogFormat {
    /// Pretty on a terminal, JSON otherwise.
    Auto,
    Pretty,
    Json,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MetricsConfig {
    /// Own listener for Prometheus; unset: not served.
    pub listen: Option<SocketAddr>,
}

impl Default for MetricsConfig {
    fn default() -> Self {
        Self {
            listen: Some(SocketAddr::from(([127, 0, 0, 1], 9464))),
        }
    }
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SandboxConfig {
    /// Serves the mail sandbox: a page to write to the hub as a customer. For demos and tests only.
    pub enabled: bool,
}

#[derive(Debug, Error)]
pub enum ConfigError {
    #[error("{origin}: {key}: {reason}")]
    Invalid {
        origin: String,
        key: String,
        reason: String,
    },
    #[error("failed to read {path}: {reason}")]
    Unreadable { path: String, reason: String },
}
