//! Messages over HTTP.

mod archive;
mod document;
mod frame;
mod headers;
mod raw;
mod sending;
mod show;
pub mod view;
mod zip;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(show::show))
        .routes(routes!(frame::frame))
        .routes(routes!(raw::raw))
        .routes(routes!(headers::headers))
        .routes(routes!(archive::archive))
        .routes(routes!(sending::cancel))
        .routes(routes!(sending::send_now))
        .routes(routes!(sending::retry))
}
