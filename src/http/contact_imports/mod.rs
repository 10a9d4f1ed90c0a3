//! Imports of contacts over HTTP, one endpoint a file.

mod change;
mod delete;
mod list;
mod preview;
mod rejected;
mod rows;
mod show;
mod steer;
mod upload;
pub mod view;

use axum::extract::DefaultBodyLimit;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::people::import::LARGEST_FILE;

pub fn routes() -> OpenApiRouter<App> {
    let upload = OpenApiRouter::new()
        .routes(routes!(list::list, upload::upload))
        // The form around the file takes a little too.
        .layer(DefaultBodyLimit::max(LARGEST_FILE + 64 * 1024));
    OpenApiRouter::new()
        .merge(upload)
        .routes(routes!(show::show, change::change, delete::delete))
        .routes(routes!(preview::preview))
        .routes(routes!(steer::check))
        .routes(routes!(steer::start))
        .routes(routes!(steer::cancel))
        .routes(routes!(rows::rows))
        .routes(routes!(rejected::rejected))
}
