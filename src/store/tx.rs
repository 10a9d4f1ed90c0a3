//! The write transaction every rule is handed.

use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, Utc};
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, ExecResult, QueryResult,
    SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait,
};
use uuid::Uuid;

use crate::clock::Clock;
use crate::live::{Live, Notice};

/// An open write transaction. Dropping it without [`Tx::commit`] undoes everything, notices included.
pub struct Tx {
    inner: DatabaseTransaction,
    clock: Clock,
    live: Live,
    notices: Mutex<Vec<Notice>>,
    now: DateTime<Utc>,
}

impl Tx {
    #[allow(clippy::disallowed_methods)]
    pub(super) async fn begin(writers: &DatabaseConnection, clock: Clock, live: Live) -> Result<Self, DbErr> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..Default::default()
        };
        let inner = writers.begin_with_options(options).await?;
        let now = clock.now();
        Ok(Self {
            inner,
            clock,
            live,
            notices: Mutex::default(),
            now,
        })
    }

    /// A savepoint inside this transaction: commit keeps its writes, dropping it undoes them alone.
    #[allow(clippy::disallowed_methods)]
    pub async fn savepoint(&self) -> Result<Tx, DbErr> {
        Ok(Tx {
            inner: self.inner.begin().await?,
            clock: self.clock.clone(),
            live: self.live.clone(),
            notices: Mutex::default(),
            now: self.now,
        })
    }

    /// One instant for everything this transaction writes.
    pub fn now(&self) -> DateTime<Utc> {
        self.now
    }

    /// A new id (UUID v7).
    pub fn id(&self) -> Uuid {
        self.clock.id()
    }

    /// Says something changed; told to the browsers after the commit.
    pub fn notify(&self, notice: Notice) {
        self.notices
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(notice);
    }

    /// Makes the writes durable, then tells the live connections.
    pub async fn commit(self) -> Result<(), DbErr> {
        super::idempotency::mark(&self.inner).await?;
        let notices = self.notices.into_inner().unwrap_or_else(PoisonError::into_inner);
        if self.live.tells_others() {
            super::bells::ring(&self.inner, self.clock.id(), self.now, &notices).await?;
        }
        self.inner.commit().await?;
        self.live.publish(notices);
        Ok(())
    }

    /// Ends a savepoint: its writes and notices become part of `outer`.
    pub async fn merge_into(self, outer: &Tx) -> Result<(), DbErr> {
        self.inner.commit().await?;
        let notices = self.notices.into_inner().unwrap_or_else(PoisonError::into_inner);
        outer
            .notices
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .extend(notices);
        Ok(())
    }

    pub async fn rollback(self) -> Result<(), DbErr> {
        self.inner.rollback().await
    }
}

#[async_trait::async_trait]
impl ConnectionTrait for Tx {
    fn get_database_backend(&self) -> DbBackend {
        self.inner.get_database_backend()
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.inner.execute_raw(statement).await
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.inner.execute_unprepared(sql).await
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.inner.query_one_raw(statement).await
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.inner.query_all_raw(statement).await
    }
}
