//! Passwords: what is good enough, and Argon2id hashes made off the async threads.

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Semaphore;

use super::AccessError;

const SHORTEST: usize = 10;
/// Longer ones only make work.
const LONGEST: usize = 1_000;

/// What people choose everywhere (the long ones of published lists): refused whatever their case.
const COMMON: &str = include_str!("common_passwords.txt");

/// A hash takes 19 MiB and a good part of a core: more at once would be an attack on ourselves.
static AT_ONCE: Semaphore = Semaphore::const_new(4);

/// Refuses a password that is too short, too common, or made of the user's own name or address.
pub fn check(password: &SecretString, email: &str, name: &str) -> Result<(), AccessError> {
    let refuse = |reason: &str| Err(AccessError::invalid("/password", reason));
    let password = password.expose_secret();
    if password.chars().count() < SHORTEST {
        return refuse("must have at least 10 characters");
    }
    if password.len() > LONGEST {
        return refuse("must have at most 1,000 bytes");
    }
    let folded = password.to_lowercase();
    if COMMON.lines().any(|common| common == folded) {
        return refuse("is one of the most common passwords");
    }
    let mut letters = folded.chars();
    let first = letters.next();
    if letters.all(|letter| Some(letter) == first) {
        return refuse("must not be one character over and over");
    }
    let local = email.split('@').next().unwrap_or_default();
    if [email, local, name]
        .iter()
        .any(|own| own.to_lowercase() == folded)
    {
        return refuse("must not be your own name or address");
    }
    Ok(())
}

/// Argon2id in PHC form (OWASP: 19 MiB, two passes).
pub async fn hash(password: SecretString) -> Result<String, AccessError> {
    off_thread(move || {
        argon2()
            .hash_password(password.expose_secret().as_bytes())
            .map(|hash| hash.to_string())
            .map_err(|error| AccessError::Hash(error.to_string()))
    })
    .await?
}

/// Whether `password` made `hash`. Without a hash it works as long and says no, so that time tells nothing about who
/// has an account.
pub async fn verify(password: SecretString, hash: Option<String>) -> Result<bool, AccessError> {
    off_thread(move || {
        let Some(hash) = hash else {
            let _ = argon2().hash_password(password.expose_secret().as_bytes());
            return Ok(false);
        };
        let hash = PasswordHash::new(&hash).map_err(|error| AccessError::Hash(error.to_string()))?;
        Ok(argon2()
            .verify_password(password.expose_secret().as_bytes(), &hash)
            .is_ok())
    })
    .await?
}

fn argon2() -> Argon2<'static> {
    Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::default())
}

async fn off_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, AccessError> {
    let _permit = AT_ONCE
        .acquire()
        .await
        .map_err(|error| AccessError::Hash(error.to_string()))?;
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|error| AccessError::Hash(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(password: &str) -> bool {
        check(&password.into(), "ada@example.com", "Ada Example").is_err()
    }

    #[test]
    fn weak_passwords_are_refused() {
        assert!(refused("short"));
        assert!(refused("Password123"));
        assert!(refused("zzzzzzzzzzzz"));
        assert!(refused("ada@example.com"));
        assert!(!refused("correct horse battery"));
        // Ten characters, however many bytes.
        assert!(!refused("però-città"));
    }

    #[tokio::test]
    async fn a_hash_knows_its_password() {
        let made = hash("correct horse battery".into()).await.unwrap();
        assert!(made.starts_with("$argon2id$"));
        assert!(
            verify("correct horse battery".into(), Some(made.clone()))
                .await
                .unwrap()
        );
        assert!(!verify("wrong horse battery".into(), Some(made)).await.unwrap());
        assert!(!verify("whatever it may be".into(), None).await.unwrap());
    }
}
