//! The shelves: one database behind SeaORM. Only this room speaks SQL.
//!
//! Reading goes through [`Store::read`]; writing through a [`Tx`] from [`Store::write`], which publishes its change
//! notices only once it is committed.

pub mod addresses;
pub mod agent_mails;
pub mod api_tokens;
pub mod attachments;
pub mod audit;
pub mod automatic_replies;
pub mod bells;
pub mod callers;
pub mod canned_files;
pub mod canned_replies;
pub mod channels;
pub mod circle;
pub mod companies;
pub mod connect;
pub mod consents;
pub mod contact_distinctions;
pub mod contact_filter;
pub mod contact_imports;
pub mod contact_merges;
pub mod contact_rows;
pub mod contact_taggings;
pub mod contacts;
pub mod correspondents;
pub mod cursors;
pub mod custom_fields;
pub mod deliveries;
pub mod drafts;
pub mod entity;
pub mod events;
pub mod failure;
pub mod field_values;
pub mod filter;
pub mod filter_sql;
mod health;
pub mod idempotency;
pub mod identity_rows;
pub mod imports;
pub mod intake;
pub mod intake_ledger;
pub mod invitations;
pub mod lookup;
pub mod macros;
pub mod mentions;
pub mod message_rows;
pub mod messages;
pub mod nodes;
pub mod notifications;
pub mod outbox;
pub mod outbox_waiting;
pub mod outgoing;
pub mod participants;
pub mod push_messages;
pub mod push_rules;
pub mod push_subscriptions;
pub mod reply_channels;
pub mod reports;
pub mod roles;
pub mod sandbox;
pub mod scope;
pub mod search;
pub mod segments;
pub mod sessions;
pub mod settings;
mod size;
pub mod sql;
pub mod taggings;
pub mod tags;
pub mod team_belongings;
pub mod teams;
pub mod threads;
pub mod ticket_counts;
pub mod ticket_links;
pub mod ticket_list;
pub mod ticket_order;
pub mod ticket_reads;
pub mod ticket_rows;
pub mod ticket_upkeep;
pub mod tickets;
pub mod timeline;
mod tx;
pub mod users;
pub mod views;
pub mod visibility;
pub mod waiting_line;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use sea_orm::{DatabaseConnection, DbBackend, DbErr};
use thiserror::Error;

use crate::clock::Clock;
use crate::live::Live;
pub use tx::Tx;

/// Two pools on one database: readers, and writers (a single connection on SQLite).
#[derive(Clone)]
pub struct Store {
    readers: DatabaseConnection,
    writers: DatabaseConnection,
    url: String,
    statements: Arc<AtomicU64>,
    clock: Clock,
    live: Live,
}

#[derive(Debug, Error)]
pub enum StoreError {
    #[error("failed to use the database: {0}")]
    Database(#[from] DbErr),
    #[error("{0}")]
    Unsuitable(String),
}

impl Store {
    /// A connection for reading. Never write through it: on SQLite it refuses.
    pub fn read(&self) -> &DatabaseConnection {
        &self.readers
    }

    /// Opens the one kind of write transaction (SQLite: IMMEDIATE, so that it never fails half-way with SQLITE_BUSY).
    pub async fn write(&self) -> Result<Tx, DbErr> {
        Tx::begin(&self.writers, self.clock.clone(), self.live.clone()).await
    }

    /// Statements sent to the database so far, by reading and writing.
    pub fn statements(&self) -> u64 {
        self.statements.load(Ordering::Relaxed)
    }

    pub fn backend(&self) -> DbBackend {
        self.readers.get_database_backend()
    }

    /// Whether nobody but this process serves the database (a SQLite file), so that what others left behind is orphaned.
    pub fn belongs_to_one_process(&self) -> bool {
        self.backend() == DbBackend::Sqlite
    }

    /// Waits for open connections and closes them.
    pub async fn close(self) -> Result<(), DbErr> {
        self.writers.close().await?;
        self.readers.close().await
    }
}
