//! Messages over HTTP.

mod document;
mod frame;
mod raw;
mod sending;
mod show;
pub mod view;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(show::show))
        .routes(routes!(frame::frame))
        .routes(routes!(raw::raw))
        .routes(routes!(sending::cancel))
        .routes(routes!(sending::send_now))
        .routes(routes!(sending::retry))
}
