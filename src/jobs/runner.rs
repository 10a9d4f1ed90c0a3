//! Keeping the jobs alive: each in a task of its own that is started again when it ends badly, until the shutdown.

use std::future::Future;
use std::time::Duration;

use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::registry::{PERIODIC, Periodic};
use super::{JobError, deliver, listen, pull};
use crate::app::App;
use crate::clock::Clock;
use crate::pulse::Pulse;

/// After this long a job that failed again and again is not tried more often.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// Runs every job until `shutdown`, then waits until what was begun is done (at most `http.drain_seconds`).
pub async fn run(app: App, shutdown: CancellationToken) {
    let tasks = TaskTracker::new();
    tasks.spawn(keep_alive(
        app.pulse.clone(),
        app.clock.clone(),
        "pull",
        shutdown.clone(),
        {
            let (app, shutdown) = (app.clone(), shutdown.clone());
            move || pull::run(app.clone(), shutdown.clone())
        },
    ));
    tasks.spawn(keep_alive(
        app.pulse.clone(),
        app.clock.clone(),
        "deliver",
        shutdown.clone(),
        {
            let (app, shutdown) = (app.clone(), shutdown.clone());
            move || deliver::run(app.clone(), shutdown.clone())
        },
    ));
    tasks.spawn(keep_alive(
        app.pulse.clone(),
        app.clock.clone(),
        "listen",
        shutdown.clone(),
        {
            let (app, shutdown) = (app.clone(), shutdown.clone());
            move || listen::run(app.clone(), shutdown.clone())
        },
    ));
    for job in PERIODIC {
        tasks.spawn(keep_alive(
            app.pulse.clone(),
            app.clock.clone(),
            job.name,
            shutdown.clone(),
            {
                let (app, shutdown) = (app.clone(), shutdown.clone());
                move || by_the_clock(app.clone(), job, shutdown.clone())
            },
        ));
    }
    tasks.close();
    shutdown.cancelled().await;
    let drain = Duration::from_secs(app.config.http.drain_seconds);
    if timeout(drain, tasks.wait()).await.is_err() {
        tracing::warn!("some jobs did not end in time; their leases will lapse");
    }
}

/// Does everything that is due now, once; how much it was. For tests and one-shot commands.
pub async fn run_due(app: &App) -> Result<usize, JobError> {
    let mut done = deliver::run_once(app).await?;
    for job in PERIODIC {
        done += (job.run)(app).await?;
    }
    Ok(done)
}

/// Starts `work` again, later and later, whenever it ends before the shutdown.
async fn keep_alive<W>(
    pulse: Pulse,
    clock: Clock,
    name: &'static str,
    shutdown: CancellationToken,
    work: impl Fn() -> W,
) where
    W: Future<Output = Result<(), JobError>> + Send + 'static,
{
    let mut pause = Duration::from_secs(1);
    while !shutdown.is_cancelled() {
        let started = std::time::Instant::now();
        pulse.began(name, clock.now());
        // A task of its own, so that a panic ends it and not us.
        match tokio::spawn(work()).await {
            Ok(Ok(())) if shutdown.is_cancelled() => return,
            Ok(Ok(())) => tracing::warn!(job = name, "a job ended by itself"),
            Ok(Err(error)) => {
                tracing::error!(job = name, %error, "a job failed");
                pulse.ended(name, clock.now(), Some(error.to_string()));
            }
            Err(error) => {
                tracing::error!(job = name, %error, "a job panicked");
                pulse.ended(name, clock.now(), Some(error.to_string()));
            }
        }
        if started.elapsed() > LONGEST_PAUSE {
            pause = Duration::from_secs(1);
        }
        tokio::select! {
            () = shutdown.cancelled() => return,
            () = sleep(pause) => pause = (pause * 2).min(LONGEST_PAUSE),
        }
    }
}

async fn by_the_clock(app: App, job: &'static Periodic, shutdown: CancellationToken) -> Result<(), JobError> {
    loop {
        app.pulse.began(job.name, app.clock.now());
        // How a failed round ended is noted by who starts the next.
        let done = (job.run)(&app).await?;
        app.pulse.ended(job.name, app.clock.now(), None);
        let pause = if done > 0 { Duration::ZERO } else { job.every };
        tokio::select! {
            () = shutdown.cancelled() => return Ok(()),
            () = sleep(pause) => {}
        }
    }
}
