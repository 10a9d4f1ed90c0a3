//! Pictures that mails point to, fetched by the hub so that the sender learns nothing of the reader.

pub mod fetch;
mod show;

use url::form_urlencoded;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::keys::{Keys, Purpose, hex};

/// Bytes of a signature in a link.
const SIGNATURE: usize = 16;

/// Our address of a remote picture. Only addresses signed here are fetched: this is no open proxy.
pub fn link(keys: &Keys, url: &str) -> String {
    let query: String = form_urlencoded::Serializer::new(String::new())
        .append_pair("url", url)
        .append_pair(
            "sig",
            &hex(&keys.sign(Purpose::Links, &message(url))[..SIGNATURE]),
        )
        .finish();
    format!("/api/v1/remote-image?{query}")
}

/// Whether [`link`] made this pair.
fn is_signed(keys: &Keys, url: &str, signature: &str) -> bool {
    let bytes: Option<Vec<u8>> = (0..signature.len() / 2)
        .map(|at| u8::from_str_radix(signature.get(at * 2..at * 2 + 2)?, 16).ok())
        .collect();
    bytes.is_some_and(|bytes| bytes.len() == SIGNATURE && keys.verify(Purpose::Links, &message(url), &bytes))
}

fn message(url: &str) -> Vec<u8> {
    [b"remote-image\0", url.as_bytes()].concat()
}

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(show::show))
}
