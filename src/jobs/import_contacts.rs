//! Works off imports of contacts: a bounded stretch of a file a round, a batch a transaction.

use std::sync::Arc;

use crate::access::{Caller, Permission, credentials};
use crate::app::App;
use crate::people::import::control;
use crate::people::import::house::House;
use crate::people::import::run::{Ended, Run};
use crate::store::contact_imports;
use crate::store::entity::contact_imports::Model;
use crate::store::failure::{self, Failure};

use super::JobError;

/// Records in one transaction: others wait for it no longer than a click takes.
const BATCH: usize = 50;
/// Batches in one round.
const BATCHES: usize = 40;

/// One bounded stretch of the oldest import that has work; how many batches it took. Safe to run at any time, and twice.
pub async fn run_once(app: &App) -> Result<usize, JobError> {
    if !contact_imports::any_moving(app.store.read()).await? {
        return Ok(0);
    }
    let tx = app.store.write().await?;
    let claimed = contact_imports::claim(&tx, app.store.belongs_to_one_process()).await?;
    tx.commit().await?;
    let Some(import) = claimed else {
        return Ok(0);
    };
    let id = import.id;
    let Some(caller) = importer(app, &import).await? else {
        return give_up(app, id, "whoever began it may not change contacts any more").await;
    };
    let bytes = match app.blobs.get(&import.blob_hash).await {
        Ok(bytes) => bytes,
        Err(error) => return give_up(app, id, &format!("its file cannot be read: {error}")).await,
    };
    // Twenty megabytes take a while.
    let bytes = Arc::new(bytes);
    let house = House::look(app.store.read(), &caller).await?;
    let mut run = tokio::task::spawn_blocking(move || Run::new(import, &bytes, house)).await?;
    for batch in 1..=BATCHES {
        match step(app, &mut run, &caller).await? {
            Ended::More => {}
            Ended::Finished | Ended::Superseded => return Ok(batch),
        }
    }
    let tx = app.store.write().await?;
    contact_imports::release(&tx, id).await?;
    tx.commit().await?;
    Ok(BATCHES)
}

/// One batch. When one of its records cannot be stored, they are done one by one and that one is refused.
async fn step(app: &App, run: &mut Run, caller: &Caller) -> Result<Ended, JobError> {
    match attempt(app, run, caller, BATCH, false).await {
        Ok(ended) => return Ok(ended),
        Err(error) if failure::kind(&error) == Failure::Data => {}
        // Somebody else was quicker with an address, or the database is away: the next round looks again.
        Err(error) => return Err(error.into()),
    }
    let mut ended = Ended::More;
    for _ in 0..BATCH {
        ended = match attempt(app, run, caller, 1, false).await {
            Err(error) if failure::kind(&error) == Failure::Data => {
                attempt(app, run, caller, 1, true).await?
            }
            other => other?,
        };
        if ended != Ended::More {
            break;
        }
    }
    Ok(ended)
}

async fn attempt(
    app: &App,
    run: &mut Run,
    caller: &Caller,
    most: usize,
    spoilt: bool,
) -> Result<Ended, sea_orm::DbErr> {
    let tx = app.store.write().await?;
    let ended = run.batch(&tx, caller, most, spoilt).await?;
    tx.commit().await?;
    if ended == Ended::More {
        run.advance(most);
    }
    Ok(ended)
}

/// Whoever began the import, with what they may do today.
async fn importer(app: &App, import: &Model) -> Result<Option<Caller>, sea_orm::DbErr> {
    let caller = credentials::by_user(app, import.created_by).await?;
    Ok(caller.filter(|caller| caller.may(Permission::ContactsChange)))
}

async fn give_up(app: &App, id: uuid::Uuid, reason: &str) -> Result<usize, JobError> {
    tracing::warn!(import = %id, reason, "an import of contacts was given up");
    let tx = app.store.write().await?;
    control::give_up(&tx, id, reason).await?;
    tx.commit().await?;
    Ok(1)
}
