//! One secret per installation, and the keys derived from it, one per purpose.

use std::io::Write as _;
use std::path::Path;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;
use thiserror::Error;

/// What a key is for. Two purposes never share a key.
#[derive(Clone, Copy, Debug)]
pub enum Purpose {
    /// Tokens in reply addresses.
    ReplyToken,
    /// Message-IDs we mint.
    MessageId,
    /// Hashes of session and API tokens.
    TokenHash,
    /// Channel secrets at rest.
    Secrets,
    /// Cursors and links handed to clients.
    Links,
    /// Who we are to push services.
    WebPush,
    /// Links by which invited people choose a password.
    Invitation,
}

/// The installation's secret, and those it had before: what they signed and sealed stays good.
#[derive(Clone)]
pub struct Keys {
    master: [u8; 32],
    older: Vec<[u8; 32]>,
}

#[derive(Debug, Error)]
pub enum KeyError {
    #[error("failed to use the key file {path}: {source}")]
    File { path: String, source: std::io::Error },
    #[error("the secret key must be 64 hexadecimal digits")]
    Malformed,
}

impl Keys {
    /// From 64 hex digits; older keys follow after white space or commas.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let mut all = text
            .split(|c: char| c.is_whitespace() || c == ',')
            .filter(|word| !word.is_empty())
            .map(from_hex)
            .collect::<Result<Vec<_>, _>>()?
            .into_iter();
        let master = all.next().ok_or(KeyError::Malformed)?;
        let older = all.collect();
        Ok(Self { master, older })
    }

    /// The same installation with a new key in front; the others stay good.
    pub fn rotated(&self) -> Self {
        Self {
            master: rand::random(),
            older: std::iter::once(self.master)
                .chain(self.older.iter().copied())
                .collect(),
        }
    }

    /// Replaces `secret.key` in `data_dir` (mode 0600, whole or not at all).
    pub fn store(&self, data_dir: &Path) -> Result<(), KeyError> {
        let path = data_dir.join("secret.key");
        let part = data_dir.join("secret.key.part");
        let failed = |source| KeyError::File {
            path: path.display().to_string(),
            source,
        };
        match std::fs::remove_file(&part) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(failed(error)),
            _ => {}
        }
        let lines: Vec<String> = self.masters().map(|master| hex(master)).collect();
        write_private(&part, &lines.join("\n")).map_err(failed)?;
        std::fs::rename(&part, &path).map_err(failed)?;
        std::fs::File::open(data_dir)
            .and_then(|folder| folder.sync_all())
            .map_err(failed)
    }

    /// The key in use, then the older ones, newest first.
    fn masters(&self) -> impl Iterator<Item = &[u8; 32]> {
        std::iter::once(&self.master).chain(&self.older)
    }

    /// Reads `secret.key` in `data_dir`, or makes it (mode 0600, fsynced) when there is none.
    pub fn load_or_create(data_dir: &Path) -> Result<Self, KeyError> {
        let path = data_dir.join("secret.key");
        let failed = |source| KeyError::File {
            path: path.display().to_string(),
            source,
        };
        if let Err(error) = std::fs::metadata(&path) {
            if error.kind() != std::io::ErrorKind::NotFound {
                return Err(failed(error));
            }
            create(data_dir, &path).map_err(failed)?;
        }
        Self::parse(&std::fs::read_to_string(&path).map_err(failed)?)
    }

    /// The key for one purpose (HMAC-SHA256 of its name under the master key).
    pub fn derive(&self, purpose: Purpose) -> [u8; 32] {
        mac(&self.master, format!("{purpose:?}").as_bytes())
    }

    /// The keys for one purpose, the one in use first.
    pub fn derive_all(&self, purpose: Purpose) -> impl Iterator<Item = [u8; 32]> {
        self.masters()
            .map(move |master| mac(master, format!("{purpose:?}").as_bytes()))
    }

    /// HMAC-SHA256 of `message` under the key of `purpose`.
    pub fn sign(&self, purpose: Purpose, message: &[u8]) -> [u8; 32] {
        mac(&self.derive(purpose), message)
    }

    /// The same under every key, the one in use first.
    pub fn sign_all(&self, purpose: Purpose, message: &[u8]) -> impl Iterator<Item = [u8; 32]> {
        self.derive_all(purpose).map(move |key| mac(&key, message))
    }

    /// Compares a (possibly shortened) signature in constant time. Older keys verify too: what was signed before a
    /// rotation is still under way.
    pub fn verify(&self, purpose: Purpose, message: &[u8], signature: &[u8]) -> bool {
        let fits = |expected: [u8; 32]| {
            signature.len() >= 10
                && signature.len() <= expected.len()
                && bool::from(expected[..signature.len()].ct_eq(signature))
        };
        self.sign_all(purpose, message).any(fits)
    }
}

/// 64 hex digits.
fn from_hex(hex: &str) -> Result<[u8; 32], KeyError> {
    if hex.len() != 64 || !hex.is_ascii() {
        return Err(KeyError::Malformed);
    }
    let mut key = [0; 32];
    for (index, byte) in key.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&hex[index * 2..index * 2 + 2], 16).map_err(|_| KeyError::Malformed)?;
    }
    Ok(key)
}

/// A new file only its owner may read, on disk when this returns.
fn write_private(path: &Path, text: &str) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    writeln!(file, "{text}")?;
    file.sync_all()
}

/// Makes a key at `path`: written beside it and then linked, so that whoever dies half-way, or comes second, never leaves
/// or reads half a key. The one that is there already stays.
fn create(data_dir: &Path, path: &Path) -> std::io::Result<()> {
    let master: [u8; 32] = rand::random();
    let beside = data_dir.join(format!(".secret.key.{:016x}", rand::random::<u64>()));
    let linked = write_private(&beside, &hex(&master)).and_then(|()| std::fs::hard_link(&beside, path));
    let removed = std::fs::remove_file(&beside);
    match linked {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => return Err(error),
        _ => removed?,
    }
    // The name is as durable as the content.
    #[cfg(unix)]
    std::fs::File::open(data_dir)?.sync_all()?;
    Ok(())
}

fn mac(key: &[u8], message: &[u8]) -> [u8; 32] {
    // HMAC takes a key of any length.
    #[allow(clippy::expect_used)]
    let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(key).expect("any length is a key");
    mac.update(message);
    mac.finalize().into_bytes().into()
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_comes_at_once_gets_the_same_key() {
        let dir = tempfile::tempdir().unwrap();
        let starts: Vec<_> = (0..8)
            .map(|_| {
                let path = dir.path().to_owned();
                std::thread::spawn(move || Keys::load_or_create(&path).unwrap().derive(Purpose::TokenHash))
            })
            .collect();
        let keys: Vec<_> = starts.into_iter().map(|start| start.join().unwrap()).collect();
        assert!(keys.windows(2).all(|pair| pair[0] == pair[1]));
        assert_eq!(
            std::fs::read_dir(dir.path()).unwrap().count(),
            1,
            "nothing is left beside it"
        );
    }

    #[test]
    fn a_key_survives_a_restart_and_purposes_differ() {
        let dir = tempfile::tempdir().unwrap();
        let first = Keys::load_or_create(dir.path()).unwrap();
        let second = Keys::load_or_create(dir.path()).unwrap();
        let signature = first.sign(Purpose::ReplyToken, b"4711");
        assert!(second.verify(Purpose::ReplyToken, b"4711", &signature[..16]));
        assert!(!second.verify(Purpose::MessageId, b"4711", &signature[..16]));
        assert!(!second.verify(Purpose::ReplyToken, b"4712", &signature[..16]));
        assert!(!second.verify(Purpose::ReplyToken, b"4711", &[]));
    }

    #[test]
    fn what_an_older_key_signed_stays_good() {
        let dir = tempfile::tempdir().unwrap();
        let before = Keys::load_or_create(dir.path()).unwrap();
        let signature = before.sign(Purpose::ReplyToken, b"4711");
        before.rotated().rotated().store(dir.path()).unwrap();
        let after = Keys::load_or_create(dir.path()).unwrap();
        assert!(after.verify(Purpose::ReplyToken, b"4711", &signature));
        assert_ne!(after.sign(Purpose::ReplyToken, b"4711"), signature);
        let newest = after.sign(Purpose::ReplyToken, b"4711");
        assert!(!before.verify(Purpose::ReplyToken, b"4711", &newest));
        assert!(Keys::parse("").is_err());
        assert!(Keys::parse(&format!("{} abc", "a".repeat(64))).is_err());
    }
}
