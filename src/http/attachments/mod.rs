//! Files over HTTP: uploaded, downloaded, taken back.

mod delete;
mod download;
pub mod file_name;
mod range;
pub mod upload;

pub use upload::UploadForm;

use axum::extract::DefaultBodyLimit;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;

pub fn routes() -> OpenApiRouter<App> {
    // The upload counts its bytes itself, against the configured limit.
    let upload = OpenApiRouter::new()
        .routes(routes!(upload::upload))
        .layer(DefaultBodyLimit::disable());
    OpenApiRouter::new()
        .routes(routes!(download::download, delete::delete))
        .merge(upload)
}
