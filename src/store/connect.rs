//! Opening the database: SQLite with the settings that make a commit durable, PostgreSQL with the checks that it is.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use centralino_migrations::Migrator;
use sea_orm::sqlx::{self, Connection as _, SqliteConnection};
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement};
use sea_orm_migration::MigratorTrait;

use super::{Store, StoreError};
use crate::clock::Clock;
use crate::config::DatabaseConfig;
use crate::live::Live;

/// SQLite before 3.51.3 can corrupt a WAL database on reset.
const OLDEST_SQLITE: (u32, u32, u32) = (3, 51, 3);

impl Store {
    /// Connects, checks the server and brings the schema up to date. `data_dir` holds the default SQLite file.
    pub async fn open(
        config: &DatabaseConfig,
        data_dir: &Path,
        clock: Clock,
        live: Live,
    ) -> Result<Self, StoreError> {
        let store = Self::connect(config, data_dir, clock, live).await?;
        Migrator::up(&store.writers, None).await?;
        Ok(store)
    }

    /// Connects and checks the server, but leaves the schema as it is.
    pub async fn connect(
        config: &DatabaseConfig,
        data_dir: &Path,
        clock: Clock,
        live: Live,
    ) -> Result<Self, StoreError> {
        let url = config.url_in(data_dir);
        let statements = Arc::new(AtomicU64::new(0));
        let (writers, readers) = if url.starts_with("sqlite:") {
            // The writer comes first: it creates the file and switches it to WAL.
            let mut writers = Database::connect(sqlite(&url, config, Access::Write)).await?;
            check_sqlite(&writers).await?;
            let mut readers = Database::connect(sqlite(&url, config, Access::Read)).await?;
            count_statements(&mut writers, &statements);
            count_statements(&mut readers, &statements);
            (writers, readers)
        } else {
            let mut pool = Database::connect(postgres(&url, config)).await?;
            check_postgres(&pool).await?;
            count_statements(&mut pool, &statements);
            (pool.clone(), pool)
        };
        Ok(Self {
            readers,
            writers,
            url,
            statements,
            clock,
            live,
        })
    }

    /// Names of the migrations that this binary has and the database has not.
    pub async fn pending_migrations(&self) -> Result<Vec<String>, StoreError> {
        let pending = Migrator::get_pending_migrations(&self.writers).await?;
        Ok(pending
            .iter()
            .map(|migration| migration.name().to_owned())
            .collect())
    }

    /// Applies them.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        Ok(Migrator::up(&self.writers, None).await?)
    }
}

impl Store {
    /// Writes a consistent copy of a SQLite database to `path`, which must not exist. Readers and writers go on.
    pub async fn snapshot_sqlite(&self, path: &Path) -> Result<(), StoreError> {
        // A connection of its own: the readers refuse to write, even into another file, and the writer must go on.
        let mut options = ConnectOptions::new(&self.url);
        options.max_connections(1).sqlx_logging(false);
        let own = Database::connect(options).await?;
        let backend = own.get_database_backend();
        let to = path.display().to_string();
        own.execute_raw(Statement::from_sql_and_values(
            backend,
            "VACUUM INTO ?",
            [to.into()],
        ))
        .await?;
        own.close().await?;
        Ok(())
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Access {
    Read,
    Write,
}

fn count_statements(pool: &mut DatabaseConnection, statements: &Arc<AtomicU64>) {
    let statements = Arc::clone(statements);
    pool.set_metric_callback(move |told| {
        statements.fetch_add(1, Ordering::Relaxed);
        // For whoever wonders why something takes long; the values are people's words and stay out of the log.
        tracing::trace!(target: "centralino::sql", sql = told.statement.sql.as_str(), elapsed = ?told.elapsed);
    });
}

fn sqlite(url: &str, config: &DatabaseConfig, access: Access) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    let readers = config.readers;
    options
        .max_connections(if access == Access::Write { 1 } else { readers })
        .min_connections(1)
        .acquire_timeout(Duration::from_secs(config.acquire_timeout_seconds))
        // A SQLite connection does not go stale; closing the last one would checkpoint for nothing.
        .idle_timeout(None::<Duration>)
        .max_lifetime(None::<Duration>)
        .test_before_acquire(false)
        .sqlx_logging(false)
        .record_stmt_in_spans(false)
        .map_sqlx_sqlite_pool_opts(|pool| pool.after_release(|connection, _| Box::pin(is_clean(connection))))
        .map_sqlx_sqlite_opts(move |sqlite| {
            let sqlite = sqlite
                .create_if_missing(access == Access::Write)
                .foreign_keys(true)
                .busy_timeout(Duration::from_secs(60))
                .pragma("journal_mode", "WAL")
                // FULL: what is committed is on the disk (NORMAL may lose it when the power goes).
                .pragma("synchronous", "FULL")
                .pragma("temp_store", "MEMORY")
                .pragma("cache_size", "-16000");
            if access == Access::Read {
                sqlite.pragma("query_only", "ON")
            } else {
                sqlite
            }
        });
    options
}

/// Whether a connection that was given back stands outside any transaction. When the disk is full SQLite may end a
/// transaction by itself; the driver's ROLLBACK then fails and it goes on counting from one, so that later commits would
/// only release savepoints and store nothing. Such a connection is closed.
async fn is_clean(connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    // Waits for a rollback that was only begun.
    connection.ping().await?;
    let left_open = connection.is_in_transaction();
    if left_open {
        tracing::error!("a transaction could not be rolled back: its connection is closed");
    }
    Ok(!left_open)
}

fn postgres(url: &str, config: &DatabaseConfig) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(config.readers + 4)
        .acquire_timeout(Duration::from_secs(config.acquire_timeout_seconds))
        .sqlx_logging(false)
        .record_stmt_in_spans(false)
        .set_application_name("centralino")
        // A node that stands still or is cut off must not hold its locks for longer than its leases last.
        .map_sqlx_postgres_opts(|postgres| {
            postgres.options([("idle_in_transaction_session_timeout", "60s")])
        });
    options
}

async fn check_sqlite(db: &DatabaseConnection) -> Result<(), StoreError> {
    let version = scalar(db, "SELECT sqlite_version()").await?;
    let mut parts = version.split('.').map(|part| part.parse().unwrap_or(0));
    let found = (
        parts.next().unwrap_or(0),
        parts.next().unwrap_or(0),
        parts.next().unwrap_or(0),
    );
    if found < OLDEST_SQLITE {
        return Err(StoreError::Unsuitable(format!(
            "SQLite {version} is too old: 3.51.3 or later is needed"
        )));
    }
    Ok(())
}

async fn check_postgres(db: &DatabaseConnection) -> Result<(), StoreError> {
    if scalar(db, "SHOW fsync").await? == "off" {
        return Err(StoreError::Unsuitable(
            "PostgreSQL runs with fsync=off: what it confirms may be lost. Set fsync=on and restart it"
                .into(),
        ));
    }
    if scalar(db, "SHOW synchronous_commit").await? == "off" {
        tracing::warn!("PostgreSQL runs with synchronous_commit=off: a crash may lose the last moments");
    }
    Ok(())
}

async fn scalar(db: &DatabaseConnection, sql: &'static str) -> Result<String, StoreError> {
    let backend: DbBackend = db.get_database_backend();
    let row = db.query_one_raw(Statement::from_string(backend, sql)).await?;
    Ok(match row {
        Some(row) => row.try_get_by_index(0)?,
        None => String::new(),
    })
}
