//! What an agent wrote, checked before it becomes a message: words, files, addresses.

use std::collections::HashSet;

use uuid::Uuid;

use super::error::DeskError;
use super::rich_text::{self, Rich};
use crate::access::Caller;
use crate::store::addresses::Address;
use crate::store::entity::{attachments, channels};
use crate::store::{self, Tx};

/// Longest text of a message, in bytes; limits of a channel come on top.
const LONGEST: usize = 1024 * 1024;
/// Most recipients of one message.
const MOST_RECIPIENTS: usize = 100;
/// Longest address (RFC 5321 §4.5.3.1: 64 + 1 + 255) and name.
const LONGEST_ADDRESS: usize = 320;
const LONGEST_NAME: usize = 200;

/// Checks the words and cleans the HTML. Words are needed, unless a file speaks for itself.
pub fn words(text: &str, html: Option<&str>, files: &[Uuid]) -> Result<Option<Rich>, DeskError> {
    if text.len() > LONGEST {
        return Err(DeskError::invalid("/text", "is too long"));
    }
    if text.trim().is_empty() && files.is_empty() {
        return Err(DeskError::invalid("/text", "must not be empty"));
    }
    match html {
        None => Ok(None),
        Some(html) => rich_text::clean(html, files)
            .map(Some)
            .ok_or_else(|| DeskError::invalid("/html", "is too large or nested too deeply")),
    }
}

/// The uploads of `ids`, in their order: the caller's own, waiting for a message.
pub async fn files(tx: &Tx, caller: &Caller, ids: &[Uuid]) -> Result<Vec<attachments::Model>, DeskError> {
    let mut waiting = store::attachments::waiting(tx, caller.user_id, ids).await?;
    let mut files = Vec::with_capacity(ids.len());
    for (index, id) in ids.iter().enumerate() {
        let found = waiting.iter().position(|file| file.id == *id).ok_or_else(|| {
            let pointer = format!("/attachment_ids/{index}");
            DeskError::invalid(pointer, "names no upload of yours that waits for a message")
        })?;
        files.push(waiting.swap_remove(found));
    }
    Ok(files)
}

/// Ties the pictures pasted into `rich` to their files.
pub async fn tie_inline(tx: &Tx, rich: Option<&Rich>) -> Result<(), DeskError> {
    for (id, content_id) in rich.iter().flat_map(|rich| &rich.inline) {
        store::attachments::set_inline(tx, *id, content_id).await?;
    }
    Ok(())
}

/// Recipients of one message; whoever stands in several fields stays in the first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recipients {
    pub to: Vec<Address>,
    pub cc: Vec<Address>,
    pub bcc: Vec<Address>,
}

impl Recipients {
    /// Checks every address: they become headers and envelope commands.
    pub fn check(to: &[Address], cc: &[Address], bcc: &[Address]) -> Result<Self, DeskError> {
        let mut seen = HashSet::new();
        let mut field = |addresses: &[Address], pointer: &str| -> Result<Vec<Address>, DeskError> {
            let mut kept = Vec::with_capacity(addresses.len());
            for (index, address) in addresses.iter().enumerate() {
                let checked = check_address(address, &format!("{pointer}/{index}"))?;
                if seen.insert(checked.address.clone()) {
                    kept.push(checked);
                }
            }
            Ok(kept)
        };
        let checked = Self {
            to: field(to, "/to")?,
            cc: field(cc, "/cc")?,
            bcc: field(bcc, "/bcc")?,
        };
        if checked.all().count() == 0 {
            return Err(DeskError::invalid("/to", "must name somebody"));
        }
        if checked.all().count() > MOST_RECIPIENTS {
            return Err(DeskError::invalid(
                "/to",
                format!("must not be more than {MOST_RECIPIENTS} in all"),
            ));
        }
        Ok(checked)
    }

    /// Mail to the very mailbox it goes out from would come back as a customer's.
    pub fn refuse_own(&self, channel: &channels::Model) -> Result<(), DeskError> {
        for (pointer, field) in [("/to", &self.to), ("/cc", &self.cc), ("/bcc", &self.bcc)] {
            let own = |address: &Address| channel.address.as_deref() == Some(address.address.as_str());
            if let Some(index) = field.iter().position(own) {
                let pointer = format!("{pointer}/{index}/address");
                return Err(DeskError::invalid(
                    pointer,
                    "is the address this channel writes from",
                ));
            }
        }
        Ok(())
    }

    pub fn all(&self) -> impl Iterator<Item = &Address> {
        self.to.iter().chain(&self.cc).chain(&self.bcc)
    }
}

/// One line, sensible lengths; what looks like email must be an address RFC 5321 would take, lower-cased, its domain in
/// ASCII.
fn check_address(given: &Address, pointer: &str) -> Result<Address, DeskError> {
    let bad = |field: &str, reason: &str| Err(DeskError::invalid(format!("{pointer}/{field}"), reason));
    let name = given
        .name
        .as_deref()
        .map(str::trim)
        .filter(|name| !name.is_empty());
    if let Some(name) = name {
        if name.chars().any(char::is_control) {
            return bad("name", "must be one line");
        }
        if name.chars().count() > LONGEST_NAME {
            return bad("name", "is too long");
        }
    }
    let address = given.address.trim();
    if address.chars().any(|c| c.is_control() || c.is_whitespace()) {
        return bad("address", "must not contain spaces or line breaks");
    }
    if address.is_empty() || address.len() > LONGEST_ADDRESS {
        return bad("address", "is not an address");
    }
    let address = match address.rsplit_once('@') {
        None => address.to_owned(),
        Some((local, domain)) => match mail_address(local, domain) {
            Some(address) => address,
            None => return bad("address", "is not a mail address"),
        },
    };
    Ok(Address {
        name: name.map(str::to_owned),
        address,
    })
}

fn mail_address(local: &str, domain: &str) -> Option<String> {
    let dot_atom = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c);
    let local_fits = !local.is_empty()
        && local.len() <= 64
        && local.chars().all(dot_atom)
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..");
    if !local_fits || domain.starts_with('[') {
        return None;
    }
    match url::Host::parse(domain) {
        Ok(url::Host::Domain(domain)) if !domain.is_empty() && !domain.ends_with('.') => {
            Some(format!("{local}@{domain}").to_lowercase())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pointer_of(result: Result<Recipients, DeskError>) -> String {
        match result {
            Err(DeskError::Invalid { pointer, .. }) => pointer,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn nothing_gets_past_the_header_line() {
        for address in [
            "a@b.example\r\nBcc: x@y.example",
            "a b@c.example",
            "a@@b.example",
            "a@",
            "@b",
            "a..b@c.example",
            "a@exa mple",
        ] {
            let to = [Address::bare(address)];
            assert_eq!(
                pointer_of(Recipients::check(&to, &[], &[])),
                "/to/0/address",
                "{address}"
            );
        }
        let named = Address {
            name: Some("Ada\nBcc: x".into()),
            address: "ada@example.com".into(),
        };
        assert_eq!(
            pointer_of(Recipients::check(
                &[Address::bare("x@y.example"), named],
                &[],
                &[]
            )),
            "/to/1/name"
        );
        assert_eq!(pointer_of(Recipients::check(&[], &[], &[])), "/to");
    }

    #[test]
    fn addresses_are_made_plain_and_stand_once() {
        let to = [Address::bare("Ada@BÜCHER.example")];
        let cc = [
            Address::bare("ada@xn--bcher-kva.example"),
            Address::bare("+391234567"),
        ];
        let all = Recipients::check(&to, &cc, &[]).unwrap();
        assert_eq!(all.to, [Address::bare("ada@xn--bcher-kva.example")]);
        assert_eq!(all.cc, [Address::bare("+391234567")]);
    }
}
