//! Where a mailbox's servers probably are, from its address alone: a known provider, what the domain publishes
//! (RFC 6186, RFC 8314), or hosts with the usual names. Only the DNS is asked; nothing is connected to.

use std::time::Duration;

use async_trait::async_trait;
use mail_auth::MessageAuthenticator;
use serde_json::{Value, json};

use super::presets::{self, Preset};
use super::settings::Security;
use crate::kind::{FoundBy, Guess, Guessed, Needs};

/// Somebody waits in front of a form.
const PATIENCE: Duration = Duration::from_secs(8);

/// Guesses with the system's resolver.
pub struct MailGuess;

#[async_trait]
impl Guess for MailGuess {
    async fn guess(&self, address: &str) -> Guessed {
        let address = address.trim().to_lowercase();
        let domain = address.rsplit('@').next().unwrap_or_default().to_owned();
        if let Some(preset) = presets::by_domain(&domain) {
            return known(&address, preset);
        }
        let asked = tokio::time::timeout(PATIENCE, by_dns(&address, &domain)).await;
        asked.ok().flatten().unwrap_or_else(|| Guessed {
            found_by: FoundBy::Nothing,
            provider: None,
            needs: Needs::Password,
            settings: json!({"address": address}),
        })
    }
}

async fn by_dns(address: &str, domain: &str) -> Option<Guessed> {
    let dns = MessageAuthenticator::new_system_conf().ok()?;
    let mx = targets(&dns, Record::Mx, domain).await;
    if let Some(preset) = presets::by_mx(mx.iter().map(|(host, _)| host.as_str())) {
        return Some(known(address, preset));
    }
    let service = async |name: &str| targets(&dns, Record::Srv, &format!("{name}._tcp.{domain}")).await;
    let (imaps, imap, submissions, submission) = tokio::join!(
        service("_imaps"),
        service("_imap"),
        service("_submissions"),
        service("_submission"),
    );
    let inbound = published(&imaps, &imap);
    let outbound = published(&submissions, &submission);
    if let (Some(inbound), Some(outbound)) = (inbound, outbound) {
        return Some(Guessed {
            found_by: FoundBy::Dns,
            provider: None,
            needs: Needs::Password,
            settings: settings(address, inbound, outbound, None),
        });
    }
    let inbound = first_that_exists(&dns, domain, &["imap", "mail"]).await?;
    let outbound = first_that_exists(&dns, domain, &["smtp", "mail"]).await?;
    Some(Guessed {
        found_by: FoundBy::UsualNames,
        provider: None,
        needs: Needs::Password,
        settings: settings(
            address,
            (&inbound, 993, Security::Tls),
            (&outbound, 465, Security::Tls),
            None,
        ),
    })
}

fn known(address: &str, preset: &Preset) -> Guessed {
    Guessed {
        found_by: FoundBy::Provider,
        provider: Some(preset.title.to_owned()),
        needs: preset.needs,
        settings: settings(address, preset.imap, preset.smtp, preset.oauth),
    }
}

type Server<'a> = (&'a str, u16, Security);

fn settings(address: &str, imap: Server<'_>, smtp: Server<'_>, oauth: Option<&str>) -> Value {
    let peer = |kind: &str, (host, port, security): Server<'_>| {
        let security = match security {
            Security::Tls => "tls",
            Security::StartTls => "starttls",
            Security::Plain => "plain",
        };
        json!({
            "kind": kind,
            "host": host,
            "port": port,
            "security": security,
            "auth": "password",
            "username": address,
        })
    };
    let mut made = json!({
        "address": address,
        "inbound": peer("imap", imap),
        "outbound": peer("smtp", smtp),
    });
    if let Some(provider) = oauth {
        made["oauth"] = json!({ "provider": provider });
    }
    made
}

/// TLS from the first byte before an upgrade (RFC 8314 §3).
fn published<'a>(tls: &'a [(String, u16)], upgraded: &'a [(String, u16)]) -> Option<Server<'a>> {
    let of = |records: &'a [(String, u16)], security| {
        let (host, port) = records.first()?;
        // "." says that there is no such service (RFC 2782).
        (!host.is_empty()).then_some((host.as_str(), *port, security))
    };
    of(tls, Security::Tls).or_else(|| of(upgraded, Security::StartTls))
}

#[derive(Clone, Copy)]
enum Record {
    Mx,
    Srv,
}

/// Hosts in lower case without the last dot, the preferred first, with their ports; none on any failure.
async fn targets(dns: &MessageAuthenticator, record: Record, name: &str) -> Vec<(String, u16)> {
    let name = format!("{}.", name.trim_end_matches('.'));
    let looked_up = match record {
        Record::Mx => dns.resolver().mx_lookup(name).await,
        Record::Srv => dns.resolver().srv_lookup(name).await,
    };
    let Ok(found) = looked_up else {
        return Vec::new();
    };
    let mut targets: Vec<(u16, String, u16)> = found
        .answers()
        .iter()
        .filter_map(|answer| target(record, &answer.data.to_string()))
        .collect();
    targets.sort();
    targets.into_iter().map(|(_, host, port)| (host, port)).collect()
}

/// `10 mx.example.com.` or `0 1 993 imap.example.com.`: preference, host, port.
fn target(record: Record, text: &str) -> Option<(u16, String, u16)> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let host = |word: &str| word.trim_end_matches('.').to_lowercase();
    match (record, words.as_slice()) {
        (Record::Mx, [preference, name]) => Some((preference.parse().ok()?, host(name), 0)),
        (Record::Srv, [priority, _, port, name]) => {
            Some((priority.parse().ok()?, host(name), port.parse().ok()?))
        }
        _ => None,
    }
}

async fn first_that_exists(dns: &MessageAuthenticator, domain: &str, names: &[&str]) -> Option<String> {
    for name in names {
        let host = format!("{name}.{domain}");
        let found = dns.resolver().lookup_ip(format!("{host}.")).await;
        if found.is_ok_and(|addresses| addresses.iter().next().is_some()) {
            return Some(host);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_known_domain_needs_no_dns() {
        let guessed = MailGuess.guess(" Ada@Gmail.com ").await;
        assert_eq!(guessed.found_by, FoundBy::Provider);
        assert_eq!(guessed.needs, Needs::AppPassword);
        assert_eq!(guessed.settings["inbound"]["host"], "imap.gmail.com");
        assert_eq!(guessed.settings["inbound"]["username"], "ada@gmail.com");
        assert_eq!(guessed.settings["oauth"]["provider"], "google");
    }

    #[test]
    fn records_are_read_by_preference() {
        assert_eq!(
            target(Record::Mx, "10 MX.Example.com."),
            Some((10, "mx.example.com".into(), 0))
        );
        assert_eq!(
            target(Record::Srv, "0 1 993 imap.example.com."),
            Some((0, "imap.example.com".into(), 993))
        );
        assert_eq!(target(Record::Srv, "nonsense"), None);
    }

    #[test]
    fn a_dot_says_there_is_no_service() {
        let none = vec![(String::new(), 0)];
        let upgraded = vec![("imap.example.com".to_owned(), 143)];
        let found = published(&none, &upgraded).map(|(host, port, _)| (host, port));
        assert_eq!(found, Some(("imap.example.com", 143)));
        assert!(published(&none, &[]).is_none());
    }
}
