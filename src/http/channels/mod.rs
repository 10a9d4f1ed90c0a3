//! Channels: the accounts customers write to. Secrets go in and never come out.

mod change;
mod channel;
mod consent;
mod create;
mod delete;
mod dns;
mod fetch;
mod guess;
mod kinds;
mod list;
mod pause;
mod settings;
mod show;
mod test;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(kinds::kinds))
        .routes(routes!(list::list, create::create))
        .routes(routes!(test::test_unsaved))
        .routes(routes!(show::show, change::change, delete::delete))
        .routes(routes!(test::test_saved))
        .routes(routes!(pause::pause))
        .routes(routes!(pause::resume))
        .routes(routes!(consent::begin))
        .routes(routes!(consent::finish))
        .routes(routes!(dns::dns))
        .routes(routes!(guess::guess))
        .routes(routes!(fetch::fetch))
}
