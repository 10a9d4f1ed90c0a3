//! Tickets over HTTP, one endpoint a file.

pub mod bulk;
pub mod change;
mod change_matching;
mod count_matching;
pub mod counts;
mod create;
mod links;
pub mod list;
mod merge;
mod note;
mod participants;
mod read;
mod reply;
mod reply_options;
mod scheduled;
mod show;
mod split;
pub mod ticket;
pub mod timeline;
pub mod view;
pub mod which;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list::list, create::create))
        .routes(routes!(counts::counts))
        .routes(routes!(bulk::bulk))
        .routes(routes!(
            count_matching::count_matching,
            change_matching::change_matching
        ))
        .routes(routes!(show::by_number))
        .routes(routes!(show::show, change::change))
        .routes(routes!(merge::merge))
        .routes(routes!(split::split))
        .routes(routes!(links::create))
        .routes(routes!(links::delete))
        .routes(routes!(participants::accept))
        .routes(routes!(read::read))
        .routes(routes!(read::unread))
        .routes(routes!(timeline::of_ticket))
        .routes(routes!(timeline::of_contact))
        .routes(routes!(reply_options::reply_options))
        .routes(routes!(scheduled::scheduled))
        .routes(routes!(reply::reply))
        .routes(routes!(note::note))
}
