//! Saved views over HTTP, one endpoint a file.

mod change;
mod create;
mod delete;
mod fields;
mod list;
mod order;
pub mod view;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list::list, create::create))
        .routes(routes!(change::change, delete::delete))
        .routes(routes!(order::order))
        .routes(routes!(fields::fields))
}
