//! How much one caller, or one address that is not signed in, may ask in a minute. Also the place where an API request
//! learns who is asking, so that it is looked up once.

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use http::Method;
use uuid::Uuid;

use super::auth::identify;
use super::client_ip::ClientIp;
use super::error::ApiError;
use crate::access::throttle::{Throttle, household};
use crate::access::{Caller, Credential};
use crate::app::App;

/// Attempts in a minute at signing in, changing a password, setting up and using invitations, from one address.
const ATTEMPTS: u32 = 30;
/// Other requests in a minute of an address that is not signed in.
const ANONYMOUS: u32 = 300;

/// The buckets of this process.
pub struct Limits {
    callers: DefaultKeyedRateLimiter<Uuid>,
    anonymous: DefaultKeyedRateLimiter<IpAddr>,
    attempts: DefaultKeyedRateLimiter<IpAddr>,
    /// Delays after wrong passwords.
    pub throttle: Arc<Throttle>,
}

impl Limits {
    pub fn new(requests_per_minute: u32) -> Self {
        Self {
            callers: RateLimiter::keyed(per_minute(requests_per_minute)),
            anonymous: RateLimiter::keyed(per_minute(ANONYMOUS)),
            attempts: RateLimiter::keyed(per_minute(ATTEMPTS)),
            throttle: Arc::default(),
        }
    }

    /// Forgets full buckets, which would pile up: one a caller, one an address.
    fn forget_idle(&self, app: &App) {
        self.callers.retain_recent();
        self.anonymous.retain_recent();
        self.attempts.retain_recent();
        self.throttle.forget_old(app.clock.now());
    }
}

fn per_minute(requests: u32) -> Quota {
    Quota::per_minute(NonZeroU32::new(requests).unwrap_or(NonZeroU32::MIN))
}

/// Forgets idle buckets once a minute, as long as somebody holds the limits.
pub fn forget_on_a_timer(app: App, limits: &Arc<Limits>) {
    let limits = Arc::downgrade(limits);
    // Without a runtime (printing the API document) nothing is served and nothing piles up.
    let Ok(runtime) = tokio::runtime::Handle::try_current() else {
        return;
    };
    runtime.spawn(async move {
        let mut minutes = tokio::time::interval(Duration::from_secs(60));
        loop {
            minutes.tick().await;
            match limits.upgrade() {
                Some(limits) => limits.forget_idle(&app),
                None => return,
            }
        }
    });
}

/// Middleware of the API: identifies the caller and counts the request.
pub async fn check(
    State((app, limits)): State<(App, Arc<Limits>)>,
    request: Request,
    next: Next,
) -> Response {
    let (mut parts, body) = request.into_parts();
    let caller = match identify(&app, &parts).await {
        Ok(caller) => caller,
        Err(error) => return error.into_response(),
    };
    let ip = parts.extensions.get::<ClientIp>().map(|ip| ip.0);
    let path = parts.uri.path();
    let is_attempt = parts.method == Method::POST
        && [
            "/api/v1/session",
            "/api/v1/session/password",
            "/api/v1/setup",
            "/api/v1/invitations/accept",
        ]
        .contains(&path);
    let refused = match (&caller, ip) {
        (_, Some(ip)) if is_attempt => over(&limits.attempts, &household(ip)),
        (Some(caller), _) => over(&limits.callers, &bucket(caller)),
        (None, Some(ip)) => over(&limits.anonymous, &household(ip)),
        (None, None) => None,
    };
    if let Some(seconds) = refused {
        return ApiError::rate_limited(seconds).into_response();
    }
    if let Some(caller) = caller {
        parts.extensions.insert(caller);
    }
    next.run(Request::from_parts(parts, body)).await
}

/// A token has a bucket of its own: a busy program does not slow down its user's browser.
fn bucket(caller: &Caller) -> Uuid {
    match caller.credential {
        Credential::Token(id) => id,
        Credential::Session(_) | Credential::System => caller.user_id,
    }
}

/// Seconds to wait, when the bucket is empty.
fn over<K: std::hash::Hash + Eq + Clone>(limiter: &DefaultKeyedRateLimiter<K>, key: &K) -> Option<u64> {
    let not_until = limiter.check_key(key).err()?;
    let wait = not_until.wait_time_from(DefaultClock::default().now());
    Some(wait.as_secs() + 1)
}
