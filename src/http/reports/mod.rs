//! Honest numbers, within what the caller may see; nothing here changes anything.

mod bounds;
mod times;
mod volume;
mod waiting;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(volume::volume))
        .routes(routes!(times::times))
        .routes(routes!(waiting::waiting))
}
