//! DKIM signatures (RFC 6376, RFC 8463), made as the last step over the finished bytes.

use mail_auth::common::crypto::{Ed25519Key, RsaKey, Sha256};
use mail_auth::common::headers::HeaderWriter;
use mail_auth::dkim::{Canonicalization, DkimSigner};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use secrecy::ExposeSecret;

use super::settings::Dkim;

/// Signed when present. `Bcc` and trace headers are not: relays may change them.
const SIGNED: [&str; 16] = [
    "From",
    "To",
    "Cc",
    "Subject",
    "Date",
    "Message-ID",
    "Reply-To",
    "In-Reply-To",
    "References",
    "MIME-Version",
    "Content-Type",
    "Content-Transfer-Encoding",
    "Auto-Submitted",
    "Precedence",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
];

enum Key {
    Rsa(RsaKey<Sha256>),
    Ed25519(Ed25519Key),
}

/// Whether the PEM is a key that can sign; the error is for the settings form.
pub fn check(pem: &str) -> Result<(), String> {
    key(pem).map(|_| ())
}

/// The `DKIM-Signature` header of `message` (CRLF line ends), to be put before it.
pub fn sign(settings: &Dkim, message: &[u8]) -> Result<String, String> {
    let failed = |error: mail_auth::Error| format!("the DKIM key cannot sign: {error}");
    let domain = &settings.domain;
    let selector = &settings.selector;
    let signature = match key(settings.private_key.expose_secret())? {
        Key::Rsa(key) => DkimSigner::from_key(key)
            .domain(domain)
            .selector(selector)
            .headers(SIGNED)
            .header_canonicalization(Canonicalization::Relaxed)
            .body_canonicalization(Canonicalization::Relaxed)
            .sign(message),
        Key::Ed25519(key) => DkimSigner::from_key(key)
            .domain(domain)
            .selector(selector)
            .headers(SIGNED)
            .header_canonicalization(Canonicalization::Relaxed)
            .body_canonicalization(Canonicalization::Relaxed)
            .sign(message),
    };
    Ok(signature.map_err(failed)?.to_header())
}

fn key(pem: &str) -> Result<Key, String> {
    let der = PrivateKeyDer::from_pem_slice(pem.as_bytes())
        .map_err(|_| "must be a private key in PEM form".to_owned())?;
    if let PrivateKeyDer::Pkcs8(pkcs8) = &der
        && let Ok(key) = ed25519(pkcs8)
    {
        return Ok(Key::Ed25519(key));
    }
    RsaKey::<Sha256>::from_key_der(der)
        .map(Key::Rsa)
        .map_err(|_| "must be an RSA or Ed25519 private key".to_owned())
}

fn ed25519(pkcs8: &PrivatePkcs8KeyDer<'_>) -> mail_auth::Result<Ed25519Key> {
    Ed25519Key::from_pkcs8_maybe_unchecked_der(pkcs8.secret_pkcs8_der())
}
