//! Requests to hosts that somebody else named: public addresses only (also after DNS), no redirects, no proxies, soon.

use std::net::{IpAddr, SocketAddr};
use std::sync::LazyLock;
use std::time::Duration;

use ipnet::IpNet;
use thiserror::Error;
use url::{Host, Url};

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
pub enum OutsideError {
    #[error("the address is not a public web address")]
    Closed,
    #[error("the name of its host was not found: {0}")]
    Unknown(String),
    #[error("failed to prepare the request: {0}")]
    Http(#[from] reqwest::Error),
}

/// A client for requests to the host of this address and no other: its addresses are looked up and checked here, and the
/// ones checked are the ones used. `private_too` lets tests and closed networks reach their own hosts.
pub async fn client_for(
    url: &Url,
    private_too: bool,
    patience: Duration,
) -> Result<reqwest::Client, OutsideError> {
    let host = match (url.scheme(), url.host()) {
        ("http" | "https", Some(host)) if url.username().is_empty() && url.password().is_none() => host,
        _ => return Err(OutsideError::Closed),
    };
    let port = url.port_or_known_default().unwrap_or(443);
    let addresses = match host {
        Host::Ipv4(ip) => vec![SocketAddr::new(ip.into(), port)],
        Host::Ipv6(ip) => vec![SocketAddr::new(ip.into(), port)],
        Host::Domain(name) => tokio::time::timeout(patience, tokio::net::lookup_host((name, port)))
            .await
            .map_err(|_| OutsideError::Unknown("no answer in time".into()))?
            .map_err(|error| OutsideError::Unknown(error.to_string()))?
            .collect(),
    };
    if addresses.is_empty() || (!private_too && addresses.iter().any(|address| is_closed(address.ip()))) {
        return Err(OutsideError::Closed);
    }
    let client = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .referer(false)
        .timeout(patience)
        .resolve_to_addrs(url.host_str().unwrap_or_default(), &addresses)
        .build()?;
    Ok(client)
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
}
