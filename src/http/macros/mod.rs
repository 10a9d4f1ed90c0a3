//! Macros over HTTP, one endpoint a file.

mod change;
mod create;
mod delete;
mod list;
mod order;
mod run;
mod runs;
mod show;
mod view;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list::list, create::create))
        .routes(routes!(order::order))
        .routes(routes!(show::show, change::change, delete::delete))
        .routes(routes!(runs::runs))
        .routes(routes!(run::run))
}
