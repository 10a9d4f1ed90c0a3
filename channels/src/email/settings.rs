//! The settings of a mailbox, checked: what the form's JSON means.

use std::path::PathBuf;
use std::time::Duration;

use secrecy::SecretString;
use serde_json::Value;

use super::form::Form;
use super::limits::RAW_BYTES;
use super::oauth::OAuth;
use crate::error::SettingsError;

/// A mailbox: where it is read and where it sends.
#[derive(Debug)]
pub struct Settings {
    /// Where customers write to, lower case.
    pub address: String,
    /// Other addresses that end in this mailbox, lower case.
    pub aliases: Vec<String>,
    /// Bounces go to `local+<id>@domain` of it (VERP).
    pub bounce_address: Option<String>,
    pub inbound: Option<Imap>,
    pub outbound: Outgoing,
    pub dkim: Option<Dkim>,
    pub oauth: Option<OAuth>,
    /// PEM file of certificate authorities trusted beside the system's.
    pub ca_file: Option<PathBuf>,
}

#[derive(Debug)]
pub enum Outgoing {
    None,
    Smtp(Box<Smtp>),
    /// Mails are written to a folder instead of being sent.
    File,
}

/// A server and how to reach it.
#[derive(Debug, Clone)]
pub struct Peer {
    pub host: String,
    pub port: u16,
    pub security: Security,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Security {
    /// TLS from the first byte.
    Tls,
    /// An upgrade that must succeed.
    StartTls,
    /// No encryption; only with `allow_plain`.
    Plain,
}

#[derive(Debug, Clone)]
pub enum Login {
    None,
    Password {
        username: String,
        password: SecretString,
    },
    /// Access tokens of `oauth`.
    XOAuth2 {
        username: String,
    },
}

#[derive(Debug)]
pub struct Imap {
    pub peer: Peer,
    pub login: Login,
    pub folder: String,
    /// Filed mail is moved here.
    pub move_to: Option<String>,
    /// Mail found here was written by us elsewhere.
    pub sent_folder: Option<String>,
    /// A copy of what is sent is put there.
    pub keep_sent: bool,
    /// On the first visit only mail of the last so many days is taken; none = all of it.
    pub since_days: Option<u32>,
    /// Looks at least this often, also while idling.
    pub poll: Duration,
    /// Larger mail is not fetched; only its header is.
    pub max_bytes: u64,
}

#[derive(Debug)]
pub struct Smtp {
    pub peer: Peer,
    pub login: Login,
    /// Our name in EHLO; the domain of the address by default.
    pub hello_name: String,
    pub limits: StageLimits,
    /// Connections open at the same time.
    pub connections: usize,
}

/// How long each stage of a submission may take (RFC 5321 §4.5.3.2).
#[derive(Debug, Clone, Copy)]
pub struct StageLimits {
    pub connect: Duration,
    /// Greeting, EHLO, STARTTLS, AUTH: each answer.
    pub greeting: Duration,
    pub mail: Duration,
    pub rcpt: Duration,
    pub data: Duration,
    pub body: Duration,
    /// From the final dot to its answer.
    pub end: Duration,
}

impl Default for StageLimits {
    fn default() -> Self {
        let minutes = |n: u64| Duration::from_secs(n * 60);
        Self {
            connect: Duration::from_secs(30),
            greeting: minutes(5),
            mail: minutes(5),
            rcpt: minutes(5),
            data: minutes(2),
            body: minutes(3),
            end: minutes(10),
        }
    }
}

#[derive(Debug, Clone)]
pub struct Dkim {
    pub domain: String,
    pub selector: String,
    /// PEM (PKCS#8, or PKCS#1 for RSA).
    pub private_key: SecretString,
}

impl Settings {
    /// Checks the whole form and reports every mistake.
    pub fn read(value: &Value) -> Result<Self, Vec<SettingsError>> {
        let mut form = Form::new("", value);
        let mut errors = Vec::new();
        let address = address(&mut form, "address").unwrap_or_default();
        if address.is_empty() {
            form.text("address");
        }
        let aliases = form.texts("aliases").iter().map(|a| a.to_lowercase()).collect();
        let bounce_address = self::address(&mut form, "bounce_address");
        let ca_file = form.optional_text("ca_file").map(PathBuf::from);
        let oauth = form
            .section("oauth")
            .map(|section| OAuth::read(section, &mut errors));
        let inbound = match form.section("inbound") {
            Some(section) => inbound(section, oauth.is_some(), &mut errors),
            None => None,
        };
        let outbound = match form.section("outbound") {
            Some(section) => outbound(section, oauth.is_some(), &address, &mut errors),
            None => {
                form.refuse(
                    "outbound",
                    "is missing: say how mail is sent (smtp, file, or none)",
                );
                Outgoing::None
            }
        };
        let dkim = form
            .section("dkim")
            .and_then(|section| dkim(section, &mut errors));
        let mut all = form.finish();
        all.append(&mut errors);
        if !all.is_empty() {
            return Err(all);
        }
        Ok(Self {
            address,
            aliases,
            bounce_address,
            inbound,
            outbound,
            dkim,
            oauth,
            ca_file,
        })
    }
}

fn inbound(mut form: Form<'_>, has_oauth: bool, errors: &mut Vec<SettingsError>) -> Option<Imap> {
    if form.choice("kind", &["imap", "none"], None) == "none" {
        errors.append(&mut form.finish());
        return None;
    }
    let sent_folder = form.optional_text("sent_folder");
    let keep_sent = form.flag("keep_sent");
    if keep_sent && sent_folder.is_none() {
        form.refuse("keep_sent", "needs the name of the Sent folder");
    }
    let imap = Imap {
        peer: peer(&mut form, 993, 143),
        login: login(&mut form, has_oauth, LoginNeed::Always),
        folder: form.optional_text("folder").unwrap_or_else(|| "INBOX".to_owned()),
        move_to: form.optional_text("move_to"),
        sent_folder,
        keep_sent,
        since_days: form
            .number("since_days", 0, 36_500)
            .and_then(|days| u32::try_from(days).ok()),
        poll: Duration::from_secs(form.number("poll_seconds", 1, 3600).unwrap_or(180)),
        max_bytes: form
            .number("max_bytes", 1024, RAW_BYTES as u64)
            .unwrap_or(RAW_BYTES as u64),
    };
    errors.append(&mut form.finish());
    Some(imap)
}

fn outbound(mut form: Form<'_>, has_oauth: bool, address: &str, errors: &mut Vec<SettingsError>) -> Outgoing {
    let outgoing = match form.choice("kind", &["smtp", "file", "none"], None) {
        "smtp" => Outgoing::Smtp(Box::new(Smtp {
            peer: peer(&mut form, 465, 587),
            login: login(&mut form, has_oauth, LoginNeed::Sometimes),
            hello_name: hello_name(&mut form, address),
            limits: limits(&mut form, errors),
            connections: form
                .number("connections", 1, 20)
                .and_then(|n| usize::try_from(n).ok())
                .unwrap_or(4),
        })),
        "file" => Outgoing::File,
        _ => Outgoing::None,
    };
    errors.append(&mut form.finish());
    outgoing
}

fn hello_name(form: &mut Form<'_>, address: &str) -> String {
    let own = address.rsplit_once('@').map_or("localhost", |(_, domain)| domain);
    let name = form.optional_text("hello_name").unwrap_or_else(|| own.to_owned());
    if name.chars().any(|c| c.is_whitespace() || !c.is_ascii_graphic()) {
        form.refuse("hello_name", "must be a host name");
    }
    name
}

fn peer(form: &mut Form<'_>, tls_port: u64, other_port: u64) -> Peer {
    let host = form.text("host");
    if host.contains(|c: char| c.is_whitespace() || c == '/') {
        form.refuse("host", "must be a host name or an address, nothing else");
    }
    let security = match form.choice("security", &["tls", "starttls", "plain"], Some("tls")) {
        "plain" => Security::Plain,
        "starttls" => Security::StartTls,
        _ => Security::Tls,
    };
    if !form.flag("allow_plain") && security == Security::Plain {
        form.refuse(
            "security",
            "plain sends the password and all mail readable by anyone on the way; set allow_plain to do so",
        );
    }
    let usual = if security == Security::Tls {
        tls_port
    } else {
        other_port
    };
    let port = form.number("port", 1, 65_535).unwrap_or(usual);
    Peer {
        host,
        port: u16::try_from(port).unwrap_or_default(),
        security,
    }
}

#[derive(PartialEq, Eq)]
enum LoginNeed {
    Always,
    /// A relay that knows us by our network needs none.
    Sometimes,
}

fn login(form: &mut Form<'_>, has_oauth: bool, need: LoginNeed) -> Login {
    let words: &[&'static str] = match need {
        LoginNeed::Always => &["password", "xoauth2"],
        LoginNeed::Sometimes => &["password", "xoauth2", "none"],
    };
    match form.choice("auth", words, Some("password")) {
        "xoauth2" => {
            if !has_oauth {
                form.refuse("auth", "xoauth2 needs the oauth section");
            }
            form.secret("password");
            Login::XOAuth2 {
                username: form.text("username"),
            }
        }
        "none" => {
            form.optional_text("username");
            form.secret("password");
            Login::None
        }
        _ => {
            let username = form.text("username");
            let password = form.secret("password").unwrap_or_default();
            if password.is_empty() {
                form.refuse("password", "is missing");
            }
            Login::Password {
                username,
                password: password.into(),
            }
        }
    }
}

fn limits(form: &mut Form<'_>, errors: &mut Vec<SettingsError>) -> StageLimits {
    let mut limits = StageLimits::default();
    if let Some(mut section) = form.section("time_limits") {
        for (name, limit) in [
            ("connect", &mut limits.connect),
            ("greeting", &mut limits.greeting),
            ("mail", &mut limits.mail),
            ("rcpt", &mut limits.rcpt),
            ("data", &mut limits.data),
            ("body", &mut limits.body),
            ("end", &mut limits.end),
        ] {
            if let Some(seconds) = section.number(name, 1, 3600) {
                *limit = Duration::from_secs(seconds);
            }
        }
        errors.append(&mut section.finish());
    }
    limits
}

fn dkim(mut form: Form<'_>, errors: &mut Vec<SettingsError>) -> Option<Dkim> {
    let domain = form.text("domain").to_lowercase();
    let selector = form.text("selector");
    let key = form.secret("private_key").unwrap_or_default();
    if key.is_empty() {
        form.refuse("private_key", "is missing");
    } else if let Err(reason) = super::dkim::check(&key) {
        form.refuse("private_key", reason);
    }
    errors.append(&mut form.finish());
    Some(Dkim {
        domain,
        selector,
        private_key: key.into(),
    })
}

fn address(form: &mut Form<'_>, name: &'static str) -> Option<String> {
    let text = form.optional_text(name)?.to_lowercase();
    let valid = text.parse::<lettre::Address>().is_ok();
    if !valid {
        form.refuse(name, "is not an email address");
    }
    Some(text)
}
