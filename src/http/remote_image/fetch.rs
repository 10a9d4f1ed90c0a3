//! A picture from a host that a mail named: small and soon.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use thiserror::Error;
use url::Url;

use crate::outside::{self, OutsideError};

/// Largest picture, in bytes.
const LARGEST: usize = 8 * 1024 * 1024;
const PATIENCE: Duration = Duration::from_secs(10);

/// Types we pass on; SVG is a program and stays out.
const TYPES: &[&str] = &[
    "image/png",
    "image/jpeg",
    "image/gif",
    "image/webp",
    "image/avif",
    "image/bmp",
];

#[derive(Debug, Error)]
pub enum FetchError {
    #[error("the address is not a public web address")]
    Closed,
    #[error("the server did not answer with a picture: {0}")]
    Unfit(String),
    #[error("failed to fetch the picture: {0}")]
    Http(#[from] reqwest::Error),
}

/// A picture and its media type.
#[derive(Debug)]
pub struct Picture {
    pub content_type: &'static str,
    pub bytes: Bytes,
}

/// Fetches a picture. `private_too` lets tests and closed networks reach their own hosts.
pub async fn picture(url: &str, private_too: bool) -> Result<Picture, FetchError> {
    let url = Url::parse(url).map_err(|_| FetchError::Closed)?;
    let client = outside::client_for(&url, private_too, PATIENCE)
        .await
        .map_err(|error| match error {
            OutsideError::Closed => FetchError::Closed,
            OutsideError::Unknown(reason) => FetchError::Unfit(reason),
            OutsideError::Http(error) => FetchError::Http(error),
        })?;
    let mut response = client.get(url).header("accept", "image/*").send().await?;
    if response.status() != reqwest::StatusCode::OK {
        return Err(FetchError::Unfit(format!(
            "status {}",
            response.status().as_u16()
        )));
    }
    let declared = response
        .headers()
        .get("content-type")
        .and_then(|value| value.to_str().ok());
    let essence = declared
        .unwrap_or_default()
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    let Some(content_type) = TYPES.iter().find(|known| **known == essence) else {
        return Err(FetchError::Unfit(format!("type {essence}")));
    };
    let mut bytes = BytesMut::new();
    while let Some(chunk) = response.chunk().await? {
        if bytes.len() + chunk.len() > LARGEST {
            return Err(FetchError::Unfit(format!("more than {LARGEST} bytes")));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(Picture {
        content_type,
        bytes: bytes.freeze(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn private_hosts_and_other_schemes_are_refused() {
        for url in [
            "http://127.0.0.1/a.png",
            "http://localhost/a.png",
            "file:///etc/passwd",
            "http://[::1]/",
            "http://u:p@192.168.1.1/",
        ] {
            assert!(
                matches!(picture(url, false).await, Err(FetchError::Closed)),
                "{url}"
            );
        }
    }
}
