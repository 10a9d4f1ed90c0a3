//! Mails whose bytes have to be put right before their structure shows.

use bytes::Bytes;

use super::content::Encoding;
use super::mime::Structure;
use super::transfer;

/// The bytes to read instead: line ends of old Macs, and multiparts that were encoded as a whole (forbidden by RFC 2045
/// §6.4, done by gateways). `None` when nothing is wrong.
pub fn repaired(raw: &Bytes, structure: &Structure<'_>) -> Option<Bytes> {
    if memchr::memchr(b'\n', raw).is_none() && memchr::memchr(b'\r', raw).is_some() {
        return Some(raw.iter().map(|&b| if b == b'\r' { b'\n' } else { b }).collect());
    }
    let [top] = structure.parts.as_slice() else {
        return None;
    };
    let body = raw.get(top.body.clone())?;
    let decoded = match top.content.encoding {
        _ if top.content.boundary.is_none() => return None,
        Encoding::Base64 => transfer::base64(body).0,
        Encoding::QuotedPrintable => transfer::quoted_printable(body),
        _ => return None,
    };
    Some([&raw[..top.body.start], &decoded].concat().into())
}
