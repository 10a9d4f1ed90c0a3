//! Web push: what a message is made of and how it gets to a push service (RFC 8030, 8291, 8292).
//!
//! [`vapid`] says who we are, [`sealed`] encrypts for one browser, [`deliver`] hands a message over. None of it knows
//! what the messages say.

pub mod deliver;
pub mod sealed;
pub mod vapid;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// Base64url without padding, as push subscriptions are written.
pub fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Reads base64url; padding is forgiven.
pub fn decode(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text.trim_end_matches('=')).ok()
}
