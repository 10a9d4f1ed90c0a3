//! The intake ledger over HTTP, one endpoint a file.

mod bulk;
mod discard;
mod list;
mod raw;
mod reasons;
mod reprocess;
mod show;
mod view;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list::list))
        .routes(routes!(reasons::reasons))
        .routes(routes!(bulk::bulk))
        .routes(routes!(show::show))
        .routes(routes!(raw::raw))
        .routes(routes!(reprocess::reprocess))
        .routes(routes!(discard::discard))
}
