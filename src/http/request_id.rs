//! One id per request: in the answer's header, in the log and in every problem document.

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use http::{HeaderName, HeaderValue};
use tracing::Instrument;

tokio::task_local! {
    static REQUEST_ID: String;
}

const HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// The id of the request being answered; empty outside of one.
pub fn current() -> String {
    REQUEST_ID.try_with(Clone::clone).unwrap_or_default()
}

/// Middleware: gives the request an id and a log span. The path is logged without its query, which may hold secrets.
pub async fn assign(request: Request, next: Next) -> Response {
    let id = format!("{:032x}", rand::random::<u128>());
    let span = tracing::info_span!("request", id, method = %request.method(), path = request.uri().path());
    let value = HeaderValue::from_str(&id);
    let mut response = REQUEST_ID
        .scope(
            id,
            async move {
                let response = next.run(request).await;
                tracing::debug!(status = response.status().as_u16(), "answered");
                response
            }
            .instrument(span),
        )
        .await;
    if let Ok(value) = value {
        response.headers_mut().insert(HEADER, value);
    }
    response
}
