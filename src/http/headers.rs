//! Headers every answer carries, and the host names we answer to.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::{HeaderName, HeaderValue, StatusCode, header};

use super::error::ApiError;
use crate::app::App;

/// For answers that are no page: nothing may be loaded from them, and nobody frames them.
const NO_PAGE: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
);

/// Middleware: sets what the endpoint has not set itself.
pub async fn harden(State(app): State<App>, request: Request, next: Next) -> Response {
    let is_api = request.uri().path().starts_with("/api/");
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let mut default = |name: HeaderName, value: HeaderValue| {
        headers.entry(name).or_insert(value);
    };
    default(header::CONTENT_SECURITY_POLICY, NO_PAGE);
    default(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    default(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    default(
        HeaderName::from_static("cross-origin-opener-policy"),
        HeaderValue::from_static("same-origin"),
    );
    default(
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("same-origin"),
    );
    default(
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static("camera=(), geolocation=(), microphone=(), payment=()"),
    );
    if is_api {
        default(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    if app.config.public_url().starts_with("https:") {
        default(
            header::STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static("max-age=31536000"),
        );
    }
    response
}

/// Middleware: once the public address is configured, no other host name is answered (a foreign name pointing here
/// could read what a browser holds for us). Health checks call us by address.
pub async fn known_host(State(app): State<App>, request: Request, next: Next) -> Response {
    let is_check = matches!(request.uri().path(), "/healthz" | "/readyz");
    if let Some(public) = &app.config.http.public_url
        && !is_check
    {
        let host = request
            .uri()
            .authority()
            .map(|authority| authority.as_str())
            .or_else(|| {
                let host = request.headers().get(header::HOST)?;
                host.to_str().ok()
            })
            .unwrap_or_default();
        if !is_host_of(public, host) {
            return ApiError::new(
                StatusCode::MISDIRECTED_REQUEST,
                "unknown_host",
                "this server does not answer to that name",
            )
            .into_response();
        }
    }
    next.run(request).await
}

fn is_host_of(public: &url::Url, host: &str) -> bool {
    let Some(name) = public.host_str() else {
        return false;
    };
    let with_port = public
        .port_or_known_default()
        .map(|port| format!("{name}:{port}"));
    host.eq_ignore_ascii_case(name) && public.port().is_none()
        || with_port.is_some_and(|expected| host.eq_ignore_ascii_case(&expected))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_port_may_be_left_out() {
        let public = "https://desk.example.com".parse().unwrap();
        assert!(is_host_of(&public, "Desk.Example.com"));
        assert!(is_host_of(&public, "desk.example.com:443"));
        assert!(!is_host_of(&public, "desk.example.com:8443"));
        assert!(!is_host_of(&public, "evil.example"));
        assert!(!is_host_of(&public, ""));
        let odd = "http://desk.example.com:8080".parse().unwrap();
        assert!(is_host_of(&odd, "desk.example.com:8080"));
        assert!(!is_host_of(&odd, "desk.example.com"));
    }
}
