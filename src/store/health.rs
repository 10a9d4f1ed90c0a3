//! Questions an operator asks the database.

use chrono::Duration;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, Statement,
};

use super::Store;
use super::entity::{channels, intake, outbox};

/// How much waits, and how much is in trouble.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct QueueDepths {
    pub outbox_waiting: u64,
    /// Due for more than five minutes.
    pub outbox_overdue: u64,
    pub intake_failed: u64,
    pub channels_in_error: u64,
}

impl Store {
    /// Counts by index; the queues are short when all is well.
    pub async fn queue_depths(&self) -> Result<QueueDepths, DbErr> {
        let late = self.clock.now() - Duration::minutes(5);
        Ok(QueueDepths {
            outbox_waiting: outbox::Entity::find().count(self.read()).await?,
            outbox_overdue: outbox::Entity::find()
                .filter(outbox::Column::DueAt.lt(late))
                .count(self.read())
                .await?,
            intake_failed: intake::Entity::find()
                .filter(intake::Column::State.eq(intake::IntakeState::Failed))
                .count(self.read())
                .await?,
            channels_in_error: channels::Entity::find()
                .filter(channels::Column::State.eq(channels::ChannelState::Error))
                .count(self.read())
                .await?,
        })
    }

    /// Every channel by name; there are few.
    pub async fn all_channels(&self) -> Result<Vec<channels::Model>, DbErr> {
        channels::Entity::find()
            .order_by_asc(channels::Column::Name)
            .all(self.read())
            .await
    }

    /// Whether reading and writing both answer; what `/readyz` asks.
    pub async fn ping(&self) -> Result<(), DbErr> {
        self.readers.execute_unprepared("SELECT 1").await?;
        self.writers.execute_unprepared("SELECT 1").await?;
        Ok(())
    }

    /// The server's name and version.
    pub async fn server_version(&self) -> Result<String, DbErr> {
        let sql = match self.backend() {
            sea_orm::DbBackend::Sqlite => "SELECT 'SQLite ' || sqlite_version()",
            _ => "SELECT 'PostgreSQL ' || current_setting('server_version')",
        };
        self.first_text(sql).await
    }

    /// SQLite's own look at the file (`PRAGMA quick_check`); `ok` on PostgreSQL, which checks its pages itself.
    pub async fn integrity(&self) -> Result<String, DbErr> {
        match self.backend() {
            sea_orm::DbBackend::Sqlite => self.first_text("PRAGMA quick_check(5)").await,
            _ => Ok("ok".into()),
        }
    }

    async fn first_text(&self, sql: &'static str) -> Result<String, DbErr> {
        let row = self
            .readers
            .query_one_raw(Statement::from_string(self.backend(), sql))
            .await?;
        row.map_or(Ok(String::new()), |row| row.try_get_by_index(0))
    }
}
