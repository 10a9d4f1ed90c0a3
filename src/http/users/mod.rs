//! The people of the house.

mod agents;
mod change;
mod create;
mod invite;
mod list;
mod show;
mod user;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list::list, create::create))
        .routes(routes!(show::show, change::change))
        .routes(routes!(invite::invite))
        .routes(routes!(agents::agents))
}
