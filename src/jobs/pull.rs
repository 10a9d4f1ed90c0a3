//! Which channels are followed: one supervised task per stream of every channel that is not paused.

use std::collections::HashMap;
use std::time::Duration;

use tokio::sync::broadcast::error::RecvError;
use tokio::task::JoinSet;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::{JobError, stream};
use crate::app::App;
use crate::live::Notice;
use crate::store;
use crate::store::channels::{Half, Trouble};
use crate::store::entity::channels::{ChannelState, Model};

/// A lost notice is made up for by looking.
const LOOK: Duration = Duration::from_secs(5);

/// Follows the channels as their rows say until the shutdown. Changed, paused and new channels are taken up at once.
pub async fn run(app: App, shutdown: CancellationToken) -> Result<(), JobError> {
    let mut notices = app.live.subscribe();
    let mut followed: HashMap<Uuid, (i64, CancellationToken)> = HashMap::new();
    let mut tasks = JoinSet::new();
    // Dropping it, also by an error, stops every task.
    let all = shutdown.child_token();
    let _stop_all = all.clone().drop_guard();
    while !shutdown.is_cancelled() {
        let rows = match store::channels::all(app.store.read()).await {
            Ok(rows) => rows,
            Err(error) => {
                tracing::error!(%error, "failed to look at the channels");
                stream::pause(LOOK, &shutdown).await;
                continue;
            }
        };
        let wanted: HashMap<Uuid, &Model> = rows
            .iter()
            .filter(|row| row.state != ChannelState::Paused)
            .map(|row| (row.id, row))
            .collect();
        followed.retain(|id, (version, stop)| {
            let keep = wanted.get(id).is_some_and(|row| row.version == *version);
            if !keep {
                stop.cancel();
            }
            keep
        });
        for (id, row) in wanted {
            followed.entry(id).or_insert_with(|| {
                let stop = all.child_token();
                tasks.spawn(follow(app.clone(), row.clone(), stop.clone()));
                (row.version, stop)
            });
        }
        tokio::select! {
            () = shutdown.cancelled() => {}
            hurried = next_change(&mut notices) => if let Some(id) = hurried
                && let Some((_, stop)) = followed.remove(&id)
            {
                // Followed anew below: a new connection looks at once.
                stop.cancel();
            },
            () = sleep(LOOK) => {}
            // Ended tasks are taken out of the set; they end only when they are told to.
            Some(ended) = tasks.join_next() => if let Err(error) = ended {
                tracing::error!(%error, "following a channel panicked");
                return Err(error.into());
            }
        }
    }
    all.cancel();
    while tasks.join_next().await.is_some() {}
    Ok(())
}

/// A reason to look at the rows; with an id, that channel is to be looked into now.
async fn next_change(notices: &mut tokio::sync::broadcast::Receiver<Notice>) -> Option<Uuid> {
    loop {
        match notices.recv().await {
            Ok(Notice::FetchNow { id }) => return Some(id),
            Ok(Notice::Channel { .. }) | Err(RecvError::Lagged(_)) => return None,
            Ok(_) => {}
            Err(RecvError::Closed) => std::future::pending().await,
        }
    }
}

/// All streams of one channel until `stop`.
async fn follow(app: App, row: Model, stop: CancellationToken) {
    let channel = match app.channels.open(&row) {
        Ok(channel) => channel,
        Err(error) => {
            // Only a change of the row helps, and that starts a new task.
            tracing::error!(channel = %row.name, %error, "a channel cannot be opened");
            let half = Half::Receiving;
            stream::report(&app, row.id, half, Trouble::NeedsAdmin, &error.to_string()).await;
            return stop.cancelled().await;
        }
    };
    let mut streams = JoinSet::new();
    for (index, puller) in channel.pullers().into_iter().enumerate() {
        let (app, row, channel, stop) = (app.clone(), row.clone(), channel.clone(), stop.clone());
        // A puller that panicked is of no use; its stream goes on with a new one.
        streams.spawn(async move {
            let mut puller = Some(puller);
            while !stop.is_cancelled() {
                let next = puller.take().or_else(|| channel.pullers().into_iter().nth(index));
                let Some(next) = next else { return };
                let following = tokio::spawn(stream::follow(app.clone(), row.clone(), next, stop.clone()));
                if let Err(error) = following.await {
                    tracing::error!(channel = %row.name, %error, "a stream panicked");
                    stream::pause(Duration::from_secs(10), &stop).await;
                }
            }
        });
    }
    while streams.join_next().await.is_some() {}
    stop.cancelled().await;
}
