//! A message encrypted for one browser: RFC 8291 over the `aes128gcm` coding of RFC 8188, in one record.

use aes_gcm::aead::{Aead, KeyInit};
use aes_gcm::{Aes128Gcm, Key, Nonce};
use hkdf::Hkdf;
use p256::elliptic_curve::sec1::ToSec1Point;
use p256::{PublicKey, SecretKey};
use sha2::Sha256;
use thiserror::Error;

/// Longest message: push services take 4,096 bytes, of which header, delimiter and tag take 103 (RFC 8291 §4).
pub const LONGEST: usize = 3_993;
/// The record size in the header: one record holds all we ever send.
const RECORD: u32 = 4_096;

#[derive(Debug, Error, PartialEq, Eq)]
pub enum SealError {
    #[error("failed to encrypt: the browser's public key is not a point of P-256")]
    Key,
    #[error("failed to encrypt: the browser's authentication secret does not have 16 bytes")]
    Secret,
    #[error("failed to encrypt: the message is longer than {LONGEST} bytes")]
    Long,
}

/// Where a browser's messages go, in the words of its subscription.
pub struct Receiver {
    key: PublicKey,
    secret: [u8; 16],
}

impl Receiver {
    /// From the bytes of `p256dh` (an uncompressed point) and `auth`.
    pub fn new(p256dh: &[u8], auth: &[u8]) -> Result<Self, SealError> {
        // A compressed point is one, too, but no browser sends it: the length is part of what we sign (RFC 8291 §2.1).
        let key = match p256dh.len() {
            65 => PublicKey::from_sec1_bytes(p256dh).map_err(|_| SealError::Key)?,
            _ => return Err(SealError::Key),
        };
        let secret = auth.try_into().map_err(|_| SealError::Secret)?;
        Ok(Self { key, secret })
    }

    /// Encrypts with a key and a salt of this message alone.
    pub fn seal(&self, message: &[u8]) -> Result<Vec<u8>, SealError> {
        self.seal_with(&fresh_key(), rand::random(), message)
    }

    fn seal_with(&self, own: &SecretKey, salt: [u8; 16], message: &[u8]) -> Result<Vec<u8>, SealError> {
        if message.len() > LONGEST {
            return Err(SealError::Long);
        }
        let own_point = own.public_key().to_sec1_point(false);
        let their_point = self.key.to_sec1_point(false);
        let shared = p256::ecdh::diffie_hellman(own.to_nonzero_scalar(), self.key.as_affine());
        // RFC 8291 §3.4
        let info = [b"WebPush: info\0", their_point.as_bytes(), own_point.as_bytes()].concat();
        let input: [u8; 32] = expand(&self.secret, shared.raw_secret_bytes(), &info);
        let key: [u8; 16] = expand(&salt, &input, b"Content-Encoding: aes128gcm\0");
        let nonce: [u8; 12] = expand(&salt, &input, b"Content-Encoding: nonce\0");
        // The delimiter of the last record (RFC 8188 §2).
        let record = [message, &[2]].concat();
        let sealed = Aes128Gcm::new(&Key::<Aes128Gcm>::from(key))
            .encrypt(&Nonce::from(nonce), record.as_slice())
            .map_err(|_| SealError::Long)?;
        let mut body = Vec::with_capacity(86 + sealed.len());
        body.extend_from_slice(&salt);
        body.extend_from_slice(&RECORD.to_be_bytes());
        body.push(65);
        body.extend_from_slice(own_point.as_bytes());
        body.extend_from_slice(&sealed);
        Ok(body)
    }
}

/// A key of its own for every message; all but about one in 2^32 random numbers are one.
fn fresh_key() -> SecretKey {
    loop {
        if let Ok(key) = SecretKey::from_slice(&rand::random::<[u8; 32]>()) {
            return key;
        }
    }
}

/// HKDF-SHA-256 (RFC 5869).
fn expand<const N: usize>(salt: &[u8], input: &[u8], info: &[u8]) -> [u8; N] {
    let mut output = [0; N];
    // HKDF gives up to 255 hashes of 32 bytes; we ask for one at most.
    #[allow(clippy::expect_used)]
    Hkdf::<Sha256>::new(Some(salt), input)
        .expand(info, &mut output)
        .expect("at most 32 bytes");
    output
}

#[cfg(test)]
mod tests {
    use super::super::{decode, encode};
    use super::*;

    const P256DH: &str =
        "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";

    /// RFC 8291 appendix A, whole.
    #[test]
    fn the_example_of_the_standard_comes_out_byte_for_byte() {
        let receiver = Receiver::new(
            &decode(P256DH).unwrap(),
            &decode("BTBZMqHH6r4Tts7J_aSIgg").unwrap(),
        )
        .unwrap();
        let own = decode("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw").unwrap();
        let salt: [u8; 16] = decode("DGv6ra1nlYgDCS1FRnbzlw").unwrap().try_into().unwrap();
        let sealed = receiver
            .seal_with(
                &SecretKey::from_slice(&own).unwrap(),
                salt,
                b"When I grow up, I want to be a watermelon",
            )
            .unwrap();
        assert_eq!(
            encode(&sealed),
            "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
        );
    }

    #[test]
    fn no_two_messages_share_a_key_or_a_salt() {
        let receiver = Receiver::new(&decode(P256DH).unwrap(), &[7; 16]).unwrap();
        let (first, second) = (receiver.seal(b"same").unwrap(), receiver.seal(b"same").unwrap());
        assert_ne!(first[..16], second[..16]);
        assert_ne!(first[21..86], second[21..86]);
    }

    #[test]
    fn the_longest_message_fills_what_a_push_service_takes() {
        let receiver = Receiver::new(&decode(P256DH).unwrap(), &[7; 16]).unwrap();
        assert_eq!(receiver.seal(&[b'a'; LONGEST]).unwrap().len(), 4_096);
        assert_eq!(receiver.seal(&[b'a'; LONGEST + 1]), Err(SealError::Long));
    }

    #[test]
    fn what_is_no_key_is_refused() {
        let good = decode(P256DH).unwrap();
        let off_the_curve = [&[4][..], &[1; 64]].concat();
        for key in [&good[..64], &off_the_curve, &[], &[0; 65]] {
            assert_eq!(Receiver::new(key, &[7; 16]).err(), Some(SealError::Key));
        }
        assert_eq!(Receiver::new(&good, &[7; 15]).err(), Some(SealError::Secret));
    }
}
