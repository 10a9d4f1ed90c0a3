//! What the DNS says about a mail address: whether others will believe that mail from it is from it.

use async_trait::async_trait;
use mail_auth::MessageAuthenticator;
use serde_json::Value;

use crate::kind::{Dns, DnsCheck};

/// Looks with the system's resolver.
pub struct MailDns;

#[async_trait]
impl Dns for MailDns {
    async fn checks(&self, settings: &Value) -> Vec<DnsCheck> {
        let text = |pointer: &str| settings.pointer(pointer).and_then(Value::as_str);
        let Some(domain) = text("/address").and_then(|address| address.rsplit('@').next()) else {
            return Vec::new();
        };
        let Ok(dns) = MessageAuthenticator::new_system_conf() else {
            return vec![wrong(
                "resolver",
                "no_resolver",
                None,
                "The server has no DNS resolver configured.",
            )];
        };
        let mut checks = vec![
            mx(records(&dns, Question::Mx, domain).await),
            spf(records(&dns, Question::Txt, domain).await),
            dmarc(records(&dns, Question::Txt, &format!("_dmarc.{domain}")).await),
        ];
        if let (Some(signing), Some(selector)) = (text("/dkim/domain"), text("/dkim/selector")) {
            let name = format!("{selector}._domainkey.{signing}");
            checks.push(dkim(&name, records(&dns, Question::Txt, &name).await));
        } else {
            checks.push(wrong(
                "dkim",
                "dkim_unsigned",
                None,
                "Mail of this channel is not signed here. Add a key, unless the provider signs it.",
            ));
        }
        if let Some(host) = text("/outbound/host") {
            checks.push(ptr(host, &dns).await);
        }
        checks
    }
}

#[derive(Clone, Copy)]
enum Question {
    Txt,
    Mx,
}

/// The answers as text; none on any failure, as a name without records is one, too.
async fn records(dns: &MessageAuthenticator, question: Question, name: &str) -> Vec<String> {
    let name = format!("{}.", name.trim_end_matches('.'));
    let looked_up = match question {
        Question::Txt => dns.resolver().txt_lookup(name).await,
        Question::Mx => dns.resolver().mx_lookup(name).await,
    };
    let Ok(found) = looked_up else {
        return Vec::new();
    };
    let answers = found.answers().iter();
    answers.map(|record| record.data.to_string()).collect()
}

fn mx(found: Vec<String>) -> DnsCheck {
    match found.as_slice() {
        [] => wrong(
            "mx",
            "mx_missing",
            None,
            "Nobody can write to this address: publish an MX record.",
        ),
        all => right("mx", all.join(", ")),
    }
}

/// RFC 7208.
fn spf(found: Vec<String>) -> DnsCheck {
    let found: Vec<String> = found
        .into_iter()
        .filter(|text| text == "v=spf1" || text.starts_with("v=spf1 "))
        .collect();
    match found.as_slice() {
        [] => wrong(
            "spf",
            "spf_missing",
            None,
            "Publish a TXT record such as: v=spf1 include:… ~all",
        ),
        [one] if one.contains("+all") => wrong(
            "spf",
            "spf_open",
            Some(one.clone()),
            "It allows the whole world to send for you: end it with ~all or -all.",
        ),
        [one] => right("spf", one.clone()),
        more => wrong(
            "spf",
            "spf_several",
            Some(more.join(" | ")),
            "There must be one SPF record only; receivers ignore several.",
        ),
    }
}

/// RFC 7489.
fn dmarc(found: Vec<String>) -> DnsCheck {
    match found.into_iter().find(|text| text.starts_with("v=DMARC1")) {
        Some(record) => right("dmarc", record),
        None => wrong(
            "dmarc",
            "dmarc_missing",
            None,
            "Publish a TXT record at _dmarc such as: v=DMARC1; p=quarantine",
        ),
    }
}

/// RFC 6376 §3.6.1.
fn dkim(name: &str, found: Vec<String>) -> DnsCheck {
    let key = found.into_iter().find(|text| text.contains("p="));
    let revoked = |record: &str| {
        let mut tags = record.split(';').map(str::trim);
        tags.any(|tag| tag == "p=")
    };
    match key {
        Some(record) if revoked(&record) => wrong(
            "dkim",
            "dkim_revoked",
            Some(record),
            "This key is revoked: publish the one you sign with.",
        ),
        Some(record) => right("dkim", record),
        None => DnsCheck {
            about: Some(name.to_owned()),
            ..wrong(
                "dkim",
                "dkim_missing",
                None,
                format!("Publish the public key as a TXT record at {name}"),
            )
        },
    }
}

/// Receivers distrust a sending server whose address has no name. Matters for a server of one's own.
async fn ptr(host: &str, dns: &MessageAuthenticator) -> DnsCheck {
    let ip = match host.parse() {
        Ok(ip) => Some(ip),
        Err(_) => match dns.resolver().lookup_ip(host).await {
            Ok(found) => found.iter().next(),
            Err(_) => None,
        },
    };
    let Some(ip) = ip else {
        return DnsCheck {
            about: Some(host.to_owned()),
            ..wrong(
                "ptr",
                "no_address",
                None,
                format!("{host} has no address in the DNS."),
            )
        };
    };
    let names: Vec<String> = match dns.resolver().reverse_lookup(ip).await {
        Ok(found) => found
            .answers()
            .iter()
            .map(|record| record.data.to_string())
            .collect(),
        Err(_) => Vec::new(),
    };
    match names.is_empty() {
        true => wrong(
            "ptr",
            "ptr_missing",
            Some(ip.to_string()),
            "This address has no name: ask the network's owner for a PTR record.",
        ),
        false => right("ptr", format!("{ip} {}", names.join(", "))),
    }
}

fn right(name: &str, found: String) -> DnsCheck {
    DnsCheck {
        name: name.to_owned(),
        ok: true,
        found: Some(found),
        reason: None,
        about: None,
        advice: String::new(),
    }
}

fn wrong(name: &str, reason: &'static str, found: Option<String>, advice: impl Into<String>) -> DnsCheck {
    DnsCheck {
        name: name.to_owned(),
        ok: false,
        found,
        reason: Some(reason),
        about: None,
        advice: advice.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_strict_spf_record_is_right() {
        let of = |records: &[&str]| spf(records.iter().map(|text| (*text).to_owned()).collect()).ok;
        assert!(of(&["verification=x", "v=spf1 include:spf.example.com ~all"]));
        assert!(!of(&["v=spf1 +all"]));
        assert!(!of(&["v=spf1 -all", "v=spf1 ~all"]));
        assert!(!of(&["v=spf10 ~all"]));
        assert!(!of(&[]));
    }

    #[test]
    fn a_revoked_key_is_none() {
        let of = |record: &str| dkim("s._domainkey.example.com", vec![record.to_owned()]).ok;
        assert!(of(
            "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="
        ));
        assert!(!of("v=DKIM1; p="));
    }
}
