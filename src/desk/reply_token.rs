//! Signed tokens in reply addresses: `support+t<token>@example.com` names a ticket and cannot be guessed.

use uuid::Uuid;

use super::base32;
use crate::keys::{Keys, Purpose};

/// 80 bits: unguessable, and short enough for a local part.
const SIGNATURE_BYTES: usize = 10;

/// Longest local part a mail system must take (RFC 5321 §4.5.3.1.1).
const LOCAL_PART_LIMIT: usize = 64;

/// The token of a ticket: its id and a signature, in lower-case base32 (42 characters).
pub fn mint(keys: &Keys, ticket_id: Uuid) -> String {
    let signature = keys.sign(Purpose::ReplyToken, ticket_id.as_bytes());
    let mut bytes = ticket_id.as_bytes().to_vec();
    bytes.extend_from_slice(&signature[..SIGNATURE_BYTES]);
    base32::encode(&bytes)
}

/// `channel_address` with the ticket's token as plus-tag; `None` when the local part would grow beyond 64 octets.
pub fn address(keys: &Keys, channel_address: &str, ticket_id: Uuid) -> Option<String> {
    let (local, domain) = channel_address.rsplit_once('@')?;
    let local = format!("{}+t{}", without_tag(local), mint(keys, ticket_id));
    (local.len() <= LOCAL_PART_LIMIT).then(|| format!("{local}@{domain}"))
}

/// The ticket named by the first address that carries a token we signed.
pub fn find<'a>(keys: &Keys, addresses: impl IntoIterator<Item = &'a str>) -> Option<Uuid> {
    addresses
        .into_iter()
        .filter_map(token_of)
        .find_map(|token| open(keys, token))
}

/// Whether an address looks like a reply address of ours, signed or not.
pub fn is_reply_address(address: &str) -> bool {
    token_of(address).is_some_and(|token| token.len() == 42)
}

fn token_of(address: &str) -> Option<&str> {
    let (local, _) = address.rsplit_once('@')?;
    let (_, tag) = local.rsplit_once('+')?;
    tag.strip_prefix(['t', 'T'])
}

fn open(keys: &Keys, token: &str) -> Option<Uuid> {
    let bytes = base32::decode(token)?;
    let (id, signature) = bytes.split_at_checked(16)?;
    (signature.len() == SIGNATURE_BYTES && keys.verify(Purpose::ReplyToken, id, signature))
        .then(|| Uuid::from_slice(id).ok())
        .flatten()
}

/// `support` of `support+anything`.
fn without_tag(local: &str) -> &str {
    local.split('+').next().unwrap_or(local)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(digit: &str) -> Keys {
        Keys::parse(&digit.repeat(64)).unwrap()
    }

    #[test]
    fn only_our_own_tokens_open() {
        let ticket = Uuid::from_u128(0x0193_0000_0000_7000_8000_0000_0000_0001);
        let address = address(&keys("a"), "support@example.com", ticket).unwrap();
        assert_eq!(
            find(&keys("a"), ["x@example.com", address.as_str()]),
            Some(ticket)
        );
        assert_eq!(find(&keys("a"), [address.to_uppercase().as_str()]), Some(ticket));
        assert_eq!(find(&keys("b"), [address.as_str()]), None);
        let forged = address.replacen("+t", "+tb", 1);
        assert_eq!(find(&keys("a"), [forged.as_str()]), None);
        assert!(is_reply_address(&address));
        assert!(!is_reply_address("support+today@example.com"));
    }

    #[test]
    fn a_long_local_part_goes_without() {
        let address = format!("{}@example.com", "a".repeat(30));
        assert_eq!(super::address(&keys("a"), &address, Uuid::nil()), None);
    }
}
