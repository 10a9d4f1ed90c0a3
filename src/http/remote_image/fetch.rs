//! One guarded request: public addresses only (also after DNS), no redirects, small and soon.

use std::net::{IpAddr, SocketAddr};
use std::sync::LazyLock;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use ipnet::IpNet;
use thiserror::Error;
use url::{Host, Url};

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

/// Everything that is not the public internet (IANA special-purpose address registries).
static CLOSED: LazyLock<Vec<IpNet>> = LazyLock::new(|| {
    [
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
        "::/96",
        "64:ff9b::/96",
        "64:ff9b:1::/48",
        "100::/64",
        "2001::/23",
        "2001:db8::/32",
        "2002::/16",
        "3fff::/20",
        "5f00::/16",
        "fc00::/7",
        "fe80::/10",
        "fec0::/10",
        "ff00::/8",
    ]
    .iter()
    .filter_map(|net| net.parse().ok())
    .collect()
});

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
    let host = match (url.scheme(), url.host()) {
        ("http" | "https", Some(host)) if url.username().is_empty() && url.password().is_none() => host,
        _ => return Err(FetchError::Closed),
    };
    let port = url.port_or_known_default().unwrap_or(443);
    let addresses = match host {
        Host::Ipv4(ip) => vec![SocketAddr::new(ip.into(), port)],
        Host::Ipv6(ip) => vec![SocketAddr::new(ip.into(), port)],
        Host::Domain(name) => tokio::time::timeout(PATIENCE, tokio::net::lookup_host((name, port)))
            .await
            .map_err(|_| FetchError::Unfit("its name was not found in time".into()))?
            .map_err(|error| FetchError::Unfit(error.to_string()))?
            .collect(),
    };
    if addresses.is_empty() || (!private_too && addresses.iter().any(|address| is_closed(address.ip()))) {
        return Err(FetchError::Closed);
    }
    // The addresses just checked are the ones used: the name is not looked up a second time.
    let client = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .referer(false)
        .timeout(PATIENCE)
        .resolve_to_addrs(url.host_str().unwrap_or_default(), &addresses)
        .build()?;
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

/// Private, loopback, link-local, documentation, multicast; also when written as an IPv6 address.
fn is_closed(ip: IpAddr) -> bool {
    let ip = ip.to_canonical();
    CLOSED.iter().any(|net| net.contains(&ip))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_public_internet_is_open() {
        for closed in [
            "127.0.0.1",
            "10.1.2.3",
            "169.254.169.254",
            "::1",
            "::ffff:127.0.0.1",
            "fe80::1",
            "fd00::1",
            "0.0.0.0",
            "100.64.0.1",
            "172.31.255.255",
            "192.168.0.1",
            "255.255.255.255",
            "::",
            "::127.0.0.1",
            "::ffff:10.0.0.1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
            "fec0::1",
        ] {
            assert!(is_closed(closed.parse().unwrap()), "{closed}");
        }
        for open in ["9.9.9.9", "2620:fe::fe"] {
            assert!(!is_closed(open.parse().unwrap()), "{open}");
        }
        assert_eq!(CLOSED.len(), 28);
    }

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
