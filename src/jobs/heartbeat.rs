//! Says that this process is there and how its jobs fare, for the system page of every node.

use sea_orm::DbErr;

use crate::app::App;
use crate::store::entity::nodes::Model;
use crate::store::nodes;

/// Writes the node's row anew. There is never more to do, so the answer is nothing.
pub async fn run_once(app: &App) -> Result<usize, DbErr> {
    let pulse = &app.pulse;
    let tx = app.store.write().await?;
    let node = Model {
        id: pulse.node_id,
        host: pulse.host.clone(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        started_at: pulse.started_at,
        seen_at: tx.now(),
        jobs: serde_json::to_value(pulse.jobs()).unwrap_or_default(),
    };
    nodes::say(&tx, node).await?;
    tx.commit().await?;
    Ok(0)
}
