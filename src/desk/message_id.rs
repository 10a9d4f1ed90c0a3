//! The Message-IDs we mint: our message's id and a signature, so that nobody can name a message they were not sent.

use uuid::Uuid;

use super::base32;
use crate::keys::{Keys, Purpose};

const SIGNATURE_BYTES: usize = 10;

/// Stands in where a channel has no mail address (RFC 6761).
const NO_DOMAIN: &str = "centralino.invalid";

/// `<id>.<signature>@domain` without angle brackets; the domain is the channel address's.
pub fn mint(keys: &Keys, message_id: Uuid, channel_address: Option<&str>) -> String {
    let domain = channel_address
        .and_then(|address| address.rsplit_once('@'))
        .map_or(NO_DOMAIN, |(_, domain)| domain);
    format!("{}@{domain}", local_part(keys, message_id))
}

/// What stands before the `@`; also the tag of a VERP return path.
pub fn local_part(keys: &Keys, message_id: Uuid) -> String {
    let signature = keys.sign(Purpose::MessageId, message_id.as_bytes());
    format!(
        "{}.{}",
        base32::encode(message_id.as_bytes()),
        base32::encode(&signature[..SIGNATURE_BYTES])
    )
}

/// Our message named by a Message-ID, by its bare local part, or by an address that carries it as plus-tag.
pub fn open(keys: &Keys, text: &str) -> Option<Uuid> {
    let text = text.trim().trim_start_matches('<').trim_end_matches('>');
    let local = text.rsplit_once('@').map_or(text, |(local, _)| local);
    let local = local.rsplit_once('+').map_or(local, |(_, tag)| tag);
    let (id, signature) = local.split_once('.')?;
    let (id, signature) = (base32::decode(id)?, base32::decode(signature)?);
    (signature.len() == SIGNATURE_BYTES && keys.verify(Purpose::MessageId, &id, &signature))
        .then(|| Uuid::from_slice(&id).ok())
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_ids_open() {
        let keys = Keys::parse(&"a".repeat(64)).unwrap();
        let id = Uuid::from_u128(42);
        let minted = mint(&keys, id, Some("support@example.com"));
        assert!(minted.ends_with("@example.com"));
        assert_eq!(open(&keys, &minted), Some(id));
        assert_eq!(open(&keys, &format!("<{minted}>")), Some(id));
        let verp = format!("bounces+{}@example.com", local_part(&keys, id));
        assert_eq!(open(&keys, &verp), Some(id));
        let other = Keys::parse(&"b".repeat(64)).unwrap();
        assert_eq!(open(&other, &minted), None);
        assert_eq!(open(&keys, "anything@example.com"), None);
    }
}
