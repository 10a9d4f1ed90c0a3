//! What people type about people: names, addresses, domains, languages, each made regular or refused.

use super::error::PeopleError;
use crate::store::entity::identities::IdentityKind;

type Typed = Result<String, PeopleError>;

/// One line of 1 to 200 characters.
pub fn name(text: &str, pointer: &str) -> Typed {
    // Names become header fields of mail: a line break is refused, not smoothed away.
    let one_line = !text.chars().any(|c| c.is_control() && c != '\t');
    let name = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let fits = one_line && (1..=200).contains(&name.chars().count());
    match fits {
        true => Ok(name),
        false => Err(PeopleError::invalid(
            pointer,
            "must be 1 to 200 characters on one line",
        )),
    }
}

/// Longest notes, in characters.
pub const NOTES: usize = 10_000;

/// At most [`NOTES`] characters.
pub fn notes(text: String, pointer: &str) -> Typed {
    match text.chars().count() <= NOTES {
        true => Ok(text),
        false => Err(PeopleError::invalid(
            pointer,
            format!("must be at most {NOTES} characters"),
        )),
    }
}

/// A language tag such as `it` or `pt-BR` (BCP 47, shortened).
pub fn language(text: &str, pointer: &str) -> Typed {
    let parts: Vec<&str> = text.split('-').collect();
    let fits = (2..=35).contains(&text.len())
        && (2..=3).contains(&parts[0].len())
        && parts
            .iter()
            .all(|part| (1..=8).contains(&part.len()) && part.chars().all(|c| c.is_ascii_alphanumeric()));
    match fits {
        true => Ok(text.to_owned()),
        false => Err(PeopleError::invalid(
            pointer,
            "must be a language such as it or pt-BR",
        )),
    }
}

/// A zone of the time zone database, such as `Europe/Rome`; only its form is checked.
pub fn time_zone(text: &str, pointer: &str) -> Typed {
    let fits = (1..=64).contains(&text.len())
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "/_+-".contains(c));
    match fits {
        true => Ok(text.to_owned()),
        false => Err(PeopleError::invalid(
            pointer,
            "must be a time zone such as Europe/Rome",
        )),
    }
}

/// An address as it is stored: email in lower case, phone as E.164. A handle means something on one channel only and
/// comes from there.
pub fn address(kind: IdentityKind, text: &str, pointer: &str) -> Typed {
    match kind {
        IdentityKind::Email => email(text.trim(), pointer),
        IdentityKind::Phone => phone(text, pointer),
        IdentityKind::Handle => Err(PeopleError::invalid(
            pointer,
            "a handle is only known once its owner wrote on that channel",
        )),
    }
}

/// The form that can be delivered to (RFC 5321 §4.5.3.1 for the lengths); not whether it exists.
fn email(text: &str, pointer: &str) -> Typed {
    let fits = text.rsplit_once('@').is_some_and(|(local, host)| {
        (1..=64).contains(&local.len())
            && domain(host, pointer).is_ok()
            && !local
                .chars()
                .any(|c| c.is_whitespace() || c.is_control() || "<>,;@".contains(c))
    });
    match fits {
        true => Ok(text.to_lowercase()),
        false => Err(PeopleError::invalid(pointer, "must be an email address")),
    }
}

fn phone(text: &str, pointer: &str) -> Typed {
    let digits: String = text.chars().filter(|c| !" -./()".contains(*c)).collect();
    let number = match digits.strip_prefix("00") {
        Some(rest) => format!("+{rest}"),
        None => digits,
    };
    let fits = number.strip_prefix('+').is_some_and(|rest| {
        (7..=15).contains(&rest.len()) && !rest.starts_with('0') && rest.chars().all(|c| c.is_ascii_digit())
    });
    match fits {
        true => Ok(number),
        false => Err(PeopleError::invalid(
            pointer,
            "must be a phone number with its country code, such as +39 06 1234567",
        )),
    }
}

/// A mail domain in lower case (RFC 1035 §2.3.4 for the lengths; letters of any script).
pub fn domain(text: &str, pointer: &str) -> Typed {
    let domain = text.trim().trim_end_matches('.').to_lowercase();
    let fits = (3..=253).contains(&domain.len())
        && domain.contains('.')
        && domain.split('.').all(|label| {
            (1..=63).contains(&label.len())
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_')
        });
    match fits {
        true => Ok(domain),
        false => Err(PeopleError::invalid(
            pointer,
            "must be a domain such as example.com",
        )),
    }
}

/// Yes or no, in English or Italian, or as a tick.
pub fn yes_or_no(cell: &str) -> Option<bool> {
    match cell.to_lowercase().as_str() {
        "yes" | "y" | "true" | "1" | "x" | "sì" | "si" | "s" | "vero" | "on" => Some(true),
        "no" | "n" | "false" | "0" | "falso" | "off" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn addresses_become_regular() {
        let email = |text| address(IdentityKind::Email, text, "/value").ok();
        assert_eq!(email(" Ada@Example.COM ").as_deref(), Some("ada@example.com"));
        for wrong in [
            "ada",
            "ada@",
            "@example.com",
            "a b@example.com",
            "ada@example",
            "a@b@-x.example",
        ] {
            assert_eq!(email(wrong), None, "{wrong}");
        }
        let phone = |text| address(IdentityKind::Phone, text, "/value").ok();
        assert_eq!(phone("0039 06 123-4567").as_deref(), Some("+39061234567"));
        assert_eq!(phone("06 1234567"), None);
        assert_eq!(address(IdentityKind::Handle, "x", "/value").ok(), None);
    }

    proptest! {
        #[test]
        fn regular_stays_as_it_is(text in ".{0,40}") {
            for kind in [IdentityKind::Email, IdentityKind::Phone] {
                if let Ok(once) = address(kind, &text, "") {
                    prop_assert_eq!(address(kind, &once, "").unwrap(), once);
                }
            }
            if let Ok(once) = domain(&text, "") {
                prop_assert_eq!(domain(&once, "").unwrap(), once);
            }
        }
    }
}
