//! The settings form as JSON Schema, and which of its fields are secrets.

use serde_json::{Value, json};

/// Encrypted at rest and write-only in the API.
pub const SECRETS: &[&str] = &[
    "/inbound/password",
    "/outbound/password",
    "/dkim/private_key",
    "/oauth/client_secret",
    "/oauth/refresh_token",
];

/// JSON Schema (2020-12) of the settings; `title` and `description` are shown by the form.
pub fn schema() -> Value {
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "additionalProperties": false,
        "required": ["address", "outbound"],
        "properties": {
            "address": {"type": "string", "format": "email", "title": "Address",
                "description": "Where customers write to; replies are sent from it."},
            "aliases": {"type": "array", "items": {"type": "string", "format": "email"}, "title": "Other addresses",
                "description": "Addresses that end in this mailbox too."},
            "bounce_address": {"type": "string", "format": "email", "title": "Bounce address",
                "description": "Bounces go to this address with +id before the @; it must end in this mailbox."},
            "inbound": {
                "title": "Receiving",
                "oneOf": [
                    {"type": "object", "title": "IMAP", "additionalProperties": false,
                     "required": ["kind", "host", "username"],
                     "properties": imap_fields()},
                    {"type": "object", "title": "None (mail arrives through a pipe)", "additionalProperties": false,
                     "required": ["kind"], "properties": {"kind": {"const": "none"}}}
                ]
            },
            "outbound": {
                "title": "Sending",
                "oneOf": [
                    {"type": "object", "title": "SMTP", "additionalProperties": false,
                     "required": ["kind", "host"], "properties": smtp_fields()},
                    {"type": "object", "title": "File (demo)", "additionalProperties": false,
                     "required": ["kind"], "properties": {"kind": {"const": "file"}}},
                    {"type": "object", "title": "None", "additionalProperties": false,
                     "required": ["kind"], "properties": {"kind": {"const": "none"}}}
                ]
            },
            "oauth": {"type": "object", "title": "OAuth", "additionalProperties": false,
                "required": ["provider", "client_id"],
                "properties": {
                    "provider": {"type": "string", "enum": ["google", "microsoft", "custom"]},
                    "tenant": {"type": "string", "title": "Tenant", "default": "common"},
                    "grant": {"type": "string", "enum": ["authorization_code", "client_credentials"],
                        "default": "authorization_code"},
                    "authorize_url": {"type": "string", "format": "uri"},
                    "token_url": {"type": "string", "format": "uri"},
                    "client_id": {"type": "string", "title": "Client ID"},
                    "client_secret": {"type": "string", "title": "Client secret", "writeOnly": true},
                    "scopes": {"type": "array", "items": {"type": "string"}},
                    "refresh_token": {"type": "string", "writeOnly": true}
                }},
            "dkim": {"type": "object", "title": "DKIM", "additionalProperties": false,
                "required": ["domain", "selector", "private_key"],
                "properties": {
                    "domain": {"type": "string", "title": "Domain"},
                    "selector": {"type": "string", "title": "Selector"},
                    "private_key": {"type": "string", "title": "Private key (PEM)", "writeOnly": true}
                }},
            "ca_file": {"type": "string", "title": "Own certificate authority",
                "description": "PEM file on the server, trusted beside the system's authorities."}
        }
    })
}

fn imap_fields() -> Value {
    let mut fields = json!({
        "kind": {"const": "imap"},
        "folder": {"type": "string", "title": "Folder", "default": "INBOX"},
        "move_to": {"type": "string", "title": "Move filed mail to"},
        "sent_folder": {"type": "string", "title": "Sent folder",
            "description": "Replies written in another mail program are found here."},
        "keep_sent": {"type": "boolean", "default": false, "title": "Put sent mail into the Sent folder",
            "description": "Not needed where the provider does it by itself (Google, Microsoft)."},
        "since_days": {"type": "integer", "minimum": 0, "maximum": 36500, "title": "Take mail of the last days",
            "description": "On the first visit; empty takes all mail."},
        "poll_seconds": {"type": "integer", "minimum": 1, "maximum": 3600, "default": 180, "title": "Look every (seconds)"},
        "max_bytes": {"type": "integer", "minimum": 1024, "title": "Largest mail (bytes)"}
    });
    extend(&mut fields, peer_fields(993, &["password", "xoauth2"]));
    fields
}

fn smtp_fields() -> Value {
    let mut fields = json!({
        "kind": {"const": "smtp"},
        "hello_name": {"type": "string", "title": "Name in EHLO"},
        "connections": {"type": "integer", "minimum": 1, "maximum": 20, "default": 4},
        "time_limits": {"type": "object", "title": "Time limits (seconds)", "additionalProperties": false,
            "properties": {
                "connect": seconds(), "greeting": seconds(), "mail": seconds(), "rcpt": seconds(),
                "data": seconds(), "body": seconds(), "end": seconds()
            }}
    });
    extend(&mut fields, peer_fields(465, &["password", "xoauth2", "none"]));
    fields
}

fn seconds() -> Value {
    json!({"type": "integer", "minimum": 1, "maximum": 3600})
}

fn peer_fields(port: u16, auth: &[&str]) -> Value {
    json!({
        "host": {"type": "string", "title": "Host"},
        "port": {"type": "integer", "minimum": 1, "maximum": 65535, "default": port, "title": "Port"},
        "security": {"type": "string", "enum": ["tls", "starttls", "plain"], "default": "tls", "title": "Security"},
        "allow_plain": {"type": "boolean", "default": false, "title": "Allow unencrypted",
            "description": "Password and mail can be read by anyone on the way."},
        "auth": {"type": "string", "enum": auth, "default": "password", "title": "Sign-in"},
        "username": {"type": "string", "title": "User name"},
        "password": {"type": "string", "title": "Password", "writeOnly": true}
    })
}

fn extend(fields: &mut Value, more: Value) {
    if let (Value::Object(fields), Value::Object(more)) = (fields, more) {
        fields.extend(more);
    }
}
