//! The people of the house.

mod agents;
mod change;
mod create;
mod invitation;
mod invite;
mod list;
mod photo;
mod revoke_invitation;
mod show;
mod user;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list::list, create::create))
        .routes(routes!(show::show, change::change))
        .routes(routes!(
            invitation::show,
            invite::invite,
            revoke_invitation::revoke
        ))
        .routes(routes!(agents::agents))
        .routes(routes!(photo::photo))
}
