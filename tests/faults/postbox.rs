//! The hub's account: a real Dovecot to read from and an SMTP peer to send to, which keeps everything it took.

use serde_json::{Value, json};

use crate::support::dovecot::{Dovecot, USER};
use crate::support::smtp_peer::SmtpPeer;

/// The body of `POST /channels` for an account that reads from `dovecot`, if any, and sends to `peer`.
pub fn account(name: &str, dovecot: Option<&Dovecot>, peer: &SmtpPeer) -> Value {
    let mut settings = json!({
        "address": dovecot.map_or_else(|| format!("{}@example.com", name.to_lowercase()), |_| USER.to_owned()),
        "outbound": {
            "kind": "smtp", "host": "localhost", "port": peer.port, "security": "plain", "allow_plain": true,
            "auth": "none",
            "time_limits": {"connect": 5, "greeting": 5, "mail": 5, "rcpt": 5, "data": 5, "body": 5, "end": 10}
        }
    });
    if let Some(dovecot) = dovecot {
        settings["inbound"] = dovecot.settings();
        settings["ca_file"] = json!(dovecot.ca_file);
    }
    json!({"kind": "email", "name": name, "settings": settings})
}
