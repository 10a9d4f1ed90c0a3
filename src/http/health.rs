//! `/healthz` and `/readyz`: for whoever starts, watches and restarts the hub. They tell nothing but yes or no.

use axum::Router;
use axum::extract::State;
use axum::routing::get;
use http::StatusCode;

use crate::app::App;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/healthz", get(alive))
        .route("/readyz", get(ready))
}

/// The process answers.
async fn alive() -> &'static str {
    "ok\n"
}

/// The database answers too, for reading and for writing.
async fn ready(State(app): State<App>) -> (StatusCode, &'static str) {
    match app.store.ping().await {
        Ok(()) => (StatusCode::OK, "ready\n"),
        Err(error) => {
            tracing::error!(%error, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n")
        }
    }
}
