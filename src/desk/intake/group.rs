//! Group commit: arrivals that come while a transaction is being written share the next one.

use std::collections::VecDeque;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use centralino_channels::channel::Cursor;
use futures::FutureExt;
use tokio::sync::oneshot;

use super::raw::Item;
use super::{Filed, IntakeError, IntakeSource, ledger};
use crate::app::App;
use crate::store::entity::channels;
use crate::store::failure::{self, Failure};

/// Items of one transaction: others must get their turn at the database.
const MOST_ITEMS: usize = 500;
/// How often work that collided with another transaction is done again.
const RETRIES: u32 = 5;

/// The arrivals that wait for a transaction. One per process, shared by clones.
#[derive(Clone, Default)]
pub struct Queue {
    waiting: Arc<Mutex<Waiting>>,
}

#[derive(Default)]
struct Waiting {
    jobs: VecDeque<Job>,
    /// Somebody is writing and will look again.
    busy: bool,
}

/// One call of `accept`.
pub(super) struct Job {
    pub source: IntakeSource,
    pub channel: channels::Model,
    pub items: Vec<Item>,
    pub cursor: Option<(String, Cursor)>,
    answer: oneshot::Sender<Result<Vec<Filed>, IntakeError>>,
}

impl Queue {
    /// Waits until the items are committed. They are written by a task of its own, so that a caller who goes away takes
    /// no other caller's mail along.
    pub(super) async fn submit(
        &self,
        app: &App,
        source: IntakeSource,
        channel: channels::Model,
        items: Vec<Item>,
        cursor: Option<(String, Cursor)>,
    ) -> Result<Vec<Filed>, IntakeError> {
        let (answer, answered) = oneshot::channel();
        let job = Job {
            source,
            channel,
            items,
            cursor,
            answer,
        };
        let was_busy = {
            let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
            waiting.jobs.push_back(job);
            std::mem::replace(&mut waiting.busy, true)
        };
        if !was_busy {
            let (queue, app) = (self.clone(), app.clone());
            tokio::spawn(async move { queue.write_all(&app).await });
        }
        answered.await.map_err(|_| IntakeError::Stopped)?
    }

    async fn write_all(&self, app: &App) {
        while let Some(jobs) = self.next() {
            if AssertUnwindSafe(write(app, jobs)).catch_unwind().await.is_err() {
                tracing::error!("the intake broke off a transaction; nothing of it was stored");
            }
        }
    }

    /// The jobs of the next transaction: at least one, more while they are small.
    fn next(&self) -> Option<Vec<Job>> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let mut jobs: Vec<Job> = Vec::new();
        let mut items = 0;
        while let Some(job) = waiting.jobs.front() {
            items += job.items.len();
            if !jobs.is_empty() && items > MOST_ITEMS {
                break;
            }
            jobs.extend(waiting.jobs.pop_front());
        }
        if jobs.is_empty() {
            waiting.busy = false;
            return None;
        }
        Some(jobs)
    }
}

/// Writes the jobs together; when that fails, each by itself, so that nobody suffers for a neighbour.
async fn write(app: &App, mut jobs: Vec<Job>) {
    match write_patiently(app, &jobs).await {
        Ok(filed) => {
            for (job, filed) in jobs.into_iter().zip(filed) {
                // The caller may have gone; what is stored stays stored.
                let _ = job.answer.send(Ok(filed));
            }
        }
        Err(error) if jobs.len() == 1 => {
            for job in jobs {
                let _ = job.answer.send(Err(error.clone()));
            }
        }
        Err(_) => {
            for job in jobs.drain(..) {
                let alone = write_patiently(app, std::slice::from_ref(&job)).await;
                let _ = job
                    .answer
                    .send(alone.map(|all| all.into_iter().flatten().collect()));
            }
        }
    }
}

/// Work that collided with another transaction is done again.
async fn write_patiently(app: &App, jobs: &[Job]) -> Result<Vec<Vec<Filed>>, IntakeError> {
    let mut tried = 0;
    loop {
        match ledger::write(app, jobs).await {
            Err(error)
                if tried < RETRIES
                    && matches!(failure::kind(&error), Failure::Contention | Failure::Taken) =>
            {
                tried += 1;
                tokio::time::sleep(Duration::from_millis(20 << tried)).await;
            }
            result => return result.map_err(IntakeError::from),
        }
    }
}
