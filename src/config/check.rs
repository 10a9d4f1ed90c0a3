//! What types alone cannot say about a configuration, and how it is shown without its secrets.

use url::Url;

use super::Config;
use crate::keys::Keys;

const MASK: &str = "********";

impl Config {
    /// The first setting that cannot work: its key and why.
    pub(super) fn check(&self) -> Result<(), (&'static str, String)> {
        if let Some(key) = &self.security.secret_key {
            Keys::parse(key).map_err(|error| ("security.secret_key", error.to_string()))?;
        }
        if let Some(url) = &self.database.url {
            let known = ["sqlite:", "postgres://", "postgresql://"];
            if !known.iter().any(|scheme| url.starts_with(scheme)) {
                return Err(("database.url", "must start with sqlite: or postgres://".into()));
            }
        }
        if let Some(url) = &self.blobs.url
            && url.scheme() != "s3"
        {
            return Err(("blobs.url", "must be s3://bucket/prefix".into()));
        }
        if let Some(url) = &self.http.public_url
            && (!matches!(url.scheme(), "http" | "https") || url.host_str().is_none())
        {
            return Err(("http.public_url", "must be an http or https address".into()));
        }
        if let Some(url) = &self.push.subject
            && !matches!(url.scheme(), "mailto" | "https")
        {
            return Err(("push.subject", "must be a mailto: or https: address".into()));
        }
        if let Err(error) = tracing_subscriber::EnvFilter::try_new(&self.log.filter) {
            return Err(("log.filter", error.to_string()));
        }
        let positive = [
            ("database.readers", u64::from(self.database.readers)),
            ("http.header_timeout_seconds", self.http.header_timeout_seconds),
            ("http.connections_per_ip", self.http.connections_per_ip as u64),
            ("security.session_days", self.security.session_days),
            ("security.session_idle_hours", self.security.session_idle_hours),
            (
                "security.requests_per_minute",
                u64::from(self.security.requests_per_minute),
            ),
            ("mail.poll_seconds", self.mail.poll_seconds),
            ("mail.max_backoff_seconds", self.mail.max_backoff_seconds),
        ];
        for (key, value) in positive {
            if value == 0 {
                return Err((key, "must be at least 1".into()));
            }
        }
        if self.desk.undo_seconds > 3600 {
            return Err(("desk.undo_seconds", "must be at most 3600".into()));
        }
        Ok(())
    }

    /// A copy to show: secrets replaced, passwords cut out of addresses.
    pub fn masked(&self) -> Self {
        let mut copy = self.clone();
        if let Some(key) = &mut copy.security.secret_key {
            *key = MASK.into();
        }
        if let Some(text) = &mut copy.database.url
            && let Ok(mut url) = Url::parse(text)
            && url.password().is_some()
        {
            // Fails only for addresses that cannot have a password.
            let _ = url.set_password(Some(MASK));
            *text = url.into();
        }
        copy
    }

    /// Whom push services may ask about us: what is configured, else the public address if it is one they take.
    pub fn push_subject(&self) -> Option<String> {
        let public = self
            .http
            .public_url
            .as_ref()
            .filter(|url| url.scheme() == "https");
        let subject = self.push.subject.as_ref().or(public)?;
        Some(subject.as_str().trim_end_matches('/').to_owned())
    }

    /// The address links are built from.
    pub fn public_url(&self) -> String {
        match &self.http.public_url {
            Some(url) => url.as_str().trim_end_matches('/').to_owned(),
            None => format!("http://{}", self.http.listen),
        }
    }
}
