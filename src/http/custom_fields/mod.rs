//! Custom fields over HTTP, one endpoint a file.

mod arrange;
mod change;
mod create;
mod delete;
mod list;
pub mod view;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list::list, create::create))
        .routes(routes!(arrange::arrange))
        .routes(routes!(change::change, delete::delete))
}
