//! The mail sandbox: write to the hub as a customer and see what it sent back. Only where `sandbox.enabled` says so.

mod correspondence;
mod people;
mod show;
mod write;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::error::ApiError;
use crate::app::App;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(show::show))
        .routes(routes!(people::people))
        .routes(routes!(correspondence::list, write::write))
}

/// 404 where the sandbox is off, as if it were not there.
fn enabled(app: &App) -> Result<(), ApiError> {
    if app.config.sandbox.enabled {
        Ok(())
    } else {
        Err(ApiError::not_found())
    }
}
