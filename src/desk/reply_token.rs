//! Signed tokens in reply addresses: `support+t<token>@example.com` names a ticket and cannot be guessed.
//!
//! `+a<token>` stands in notifications to one agent and opens for mail of that agent alone: a customer, who knows the
//! ticket's own token, cannot speak as an agent with it.

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
    tagged(channel_address, 't', &mint(keys, ticket_id))
}

/// The address at which one agent answers a ticket by mail; `None` when the local part would grow beyond 64 octets.
pub fn agent_address(keys: &Keys, channel_address: &str, ticket_id: Uuid, user_id: Uuid) -> Option<String> {
    let signature = keys.sign(Purpose::ReplyToken, &agent_claim(ticket_id, user_id));
    let mut bytes = ticket_id.as_bytes().to_vec();
    bytes.extend_from_slice(&signature[..SIGNATURE_BYTES]);
    tagged(channel_address, 'a', &base32::encode(&bytes))
}

/// The ticket that this agent may answer through one of `addresses`.
pub fn find_for_agent<'a>(
    keys: &Keys,
    addresses: impl IntoIterator<Item = &'a str>,
    user_id: Uuid,
) -> Option<Uuid> {
    addresses
        .into_iter()
        .filter_map(|address| token_of(address, ['a', 'A']))
        .find_map(|token| {
            let bytes = base32::decode(token)?;
            let (id, signature) = bytes.split_at_checked(16)?;
            let ticket_id = Uuid::from_slice(id).ok()?;
            let claim = agent_claim(ticket_id, user_id);
            (signature.len() == SIGNATURE_BYTES && keys.verify(Purpose::ReplyToken, &claim, signature))
                .then_some(ticket_id)
        })
}

/// The ticket named by the first address that carries a token we signed.
pub fn find<'a>(keys: &Keys, addresses: impl IntoIterator<Item = &'a str>) -> Option<Uuid> {
    addresses
        .into_iter()
        .filter_map(|address| token_of(address, ['t', 'T']))
        .find_map(|token| open(keys, token))
}

/// Whether an address has the form of [`agent_address`], signed by us or not.
pub fn looks_like_an_agents(address: &str) -> bool {
    token_of(address, ['a', 'A'])
        .is_some_and(|token| base32::decode(token).is_some_and(|bytes| bytes.len() == 16 + SIGNATURE_BYTES))
}

fn tagged(channel_address: &str, mark: char, token: &str) -> Option<String> {
    let (local, domain) = channel_address.rsplit_once('@')?;
    let local = format!("{}+{mark}{token}", without_tag(local));
    (local.len() <= LOCAL_PART_LIMIT).then(|| format!("{local}@{domain}"))
}

/// What an agent's signature covers; longer than a ticket id, so that no customer's token is one.
fn agent_claim(ticket_id: Uuid, user_id: Uuid) -> [u8; 32] {
    let mut claim = [0; 32];
    claim[..16].copy_from_slice(ticket_id.as_bytes());
    claim[16..].copy_from_slice(user_id.as_bytes());
    claim
}

fn token_of(address: &str, mark: [char; 2]) -> Option<&str> {
    let (local, _) = address.rsplit_once('@')?;
    let (_, tag) = local.rsplit_once('+')?;
    tag.strip_prefix(mark)
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
    }

    #[test]
    fn an_agents_address_opens_for_that_agent_alone() {
        let (ticket, agent) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let keys = keys("a");
        let address = agent_address(&keys, "support@example.com", ticket, agent).unwrap();
        assert_eq!(find_for_agent(&keys, [address.as_str()], agent), Some(ticket));
        assert_eq!(
            find_for_agent(&keys, [address.as_str()], Uuid::from_u128(3)),
            None
        );
        assert_eq!(find(&keys, [address.as_str()]), None);
        assert_eq!(find(&keys, [address.replacen("+a", "+t", 1).as_str()]), None);
        let customers = super::address(&keys, "support@example.com", ticket).unwrap();
        let posing = customers.replacen("+t", "+a", 1);
        assert_eq!(find_for_agent(&keys, [posing.as_str()], agent), None);
    }

    #[test]
    fn a_long_local_part_goes_without() {
        let address = format!("{}@example.com", "a".repeat(30));
        assert_eq!(super::address(&keys("a"), &address, Uuid::nil()), None);
    }
}
