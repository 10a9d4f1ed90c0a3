//! `GET /reports/volume`: how much came in, by channel.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use super::bounds::Intervals;
use crate::access::Permission;
use crate::app::App;
use crate::http::error::{ApiResult, Problem};
use crate::http::tickets::view::ChannelName;
use crate::http::{ApiQuery, Authenticated};
use crate::store::entity::channels;
use crate::store::lookup;
use crate::store::reports::volume as counted;

#[derive(Debug, Serialize, ToSchema)]
pub struct Volume {
    /// Channels with at least one message, the busiest first.
    pub channels: Vec<ChannelVolume>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ChannelVolume {
    pub channel: ChannelName,
    /// Messages received, a number for each interval.
    pub inbound: Vec<u64>,
    pub total: u64,
}

/// Messages received on tickets the caller may see, by channel and interval. Needs `tickets_read`.
#[utoipa::path(get, path = "/reports/volume", tag = "reports", params(Intervals), responses(
    (status = OK, body = Volume),
    (status = UNPROCESSABLE_ENTITY, body = Problem),
))]
pub async fn volume(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiQuery(query): ApiQuery<Intervals>,
) -> ApiResult<Json<Volume>> {
    caller.require(Permission::TicketsRead)?;
    let bounds = query.bounds()?;
    let conn = app.store.read();
    let counted = counted::inbound(conn, &caller.scope, &bounds).await?;
    let ids = counted.iter().map(|(id, _)| *id);
    let mut names = lookup::by_id::<channels::Entity>(conn, ids, |channel| channel.id).await?;
    let mut channels: Vec<ChannelVolume> = counted
        .into_iter()
        .filter_map(|(id, inbound)| {
            let channel = names.remove(&id)?;
            Some(ChannelVolume {
                channel: ChannelName {
                    id,
                    kind: channel.kind,
                    name: channel.name,
                },
                total: inbound.iter().sum(),
                inbound,
            })
        })
        .collect();
    channels.sort_by(|a, b| b.total.cmp(&a.total).then(a.channel.id.cmp(&b.channel.id)));
    Ok(Json(Volume { channels }))
}
