//! Handing one encrypted message to a push service, and what its answer means (RFC 8030 §5 and §7).

use std::time::Duration;

use chrono::{DateTime, Utc};
use reqwest::StatusCode;
use url::Url;

use super::sealed::Receiver;
use super::{decode, vapid};
use crate::keys::Keys;
use crate::outside;

/// A push service that takes longer is down.
const PATIENCE: Duration = Duration::from_secs(10);
/// A service may ask us to wait for so long at most; then the news is old.
const LONGEST_WAIT: Duration = Duration::from_secs(3600);
/// Bytes of an answer that are worth keeping.
const REASON: usize = 300;

/// A subscription, as stored.
pub struct Device<'a> {
    pub endpoint: &'a str,
    pub p256dh: &'a str,
    pub auth: &'a str,
    pub server_key: &'a str,
}

/// What is sent along in the clear.
pub struct Envelope<'a> {
    /// For how long the service keeps it for a device that is away.
    pub lives: Duration,
    /// Messages of one topic replace each other while the device is away: at most 32 characters of base64url.
    pub topic: &'a str,
    /// Whether it may wake a device that saves its battery.
    pub urgent: bool,
}

/// Who we are.
pub struct Sender<'a> {
    pub keys: &'a Keys,
    pub subject: Option<&'a str>,
    pub private_too: bool,
}

/// What became of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    Taken,
    /// The subscription is no more: forget it.
    Gone,
    /// Try again, not before this long if the service said so.
    Later(Option<Duration>, String),
    /// This message will never be taken.
    Refused(String),
}

/// Encrypts `message` for the device and hands it to its service. Not resent by itself.
pub async fn deliver(
    from: &Sender<'_>,
    to: &Device<'_>,
    envelope: &Envelope<'_>,
    message: &[u8],
    now: DateTime<Utc>,
) -> Verdict {
    let url = match address(to.endpoint, from.private_too) {
        Ok(url) => url,
        Err(reason) => return Verdict::Refused(reason.to_owned()),
    };
    let origin = url.origin().ascii_serialization();
    // Made for a key this installation does not have: no message of ours will ever be taken.
    let Some(authorization) = vapid::authorization(from.keys, to.server_key, &origin, from.subject, now)
    else {
        return Verdict::Gone;
    };
    let (p256dh, auth) = (decode(to.p256dh), decode(to.auth));
    let sealed = Receiver::new(&p256dh.unwrap_or_default(), &auth.unwrap_or_default())
        .and_then(|receiver| receiver.seal(message));
    let body = match sealed {
        Ok(body) => body,
        Err(error) => return Verdict::Refused(error.to_string()),
    };
    let client = match outside::client_for(&url, from.private_too, PATIENCE).await {
        Ok(client) => client,
        Err(outside::OutsideError::Closed) => {
            return Verdict::Refused("its push service is not on the public internet".to_owned());
        }
        Err(error) => return Verdict::Later(None, error.to_string()),
    };
    let request = client
        .post(url)
        .header("authorization", authorization)
        .header("content-encoding", "aes128gcm")
        .header("content-type", "application/octet-stream")
        .header("ttl", envelope.lives.as_secs())
        .header("topic", envelope.topic)
        .header("urgency", if envelope.urgent { "high" } else { "normal" })
        .body(body);
    match request.send().await {
        Ok(answer) => verdict(answer, now).await,
        // Without the address: whoever knows it can write to the device.
        Err(error) => Verdict::Later(None, error.without_url().to_string()),
    }
}

/// An endpoint we would send to: https, or anything in a closed network.
pub fn address(endpoint: &str, private_too: bool) -> Result<Url, &'static str> {
    let url = Url::parse(endpoint).map_err(|_| "is not an address")?;
    match url.scheme() {
        "https" => {}
        "http" if private_too => {}
        _ => return Err("must be an https address"),
    }
    if url.host().is_none() || !url.username().is_empty() || url.password().is_some() {
        return Err("is not an address of a push service");
    }
    Ok(url)
}

async fn verdict(mut answer: reqwest::Response, now: DateTime<Utc>) -> Verdict {
    let status = answer.status();
    if status.is_success() {
        return Verdict::Taken;
    }
    if matches!(status, StatusCode::NOT_FOUND | StatusCode::GONE) {
        return Verdict::Gone;
    }
    let header = answer
        .headers()
        .get("retry-after")
        .and_then(|value| value.to_str().ok());
    let wait = header.and_then(|value| retry_after(value, now));
    let mut words = Vec::new();
    while words.len() < REASON {
        match answer.chunk().await {
            Ok(Some(chunk)) => words.extend_from_slice(&chunk[..chunk.len().min(REASON - words.len())]),
            Ok(None) | Err(_) => break,
        }
    }
    let words = String::from_utf8_lossy(&words);
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let reason = match words.as_str() {
        "" => status.to_string(),
        words => format!("{status}: {words}"),
    };
    let passes = status.is_server_error()
        || matches!(
            status,
            StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT
        );
    if passes {
        Verdict::Later(wait, reason)
    } else {
        Verdict::Refused(reason)
    }
}

/// Seconds, or a date (RFC 9110 §10.2.3); cut to what is worth waiting for.
fn retry_after(value: &str, now: DateTime<Utc>) -> Option<Duration> {
    let wait = match value.trim().parse::<u64>() {
        Ok(seconds) => Duration::from_secs(seconds),
        Err(_) => {
            let date = DateTime::parse_from_rfc2822(value.trim()).ok()?;
            (date.with_timezone(&Utc) - now).to_std().unwrap_or_default()
        }
    };
    Some(wait.min(LONGEST_WAIT))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waiting_is_told_in_seconds_or_as_a_date() {
        let now = DateTime::from_timestamp(1_700_000_000, 0).unwrap();
        let seconds = |value| retry_after(value, now).map(|wait| wait.as_secs());
        assert_eq!(seconds("120"), Some(120));
        assert_eq!(seconds("999999"), Some(3600));
        assert_eq!(seconds("Tue, 14 Nov 2023 22:14:20 GMT"), Some(60));
        assert_eq!(seconds("Tue, 14 Nov 2023 22:00:00 GMT"), Some(0));
        assert_eq!(seconds("soon"), None);
    }

    #[test]
    fn messages_go_to_https_addresses_only() {
        assert!(address("https://push.example.net/abc", false).is_ok());
        assert!(address("http://127.0.0.1:9/abc", true).is_ok());
        for odd in [
            "http://push.example.net/abc",
            "ftp://push.example.net/",
            "https://user:word@push.example.net/",
            "push",
            "",
        ] {
            assert!(address(odd, false).is_err(), "{odd}");
        }
    }
}
