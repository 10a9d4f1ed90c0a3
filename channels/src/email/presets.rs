//! The mail providers many people have: their servers, by mail domain and by where the domain's MX records point.
//!
//! Hosts and ports are those each provider publishes in its help pages for IMAP and SMTP.

use super::settings::Security;
use crate::kind::Needs;

/// One provider.
pub struct Preset {
    /// As people know it.
    pub title: &'static str,
    /// Mail domains that are its own.
    pub domains: &'static [&'static str],
    /// Ends of the MX hosts of domains it serves.
    pub mx: &'static [&'static str],
    pub imap: (&'static str, u16, Security),
    pub smtp: (&'static str, u16, Security),
    pub needs: Needs,
    /// Word of the setting `/oauth/provider`, where it has one.
    pub oauth: Option<&'static str>,
}

const TLS: Security = Security::Tls;
const STARTTLS: Security = Security::StartTls;

/// The provider of a mail domain, by the domain itself.
pub fn by_domain(domain: &str) -> Option<&'static Preset> {
    PRESETS.iter().find(|preset| preset.domains.contains(&domain))
}

/// The provider a domain's mail goes to, by its MX hosts (lower case, without the last dot).
pub fn by_mx<'a>(hosts: impl IntoIterator<Item = &'a str>) -> Option<&'static Preset> {
    hosts.into_iter().find_map(|host| {
        PRESETS.iter().find(|preset| {
            let ends = |end: &&str| host == *end || host.ends_with(&format!(".{end}"));
            preset.mx.iter().any(ends)
        })
    })
}

const PRESETS: &[Preset] = &[
    Preset {
        title: "Google",
        domains: &["gmail.com", "googlemail.com"],
        mx: &["google.com", "googlemail.com"],
        imap: ("imap.gmail.com", 993, TLS),
        smtp: ("smtp.gmail.com", 465, TLS),
        needs: Needs::AppPassword,
        oauth: Some("google"),
    },
    Preset {
        title: "Microsoft 365",
        domains: &[
            "outlook.com",
            "hotmail.com",
            "hotmail.it",
            "live.com",
            "live.it",
            "outlook.it",
            "msn.com",
        ],
        mx: &["mail.protection.outlook.com", "olc.protection.outlook.com"],
        imap: ("outlook.office365.com", 993, TLS),
        smtp: ("smtp.office365.com", 587, STARTTLS),
        needs: Needs::OAuth,
        oauth: Some("microsoft"),
    },
    Preset {
        title: "Yahoo",
        domains: &[
            "yahoo.com",
            "yahoo.it",
            "yahoo.co.uk",
            "yahoo.de",
            "yahoo.fr",
            "yahoo.es",
            "ymail.com",
        ],
        mx: &["yahoodns.net"],
        imap: ("imap.mail.yahoo.com", 993, TLS),
        smtp: ("smtp.mail.yahoo.com", 465, TLS),
        needs: Needs::AppPassword,
        oauth: None,
    },
    Preset {
        title: "iCloud",
        domains: &["icloud.com", "me.com", "mac.com"],
        mx: &["mail.icloud.com"],
        imap: ("imap.mail.me.com", 993, TLS),
        smtp: ("smtp.mail.me.com", 587, STARTTLS),
        needs: Needs::AppPassword,
        oauth: None,
    },
    Preset {
        title: "Fastmail",
        domains: &["fastmail.com", "fastmail.fm"],
        mx: &["messagingengine.com"],
        imap: ("imap.fastmail.com", 993, TLS),
        smtp: ("smtp.fastmail.com", 465, TLS),
        needs: Needs::AppPassword,
        oauth: None,
    },
    Preset {
        title: "Zoho",
        domains: &["zoho.eu"],
        mx: &["zoho.eu"],
        imap: ("imappro.zoho.eu", 993, TLS),
        smtp: ("smtppro.zoho.eu", 465, TLS),
        needs: Needs::AppPassword,
        oauth: None,
    },
    Preset {
        title: "Zoho",
        domains: &["zoho.com", "zohomail.com"],
        mx: &["zoho.com"],
        imap: ("imappro.zoho.com", 993, TLS),
        smtp: ("smtppro.zoho.com", 465, TLS),
        needs: Needs::AppPassword,
        oauth: None,
    },
    Preset {
        title: "GMX",
        domains: &["gmx.net", "gmx.de", "gmx.at", "gmx.ch"],
        mx: &["gmx.net"],
        imap: ("imap.gmx.net", 993, TLS),
        smtp: ("mail.gmx.net", 465, TLS),
        needs: Needs::Password,
        oauth: None,
    },
    Preset {
        title: "WEB.DE",
        domains: &["web.de"],
        mx: &["web.de"],
        imap: ("imap.web.de", 993, TLS),
        smtp: ("smtp.web.de", 587, STARTTLS),
        needs: Needs::Password,
        oauth: None,
    },
    Preset {
        title: "OVHcloud",
        domains: &[],
        mx: &["mail.ovh.net", "ovh.net"],
        imap: ("ssl0.ovh.net", 993, TLS),
        smtp: ("ssl0.ovh.net", 465, TLS),
        needs: Needs::Password,
        oauth: None,
    },
    Preset {
        title: "Aruba",
        domains: &["aruba.it", "technet.it"],
        mx: &["aruba.it"],
        imap: ("imaps.aruba.it", 993, TLS),
        smtp: ("smtps.aruba.it", 465, TLS),
        needs: Needs::Password,
        oauth: None,
    },
    Preset {
        title: "Libero",
        domains: &["libero.it", "inwind.it", "iol.it", "blu.it"],
        mx: &["libero.it"],
        imap: ("imapmail.libero.it", 993, TLS),
        smtp: ("smtp.libero.it", 465, TLS),
        needs: Needs::Password,
        oauth: None,
    },
    Preset {
        title: "Tiscali",
        domains: &["tiscali.it"],
        mx: &["tiscali.it"],
        imap: ("imap.tiscali.it", 993, TLS),
        smtp: ("smtp.tiscali.it", 465, TLS),
        needs: Needs::Password,
        oauth: None,
    },
    Preset {
        title: "mailbox.org",
        domains: &["mailbox.org"],
        mx: &["mailbox.org"],
        imap: ("imap.mailbox.org", 993, TLS),
        smtp: ("smtp.mailbox.org", 465, TLS),
        needs: Needs::Password,
        oauth: None,
    },
    Preset {
        title: "Posteo",
        domains: &["posteo.de", "posteo.net"],
        mx: &["posteo.de"],
        imap: ("posteo.de", 993, TLS),
        smtp: ("posteo.de", 465, TLS),
        needs: Needs::Password,
        oauth: None,
    },
    Preset {
        title: "Infomaniak",
        domains: &["ik.me"],
        mx: &["infomaniak.ch", "infomaniak.com"],
        imap: ("mail.infomaniak.com", 993, TLS),
        smtp: ("mail.infomaniak.com", 465, TLS),
        needs: Needs::Password,
        oauth: None,
    },
    Preset {
        title: "Gandi",
        domains: &[],
        mx: &["mail.gandi.net"],
        imap: ("mail.gandi.net", 993, TLS),
        smtp: ("mail.gandi.net", 465, TLS),
        needs: Needs::Password,
        oauth: None,
    },
    Preset {
        title: "Migadu",
        domains: &[],
        mx: &["migadu.com"],
        imap: ("imap.migadu.com", 993, TLS),
        smtp: ("smtp.migadu.com", 465, TLS),
        needs: Needs::Password,
        oauth: None,
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_is_found_by_its_mx() {
        let title = |hosts: &[&str]| by_mx(hosts.iter().copied()).map(|preset| preset.title);
        assert_eq!(title(&["aspmx.l.google.com"]), Some("Google"));
        assert_eq!(
            title(&["example-com.mail.protection.outlook.com"]),
            Some("Microsoft 365")
        );
        // The end of a name is a whole label.
        assert_eq!(title(&["mx.notgoogle.com"]), None);
        assert_eq!(title(&["mx1.example.com"]), None);
    }

    #[test]
    fn every_domain_has_one_provider() {
        let mut domains: Vec<&str> = PRESETS
            .iter()
            .flat_map(|preset| preset.domains)
            .copied()
            .collect();
        let all = domains.len();
        domains.sort_unstable();
        domains.dedup();
        assert_eq!(domains.len(), all);
        assert_eq!(by_domain("libero.it").map(|preset| preset.title), Some("Libero"));
    }
}
