//! The jobs that run by the clock: an explicit, greppable list.

use std::time::Duration;

use futures::future::BoxFuture;

use super::JobError;
use crate::app::App;

/// A job that looks for what is due. Idempotent, and bounded: how much it did is its answer, and after anything but
/// nothing it runs again at once.
pub struct Periodic {
    pub name: &'static str,
    pub every: Duration,
    pub run: for<'a> fn(&'a App) -> BoxFuture<'a, Result<usize, JobError>>,
}

pub const PERIODIC: &[Periodic] = &[
    Periodic {
        name: "heartbeat",
        every: Duration::from_secs(30),
        run: |app| Box::pin(async move { Ok(super::heartbeat::run_once(app).await?) }),
    },
    Periodic {
        name: "import_contacts",
        every: Duration::from_secs(1),
        run: |app| Box::pin(super::import_contacts::run_once(app)),
    },
    Periodic {
        name: "lapsed_attempts",
        every: Duration::from_secs(10),
        run: |app| Box::pin(async move { Ok(super::deliver::release_lapsed(app).await?) }),
    },
    Periodic {
        name: "notify",
        every: Duration::from_secs(5),
        run: |app| Box::pin(async move { Ok(super::notify::run_once(app).await?) }),
    },
    Periodic {
        name: "push",
        every: Duration::from_secs(2),
        run: |app| Box::pin(async move { Ok(super::push::run_once(app).await?) }),
    },
    Periodic {
        name: "sweep",
        every: Duration::from_secs(600),
        run: |app| Box::pin(async move { Ok(super::sweep::run_once(app).await?) }),
    },
    Periodic {
        name: "unsnooze",
        every: Duration::from_secs(5),
        run: |app| Box::pin(async move { Ok(super::unsnooze::run_once(app).await?) }),
    },
    Periodic {
        name: "waiting",
        every: Duration::from_secs(30),
        run: |app| Box::pin(async move { Ok(super::waiting::run_once(app).await?) }),
    },
];
