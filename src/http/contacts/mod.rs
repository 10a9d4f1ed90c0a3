//! Contacts over HTTP, one endpoint a file.

mod bulk;
mod change;
mod consent;
mod consents;
mod count;
mod create;
mod delete;
mod export;
mod filter_fields;
mod identities;
mod list;
mod merge;
mod merge_preview;
mod merges;
mod show;
mod suggestions;
mod tickets;
mod undo_merge;
pub mod view;
pub mod wanted;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list::list, create::create))
        .routes(routes!(show::show, change::change, delete::delete))
        .routes(routes!(count::count))
        .routes(routes!(filter_fields::fields))
        .routes(routes!(bulk::bulk))
        .routes(routes!(bulk::bulk_delete))
        .routes(routes!(export::export))
        .routes(routes!(identities::add))
        .routes(routes!(identities::change, identities::remove))
        .routes(routes!(consents::list, consent::record))
        .routes(routes!(tickets::tickets))
        .routes(routes!(merge::merge))
        .routes(routes!(merge_preview::preview))
        .routes(routes!(suggestions::list))
        .routes(routes!(suggestions::tell_apart, suggestions::take_back))
        .routes(routes!(merges::merges))
        .routes(routes!(undo_merge::undo))
}
