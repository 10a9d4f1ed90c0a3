//! Who looks at which ticket and who is writing. Lives in memory: after a restart everybody says so again.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::broadcast;
use uuid::Uuid;

use super::words::Present;

/// Clients repeat "typing" every few seconds; silence ends it.
const TYPING_LASTS: Duration = Duration::from_secs(6);

pub struct Presence {
    tickets: Mutex<HashMap<Uuid, Vec<Watcher>>>,
    changed: broadcast::Sender<Uuid>,
}

struct Watcher {
    connection: Uuid,
    user_id: Uuid,
    name: String,
    typing_until: Option<Instant>,
}

impl Default for Presence {
    fn default() -> Self {
        Self {
            tickets: Mutex::default(),
            changed: broadcast::channel(1024).0,
        }
    }
}

impl Presence {
    /// Ids of tickets at which somebody came, went, or began or ended to write.
    pub fn subscribe(&self) -> broadcast::Receiver<Uuid> {
        self.changed.subscribe()
    }

    pub fn enter(&self, ticket_id: Uuid, connection: Uuid, user_id: Uuid, name: &str) {
        let watcher = Watcher {
            connection,
            user_id,
            name: name.to_owned(),
            typing_until: None,
        };
        self.lock().entry(ticket_id).or_default().push(watcher);
        self.tell(ticket_id);
    }

    pub fn leave(&self, ticket_id: Uuid, connection: Uuid) {
        let mut tickets = self.lock();
        if let Some(watchers) = tickets.get_mut(&ticket_id) {
            watchers.retain(|watcher| watcher.connection != connection);
            if watchers.is_empty() {
                tickets.remove(&ticket_id);
            }
        }
        drop(tickets);
        self.tell(ticket_id);
    }

    /// Notes that somebody writes, and tells again when that is over.
    pub fn typing(self: &Arc<Self>, ticket_id: Uuid, connection: Uuid) {
        let mut tickets = self.lock();
        let watcher = tickets.get_mut(&ticket_id).and_then(|watchers| {
            watchers
                .iter_mut()
                .find(|watcher| watcher.connection == connection)
        });
        let Some(watcher) = watcher else { return };
        let now = Instant::now();
        let already = watcher.typing_until.is_some_and(|until| until > now);
        watcher.typing_until = Some(now + TYPING_LASTS);
        drop(tickets);
        if !already {
            self.tell(ticket_id);
            let this = Arc::downgrade(self);
            tokio::spawn(async move {
                loop {
                    tokio::time::sleep(TYPING_LASTS).await;
                    let Some(this) = this.upgrade() else { return };
                    if !this.still_typing(ticket_id, connection) {
                        this.tell(ticket_id);
                        return;
                    }
                }
            });
        }
    }

    /// Who is there, each person once however many windows they have open.
    pub fn at(&self, ticket_id: Uuid) -> Vec<Present> {
        let now = Instant::now();
        let tickets = self.lock();
        let mut present: Vec<Present> = Vec::new();
        for watcher in tickets.get(&ticket_id).into_iter().flatten() {
            let typing = watcher.typing_until.is_some_and(|until| until > now);
            match present.iter_mut().find(|other| other.id == watcher.user_id) {
                Some(known) => known.typing |= typing,
                None => present.push(Present {
                    id: watcher.user_id,
                    name: watcher.name.clone(),
                    typing,
                }),
            }
        }
        present
    }

    fn still_typing(&self, ticket_id: Uuid, connection: Uuid) -> bool {
        let now = Instant::now();
        self.lock().get(&ticket_id).is_some_and(|watchers| {
            watchers.iter().any(|watcher| {
                watcher.connection == connection && watcher.typing_until.is_some_and(|at| at > now)
            })
        })
    }

    fn tell(&self, ticket_id: Uuid) {
        // An error only means that nobody listens.
        let _ = self.changed.send(ticket_id);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Uuid, Vec<Watcher>>> {
        self.tickets.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
