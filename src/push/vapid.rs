//! Who sends: a signed claim that a push service checks against the key a browser subscribed with (RFC 8292).
//!
//! The key is derived from the installation's secret, so that there is nothing to configure, to back up or to share
//! between nodes. After a rotation the older keys still serve the subscriptions made for them.

use chrono::{DateTime, Duration, Utc};
use p256::SecretKey;
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use p256::elliptic_curve::sec1::ToSec1Point;
use serde_json::json;
use sha2::{Digest, Sha256};

use super::encode;
use crate::keys::{Keys, Purpose};

/// How long one claim is good; services take at most 24 hours (RFC 8292 §2).
const VALID: Duration = Duration::hours(12);

/// The public key browsers subscribe with: base64url of an uncompressed point.
pub fn public_key(keys: &Keys) -> String {
    let newest = keys.derive(Purpose::WebPush);
    written(&key_of(newest))
}

/// `Authorization` of a message to a service of this origin, for a subscription made with `server_key`; none when that
/// key is not ours any more. `subject`: whom the service may ask about us, a `mailto:` or `https:` address.
pub fn authorization(
    keys: &Keys,
    server_key: &str,
    origin: &str,
    subject: Option<&str>,
    now: DateTime<Utc>,
) -> Option<String> {
    let key = keys
        .derive_all(Purpose::WebPush)
        .map(key_of)
        .find(|key| written(key) == server_key)?;
    let head = encode(br#"{"typ":"JWT","alg":"ES256"}"#);
    let mut claims = json!({"aud": origin, "exp": (now + VALID).timestamp()});
    if let Some(subject) = subject {
        claims["sub"] = json!(subject);
    }
    let signed = format!("{head}.{}", encode(claims.to_string().as_bytes()));
    let signature: Signature = SigningKey::from(&key).sign(signed.as_bytes());
    let signature = encode(&signature.to_bytes());
    Some(format!("vapid t={signed}.{signature}, k={server_key}"))
}

/// The key of a derived secret. Nearly every 32 bytes are one; the few that are not are hashed until they are.
fn key_of(mut secret: [u8; 32]) -> SecretKey {
    loop {
        match SecretKey::from_slice(&secret) {
            Ok(key) => return key,
            Err(_) => secret = Sha256::digest(secret).into(),
        }
    }
}

fn written(key: &SecretKey) -> String {
    encode(key.public_key().to_sec1_point(false).as_bytes())
}

#[cfg(test)]
mod tests {
    use p256::ecdsa::VerifyingKey;
    use p256::ecdsa::signature::Verifier;
    use serde_json::Value;

    use super::super::decode;
    use super::*;

    fn parts(authorization: &str) -> (String, Value, Vec<u8>, String) {
        let rest = authorization.strip_prefix("vapid t=").unwrap();
        let (token, key) = rest.split_once(", k=").unwrap();
        let (signed, signature) = token.rsplit_once('.').unwrap();
        let claims = decode(signed.split_once('.').unwrap().1).unwrap();
        (
            signed.to_owned(),
            serde_json::from_slice(&claims).unwrap(),
            decode(signature).unwrap(),
            key.to_owned(),
        )
    }

    #[test]
    fn the_claim_is_signed_with_the_key_the_browser_knows() {
        let keys = Keys::parse(&"ab".repeat(32)).unwrap();
        let key = public_key(&keys);
        let now = DateTime::from_timestamp(1_700_000_000, 0).unwrap();
        let subject = Some("mailto:desk@example.com");
        let header = authorization(&keys, &key, "https://push.example.net", subject, now).unwrap();
        let (signed, claims, signature, named) = parts(&header);
        assert_eq!(named, key);
        assert_eq!(
            claims,
            json!({"aud": "https://push.example.net", "exp": 1_700_043_200, "sub": "mailto:desk@example.com"})
        );
        let verifying = VerifyingKey::from_sec1_bytes(&decode(&key).unwrap()).unwrap();
        let signature = Signature::from_slice(&signature).unwrap();
        verifying.verify(signed.as_bytes(), &signature).unwrap();
        assert!(verifying.verify(b"something else", &signature).is_err());
    }

    #[test]
    fn an_older_key_serves_what_was_made_for_it() {
        let before = Keys::parse(&"ab".repeat(32)).unwrap();
        let old = public_key(&before);
        let after = before.rotated();
        assert_ne!(public_key(&after), old);
        let now = DateTime::from_timestamp(1_700_000_000, 0).unwrap();
        let of = |key: &str| authorization(&after, key, "https://push.example.net", None, now);
        assert_eq!(parts(&of(&old).unwrap()).3, old);
        let stranger = Keys::parse(&"cd".repeat(32)).unwrap();
        assert!(of(&public_key(&stranger)).is_none());
    }
}
