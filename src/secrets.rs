//! Secrets at rest: XChaCha20-Poly1305, bound to the row they belong to.

use chacha20poly1305::aead::{Aead, Generate, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use thiserror::Error;
use uuid::Uuid;

use crate::keys::{Keys, Purpose};

/// First bytes of everything sealed: which key it needs.
const KEY_ID: usize = 4;
const NONCE: usize = 24;

#[derive(Debug, Error, PartialEq, Eq)]
pub enum SecretError {
    #[error("failed to open a secret: it was sealed with another key than this installation has")]
    OtherKey,
    #[error("failed to open a secret: it was changed, or belongs to another row")]
    Broken,
}

/// Seals `plain` for one row of one table: `key id (4) · nonce (24) · ciphertext`.
pub fn seal(keys: &Keys, table: &str, row: Uuid, plain: &[u8]) -> Result<Vec<u8>, SecretError> {
    let key = keys.derive(Purpose::Secrets);
    let nonce = XNonce::generate();
    let payload = Payload {
        msg: plain,
        aad: &owner(table, row),
    };
    let sealed = cipher(&key)
        .encrypt(&nonce, payload)
        .map_err(|_| SecretError::Broken)?;
    Ok([key_id(&key).as_slice(), nonce.as_slice(), &sealed].concat())
}

/// Opens what [`seal`] made for the same row.
pub fn open(keys: &Keys, table: &str, row: Uuid, sealed: &[u8]) -> Result<Vec<u8>, SecretError> {
    let (id, rest) = sealed.split_at_checked(KEY_ID).ok_or(SecretError::Broken)?;
    let (nonce, sealed) = rest.split_at_checked(NONCE).ok_or(SecretError::Broken)?;
    let key = keys
        .derive_all(Purpose::Secrets)
        .find(|key| id == key_id(key))
        .ok_or(SecretError::OtherKey)?;
    let nonce = XNonce::try_from(nonce).map_err(|_| SecretError::Broken)?;
    let payload = Payload {
        msg: sealed,
        aad: &owner(table, row),
    };
    cipher(&key)
        .decrypt(&nonce, payload)
        .map_err(|_| SecretError::Broken)
}

/// Whether something was sealed with the key in use, not with an older one.
pub fn is_current(keys: &Keys, sealed: &[u8]) -> bool {
    sealed.starts_with(&key_id(&keys.derive(Purpose::Secrets)))
}

/// Settings without their secrets, and the secrets by pointer. A secret that is `{"set": true}` (as the API shows it)
/// or absent stays what `kept` says; null or an empty text removes it.
pub fn split(
    mut settings: Value,
    pointers: &[&str],
    kept: &Map<String, Value>,
) -> (Value, Map<String, Value>) {
    let mut secrets = Map::new();
    for &pointer in pointers {
        let given = take(&mut settings, pointer);
        let section_is_there = pointer
            .rsplit_once('/')
            .is_none_or(|(section, _)| settings.pointer(section).is_some_and(Value::is_object));
        let secret = match given {
            Some(Value::String(text)) if text.is_empty() => None,
            Some(Value::String(text)) => Some(Value::String(text)),
            Some(Value::Null) => None,
            Some(Value::Object(shown)) if shown.get("set") == Some(&Value::Bool(false)) => None,
            Some(_) | None => kept.get(pointer).cloned().filter(|_| section_is_there),
        };
        if let Some(secret) = secret {
            secrets.insert(pointer.to_owned(), secret);
        }
    }
    (settings, secrets)
}

/// The secrets whose section still names the server they were given for. Nobody reads a secret by pointing its channel at
/// a server of their own: who moves a channel must know its secrets.
pub fn for_the_same_host(mut kept: Map<String, Value>, before: &Value, after: &Value) -> Map<String, Value> {
    kept.retain(|pointer, _| {
        let section = pointer.rsplit_once('/').map_or("", |(section, _)| section);
        ["host", "token_url"].iter().all(|field| {
            let field = format!("{section}/{field}");
            before.pointer(&field) == after.pointer(&field)
        })
    });
    kept
}

/// Puts the secrets back where they belong; those whose section is gone are left out.
pub fn join(mut settings: Value, secrets: &Map<String, Value>) -> Value {
    for (pointer, secret) in secrets {
        if let Some((section, name)) = pointer.rsplit_once('/')
            && let Some(Value::Object(section)) = settings.pointer_mut(section)
        {
            section.insert(name.to_owned(), secret.clone());
        }
    }
    settings
}

/// Settings as the API shows them: at each pointer of a known section `{"set": true}` or null.
pub fn mask(settings: Value, pointers: &[&str], secrets: &Map<String, Value>) -> Value {
    let shown = pointers.iter().map(|&pointer| {
        let value = match secrets.contains_key(pointer) {
            true => serde_json::json!({"set": true}),
            false => Value::Null,
        };
        (pointer.to_owned(), value)
    });
    join(settings, &shown.collect())
}

fn take(settings: &mut Value, pointer: &str) -> Option<Value> {
    let (section, name) = pointer.rsplit_once('/')?;
    settings.pointer_mut(section)?.as_object_mut()?.remove(name)
}

fn cipher(key: &[u8; 32]) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(&Key::from(*key))
}

fn key_id(key: &[u8; 32]) -> [u8; KEY_ID] {
    let digest = Sha256::digest(key);
    [digest[0], digest[1], digest[2], digest[3]]
}

fn owner(table: &str, row: Uuid) -> Vec<u8> {
    format!("{table}:{row}").into_bytes()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_secret_opens_only_in_its_row_and_with_its_key() {
        let keys = Keys::parse(&"ab".repeat(32)).unwrap();
        let (row, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let sealed = seal(&keys, "channels", row, b"swordfish").unwrap();
        assert_ne!(sealed, seal(&keys, "channels", row, b"swordfish").unwrap());
        assert!(!sealed.windows(9).any(|bytes| bytes == b"swordfish"));
        assert_eq!(open(&keys, "channels", row, &sealed).unwrap(), b"swordfish");
        assert_eq!(open(&keys, "channels", other, &sealed), Err(SecretError::Broken));
        assert_eq!(open(&keys, "users", row, &sealed), Err(SecretError::Broken));
        assert_eq!(
            open(&keys, "channels", row, &sealed[..20]),
            Err(SecretError::Broken)
        );
        let rotated = keys.rotated();
        assert_eq!(open(&rotated, "channels", row, &sealed).unwrap(), b"swordfish");
        let anew = seal(&rotated, "channels", row, b"swordfish").unwrap();
        assert_eq!(open(&keys, "channels", row, &anew), Err(SecretError::OtherKey));
        let stranger = Keys::parse(&"cd".repeat(32)).unwrap();
        assert_eq!(
            open(&stranger, "channels", row, &sealed),
            Err(SecretError::OtherKey)
        );
    }

    #[test]
    fn secrets_are_write_only() {
        let pointers = ["/in/password", "/out/password", "/key/pem"];
        let given = json!({"in": {"host": "a", "password": "p"}, "out": {"host": "b"}});
        let (public, secrets) = split(given.clone(), &pointers, &Map::new());
        assert_eq!(public, json!({"in": {"host": "a"}, "out": {"host": "b"}}));
        assert_eq!(join(public.clone(), &secrets), given);
        let shown = mask(public.clone(), &pointers, &secrets);
        assert_eq!(
            shown,
            json!({"in": {"host": "a", "password": {"set": true}}, "out": {"host": "b", "password": null}})
        );
        // What was shown and sent back changes nothing.
        assert_eq!(split(shown, &pointers, &secrets).1, secrets);
        let moved = json!({"in": {"host": "evil", "password": {"set": true}}, "out": {"host": "b"}});
        assert!(for_the_same_host(secrets.clone(), &public, &moved).is_empty());
        assert_eq!(for_the_same_host(secrets.clone(), &public, &public), secrets);
        let emptied = json!({"in": {"host": "a", "password": ""}});
        assert!(split(emptied, &pointers, &secrets).1.is_empty());
        assert!(split(json!({}), &pointers, &secrets).1.is_empty());
    }
}
