//! One live connection, from the hello to the close.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::extract::ws::{CloseFrame, Message, WebSocket};
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::pending::Pending;
use super::presence::Presence;
use super::words::{Asked, Word};
use crate::access::{Caller, Permission, credentials};
use crate::app::App;
use crate::live::Notice;
use crate::store::visibility;

/// Notices of this long become one look at the database.
const GATHER: Duration = Duration::from_millis(100);
/// A reader who does not take a message this long is dropped; it fetches everything when it comes back.
const SLOW: Duration = Duration::from_secs(5);
const PING: Duration = Duration::from_secs(30);
/// Without a sign of life (pongs count) the other side is gone.
const SILENT: Duration = Duration::from_secs(90);
/// How often the credential is looked at again, for what ends by time alone.
const RECHECK: Duration = Duration::from_secs(60);
/// Windows on tickets one connection can have.
const MOST_WATCHED: usize = 50;
/// Rows of a list that fit on a screen.
const MOST_FOLLOWED: usize = 60;

/// Close code: sessions, tokens or rights changed; connect again, if you still may.
const REVOKED: u16 = 4401;
const GOING_AWAY: u16 = 1001;

/// Why a connection ends.
enum End {
    Gone,
    Close(u16, &'static str),
}

struct Connection {
    id: Uuid,
    socket: WebSocket,
    app: App,
    caller: Caller,
    presence: Arc<Presence>,
    watched: HashSet<Uuid>,
    followed: HashSet<Uuid>,
    pending: Pending,
}

/// Runs one connection until either side ends it.
pub async fn run(
    socket: WebSocket,
    app: App,
    caller: Caller,
    presence: Arc<Presence>,
    notices: Receiver<Notice>,
    stopping: CancellationToken,
) {
    let mut connection = Connection {
        id: app.clock.id(),
        socket,
        app,
        caller,
        presence,
        watched: HashSet::new(),
        followed: HashSet::new(),
        pending: Pending::default(),
    };
    let end = connection.talk(notices, stopping).await;
    for ticket_id in &connection.watched {
        connection.presence.leave(*ticket_id, connection.id);
    }
    if let Err(End::Close(code, reason)) = end {
        let frame = CloseFrame {
            code,
            reason: reason.into(),
        };
        let close = connection.socket.send(Message::Close(Some(frame)));
        let _ = tokio::time::timeout(SLOW, close).await;
    }
}

impl Connection {
    async fn talk(&mut self, mut notices: Receiver<Notice>, stopping: CancellationToken) -> Result<(), End> {
        let mut presences = self.presence.subscribe();
        let mut pings = tokio::time::interval(PING);
        let mut rechecks = tokio::time::interval(RECHECK);
        let mut flush_at: Option<tokio::time::Instant> = None;
        let mut heard = Instant::now();
        self.say(&Word::Hello {
            user_id: self.caller.user_id,
        })
        .await?;
        loop {
            let flush = async {
                match flush_at {
                    Some(at) => tokio::time::sleep_until(at).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                () = stopping.cancelled() => return Err(End::Close(GOING_AWAY, "the server restarts")),
                notice = notices.recv() => match notice {
                    Ok(Notice::AccessRevoked { user_id }) if user_id == self.caller.user_id => {
                        return Err(End::Close(REVOKED, "access changed"));
                    }
                    Ok(notice) => self.pending.add(notice, &self.caller),
                    Err(RecvError::Lagged(_)) => {
                        self.pending = Pending::default();
                        self.say(&Word::Resync).await?;
                        // Among what was missed may have been our own end.
                        self.recheck().await?;
                    }
                    Err(RecvError::Closed) => return Err(End::Gone),
                },
                ticket = presences.recv() => match ticket {
                    Ok(ticket_id) if self.hears_of(ticket_id) => self.say_presence(ticket_id).await?,
                    Ok(_) => {}
                    Err(RecvError::Lagged(_)) => {
                        for ticket_id in self.watched.union(&self.followed).copied().collect::<Vec<_>>() {
                            self.say_presence(ticket_id).await?;
                        }
                    }
                    Err(RecvError::Closed) => return Err(End::Gone),
                },
                () = flush => {
                    flush_at = None;
                    self.flush().await?;
                }
                message = self.socket.recv() => {
                    heard = Instant::now();
                    match message {
                        Some(Ok(Message::Text(text))) => self.hear(text.as_str()).await?,
                        Some(Ok(Message::Close(_)) | Err(_)) | None => return Err(End::Gone),
                        Some(Ok(_)) => {}
                    }
                }
                _ = pings.tick() => {
                    if heard.elapsed() > SILENT {
                        return Err(End::Gone);
                    }
                    self.send(Message::Ping(Default::default())).await?;
                }
                _ = rechecks.tick() => self.recheck().await?,
            }
            if flush_at.is_none() && !self.pending.is_empty() {
                flush_at = Some(tokio::time::Instant::now() + GATHER);
            }
        }
    }

    async fn hear(&mut self, text: &str) -> Result<(), End> {
        let Ok(asked) = serde_json::from_str(text) else {
            // A newer client may say words we do not know.
            return Ok(());
        };
        match asked {
            Asked::Ping => self.say(&Word::Pong).await,
            Asked::Watch { ticket_id } => self.watch(ticket_id).await,
            Asked::Unwatch { ticket_id } => {
                if self.watched.remove(&ticket_id) {
                    self.presence.leave(ticket_id, self.id);
                }
                Ok(())
            }
            Asked::Follow { ticket_ids } => self.follow(ticket_ids).await,
            Asked::Typing { ticket_id } => {
                if self.watched.contains(&ticket_id) {
                    self.presence.typing(ticket_id, self.id);
                }
                Ok(())
            }
        }
    }

    /// Only at tickets the caller may see: who is there is news, too.
    async fn watch(&mut self, ticket_id: Uuid) -> Result<(), End> {
        if self.watched.contains(&ticket_id)
            || self.watched.len() >= MOST_WATCHED
            || !self.caller.may(Permission::TicketsRead)
        {
            return Ok(());
        }
        let db = self.app.store.read();
        let visible = visibility::tickets(db, &self.caller.scope, vec![ticket_id])
            .await
            .map_err(|error| failed(&error))?;
        if visible.contains(&ticket_id) {
            self.watched.insert(ticket_id);
            self.presence
                .enter(ticket_id, self.id, self.caller.user_id, &self.caller.name);
        }
        Ok(())
    }

    /// Says who is at each of these now, and when that changes.
    async fn follow(&mut self, mut ticket_ids: Vec<Uuid>) -> Result<(), End> {
        ticket_ids.truncate(MOST_FOLLOWED);
        if !self.caller.may(Permission::TicketsRead) {
            return Ok(());
        }
        let db = self.app.store.read();
        let visible = visibility::tickets(db, &self.caller.scope, ticket_ids)
            .await
            .map_err(|error| failed(&error))?;
        let before = std::mem::replace(&mut self.followed, visible.into_iter().collect());
        for ticket_id in self.followed.clone() {
            let known = before.contains(&ticket_id) || self.watched.contains(&ticket_id);
            if !known && !self.presence.at(ticket_id).is_empty() {
                self.say_presence(ticket_id).await?;
            }
        }
        Ok(())
    }

    fn hears_of(&self, ticket_id: Uuid) -> bool {
        self.watched.contains(&ticket_id) || self.followed.contains(&ticket_id)
    }

    async fn flush(&mut self) -> Result<(), End> {
        let words = self
            .pending
            .take(&self.app, &self.caller)
            .await
            .map_err(|error| failed(&error))?;
        for word in words {
            self.say(&word).await?;
        }
        Ok(())
    }

    async fn recheck(&mut self) -> Result<(), End> {
        match credentials::still_good(&self.app, &self.caller).await {
            Ok(true) => Ok(()),
            Ok(false) => Err(End::Close(REVOKED, "signed out")),
            Err(error) => Err(failed(&error)),
        }
    }

    async fn say_presence(&mut self, ticket_id: Uuid) -> Result<(), End> {
        let users = self.presence.at(ticket_id);
        self.say(&Word::Presence { ticket_id, users }).await
    }

    async fn say(&mut self, word: &Word) -> Result<(), End> {
        let text = serde_json::to_string(word).map_err(|_| End::Gone)?;
        self.send(Message::Text(text.into())).await
    }

    async fn send(&mut self, message: Message) -> Result<(), End> {
        match tokio::time::timeout(SLOW, self.socket.send(message)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) | Err(_) => Err(End::Gone),
        }
    }
}

/// The client connects again and fetches everything: nothing is missed.
fn failed(error: &sea_orm::DbErr) -> End {
    tracing::warn!(%error, "a live connection ended for want of the database");
    End::Close(1011, "try again")
}
