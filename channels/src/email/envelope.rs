//! Envelope addresses: whom a server is told the mail is from and for.

use lettre::Address;

use super::settings::Settings;
use crate::outbound::{EnvelopeSender, Outbound};

/// Reads an address as a server accepts it: the domain in ASCII (IDNA), and local parts that break RFC 5321's dots
/// but exist (`a..b@`) let through.
pub fn address(text: &str) -> Option<Address> {
    let (local, domain) = text.trim().rsplit_once('@')?;
    let domain = if domain.is_ascii() {
        domain.to_owned()
    } else {
        match url::Host::parse(domain).ok()? {
            url::Host::Domain(ascii) => ascii,
            _ => return None,
        }
    };
    if let Ok(address) = Address::new(local, &domain) {
        return Some(address);
    }
    let harmless = |c: char| {
        c.is_ascii_graphic() && !matches!(c, '<' | '>' | '(' | ')' | ',' | ';' | ':' | '"' | '\\' | '@')
    };
    let plausible = !local.is_empty()
        && local.len() <= 64
        && local.chars().all(harmless)
        && domain.len() <= 255
        && domain
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-'))
        && domain.starts_with(|c: char| c.is_ascii_alphanumeric());
    plausible.then(|| Address::new_dangerous(local, domain))
}

/// The reverse path of `message`; none is `<>`.
pub fn sender(settings: &Settings, message: &Outbound) -> Option<Address> {
    match &message.envelope {
        EnvelopeSender::Null => None,
        EnvelopeSender::Address(own) => address(own),
        EnvelopeSender::Channel => match &settings.bounce_address {
            Some(bounce) => verp(bounce, &message.message_id).or_else(|| address(bounce)),
            None => address(message.from_address.as_deref().unwrap_or(&settings.address)),
        },
    }
}

/// `bounces@example.com` and the id `abc@mail.example.com` give `bounces+abc@example.com`; none when the id does not
/// fit into a local part (64 octets, RFC 5321 §4.5.3.1.1).
fn verp(bounce: &str, message_id: &str) -> Option<Address> {
    let (local, domain) = bounce.rsplit_once('@')?;
    let token = message_id.split('@').next()?;
    let fits = local.len() + 1 + token.len() <= 64
        && token
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '='));
    if !fits {
        return None;
    }
    address(&format!("{local}+{token}@{domain}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_as_servers_take_them() {
        assert_eq!(address("a@b.example").unwrap().to_string(), "a@b.example");
        assert_eq!(
            address("a..b.@docs.example").unwrap().to_string(),
            "a..b.@docs.example"
        );
        assert_eq!(
            address("info@bücher.example").unwrap().domain(),
            "xn--bcher-kva.example"
        );
        for bad in [
            "",
            "a",
            "@b.example",
            "a@",
            "a b@c.example",
            "a@b.example>\r\nRCPT TO:<x@y.example",
        ] {
            assert!(address(bad).is_none(), "{bad:?}");
        }
    }

    #[test]
    fn a_bounce_names_the_message() {
        let verped = verp("bounces@example.com", "0190.x-y@mail.example.com").unwrap();
        assert_eq!(verped.to_string(), "bounces+0190.x-y@example.com");
        assert!(verp("bounces@example.com", &"x".repeat(60)).is_none());
    }
}
