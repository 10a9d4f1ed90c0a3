//! Push messages over HTTP: an agent's devices and rules, one endpoint a file.

mod change;
mod delete;
mod device;
mod list;
mod register;
mod rules;
mod trial;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list::list, register::register))
        .routes(routes!(change::change, delete::delete))
        .routes(routes!(trial::send))
        .routes(routes!(rules::show, rules::change))
}
