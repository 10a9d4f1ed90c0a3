//! Who is asking: a session cookie or a bearer token, looked up for every request.

use axum::extract::FromRequestParts;
use axum_extra::extract::CookieJar;
use http::request::Parts;
use http::{HeaderValue, header};
use secrecy::{ExposeSecret, SecretString};

use super::error::ApiError;
use crate::access::{Caller, credentials};
use crate::app::App;

/// The signed-in caller, or 401.
pub struct Authenticated(pub Caller);

impl FromRequestParts<App> for Authenticated {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        // A layer before us may have looked already.
        if let Some(caller) = parts.extensions.get::<Caller>() {
            return Ok(Self(caller.clone()));
        }
        let caller = identify(app, parts)
            .await?
            .ok_or_else(ApiError::unauthenticated)?;
        parts.extensions.insert(caller.clone());
        Ok(Self(caller))
    }
}

/// The caller of a request, if its credential is good. A bearer token counts before a cookie.
pub async fn identify(app: &App, parts: &Parts) -> Result<Option<Caller>, ApiError> {
    let ip = parts
        .extensions
        .get::<super::client_ip::ClientIp>()
        .map(|ip| ip.0);
    if let Some(authorization) = parts.headers.get(header::AUTHORIZATION) {
        let token = authorization
            .to_str()
            .ok()
            .and_then(|value| value.split_once(' '))
            .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
            .map(|(_, token)| token.trim());
        return match token {
            Some(token) => Ok(credentials::by_token(app, token, ip).await?),
            None => Ok(None),
        };
    }
    match CookieJar::from_headers(&parts.headers).get(cookie_name(app)) {
        Some(cookie) => Ok(credentials::by_session(app, cookie.value(), ip).await?),
        None => Ok(None),
    }
}

/// Behind https the name binds the cookie to this very host (RFC 6265bis §4.1.3.2).
pub fn cookie_name(app: &App) -> &'static str {
    if is_https(app) {
        "__Host-centralino_session"
    } else {
        "centralino_session"
    }
}

/// `Set-Cookie` of a new session.
pub fn session_cookie(app: &App, token: &SecretString) -> HeaderValue {
    let age = app.config.security.session_days.saturating_mul(24 * 3600);
    cookie(app, token.expose_secret(), age)
}

/// `Set-Cookie` that takes the cookie back.
pub fn removal_cookie(app: &App) -> HeaderValue {
    cookie(app, "", 0)
}

fn cookie(app: &App, value: &str, max_age_seconds: u64) -> HeaderValue {
    let name = cookie_name(app);
    let secure = if is_https(app) { "; Secure" } else { "" };
    let text = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={max_age_seconds}{secure}");
    // Tokens are base64url, so this is always a header value.
    let mut value = HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static(""));
    value.set_sensitive(true);
    value
}

fn is_https(app: &App) -> bool {
    app.config
        .http
        .public_url
        .as_ref()
        .is_some_and(|url| url.scheme() == "https")
}
