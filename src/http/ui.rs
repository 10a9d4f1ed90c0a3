//! The web UI, built into the binary. Without it `/` says how to build it.

use axum::body::Body;
use axum::extract::Request;
use axum::response::{Html, IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderValue, Method, StatusCode, header};
use rust_embed::{Embed, EmbeddedFile};

use super::error::ApiError;

#[derive(Embed)]
#[folder = "$CARGO_MANIFEST_DIR/web/dist"]
#[allow_missing = true]
struct Built;

/// The service worker of the UI. It asks for the files of the UI, and for nothing elsewhere.
const WORKER: &str = "worker.js";
const WORKER_POLICY: &str = "default-src 'none'; connect-src 'self'";

const MISSING: &str = "<!doctype html><html lang=en><meta charset=utf-8><title>Centralino</title>\
    <h1>The web UI is not built into this binary</h1>\
    <p>Build it, then build the binary again:\
    <pre>npm --prefix web ci\nnpm --prefix web run build</pre>\
    <p>The API is at <a href=/api/docs>/api/docs</a>.";

/// The page that draws PDF files.
const DOCUMENTS: &str = "pdf.html";

/// Answers everything the API does not: files of the UI, and its page for every other address a browser opens.
pub async fn serve(request: Request) -> Response {
    let path = request.uri().path();
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    if !reads || path.starts_with("/api") || path.starts_with("/hooks") {
        return ApiError::not_found().into_response();
    }
    let name = path.trim_start_matches('/');
    if name == DOCUMENTS {
        return sandbox();
    }
    if name != "index.html"
        && let Some(file) = Built::get(name)
    {
        return asset(name, file, &request);
    }
    let wants_page = request
        .headers()
        .get(header::ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"));
    // `/` is for whoever is curious; other addresses only for browsers, so that a missing file is missing.
    if !wants_page && path != "/" {
        return ApiError::not_found().into_response();
    }
    page()
}

fn asset(name: &str, file: EmbeddedFile, request: &Request) -> Response {
    let tag = format!("\"{}\"", crate::keys::hex(&file.metadata.sha256_hash()[..16]));
    // Vite puts a hash into these names: another content has another name.
    let lasting = if name.starts_with("assets/") {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    let known = request
        .headers()
        .get(header::IF_NONE_MATCH)
        .is_some_and(|seen| seen.as_bytes() == tag.as_bytes());
    let mut response = if known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let mime = file.metadata.mimetype().to_owned();
        ([(header::CONTENT_TYPE, mime)], Body::from(file.data)).into_response()
    };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(lasting));
    if name == WORKER {
        headers.insert(
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static(WORKER_POLICY),
        );
    }
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        headers.insert(header::ETAG, tag);
    }
    // The sandbox has no origin, so its scripts come from elsewhere; there is nothing private in them.
    if name.starts_with("assets/") {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    }
    response
}

/// A page for files of strangers: its scripts run without an origin, so that they reach no cookie, no storage and no
/// API, and without a network. Our own pages frame it and hand it what to draw.
fn sandbox() -> Response {
    let Some(file) = Built::get(DOCUMENTS) else {
        return ApiError::not_found().into_response();
    };
    let nonce = STANDARD.encode(rand::random::<[u8; 16]>());
    let policy = format!(
        "default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic'; style-src 'unsafe-inline'; \
         img-src data: blob:; font-src data: blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; \
         sandbox allow-scripts"
    );
    answer(with_nonce(&String::from_utf8_lossy(&file.data), &nonce), &policy)
}

/// The page, with a nonce of its own for the scripts and styles it names.
fn page() -> Response {
    let nonce = STANDARD.encode(rand::random::<[u8; 16]>());
    let html = match Built::get("index.html") {
        Some(file) => with_nonce(&String::from_utf8_lossy(&file.data), &nonce),
        None => MISSING.to_owned(),
    };
    let policy = format!(
        "default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic'; style-src 'self' 'nonce-{nonce}'; \
         style-src-attr 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self'; media-src 'self' blob:; \
         connect-src 'self'; frame-src 'self'; manifest-src 'self'; worker-src 'self'; object-src 'none'; base-uri 'none'; \
         form-action 'self'; frame-ancestors 'none'"
    );
    answer(html, &policy)
}

fn answer(html: String, policy: &str) -> Response {
    let mut response = Html(html).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    if let Ok(policy) = HeaderValue::from_str(policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// Our own page, built by Vite: its tags are known. The meta element is where Vite's loader and the app find the nonce
/// for what they add later.
fn with_nonce(html: &str, nonce: &str) -> String {
    html.replace("<script", &format!("<script nonce=\"{nonce}\""))
        .replace("<style", &format!("<style nonce=\"{nonce}\""))
        .replace("<link", &format!("<link nonce=\"{nonce}\""))
        .replace(
            "<head>",
            &format!("<head><meta property=\"csp-nonce\" nonce=\"{nonce}\">"),
        )
}
