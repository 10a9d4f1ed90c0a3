//! Canned replies over HTTP, one endpoint a file.

mod change;
mod create;
mod delete;
mod filled;
mod folders;
mod list;
mod preview;
mod show;
mod take;
mod variables;
mod view;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list::list, create::create))
        .routes(routes!(show::show, change::change, delete::delete))
        .routes(routes!(filled::filled))
        .routes(routes!(take::take))
        .routes(routes!(preview::preview))
        .routes(routes!(folders::list))
        .routes(routes!(folders::rename))
        .routes(routes!(variables::list))
}
