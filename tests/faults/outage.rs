//! Taking the database away from a hub for a moment: its connections are ended, or somebody else holds the file.

use std::time::{Duration, Instant};

use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection};

use super::place::Place;

/// How long a hub of these stories waits for a connection, in seconds: shorter than an outage.
pub const PATIENCE: &str = "1";

pub struct Outage {
    connection: DatabaseConnection,
    /// A server ends connections; a file is locked.
    is_server: bool,
}

impl Outage {
    pub async fn of(place: &Place) -> Self {
        let url = place.database_url.clone();
        let is_server = url.is_some();
        let file = || format!("sqlite:{}", place.path().join("data/centralino.db").display());
        let mut options = ConnectOptions::new(url.unwrap_or_else(file));
        options.max_connections(1).min_connections(1).sqlx_logging(false);
        Self {
            connection: Database::connect(options).await.unwrap(),
            is_server,
        }
    }

    async fn run(&self, sql: &str) {
        self.connection.execute_unprepared(sql).await.unwrap();
    }

    /// Takes the database away for so long.
    pub async fn strike(&mut self, span: Duration) {
        if !self.is_server {
            self.hold().await;
            tokio::time::sleep(span).await;
            return self.let_go().await;
        }
        let until = Instant::now() + span;
        while Instant::now() < until {
            self.run(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                 WHERE datname = current_database() AND pid <> pg_backend_pid()",
            )
            .await;
            tokio::time::sleep(Duration::from_millis(150)).await;
        }
    }

    /// Nobody else writes from now on.
    pub async fn hold(&self) {
        if self.is_server {
            self.run("BEGIN").await;
            self.run("LOCK TABLE intake, messages, tickets IN ACCESS EXCLUSIVE MODE")
                .await;
        } else {
            self.run("PRAGMA busy_timeout = 30000").await;
            self.run("BEGIN IMMEDIATE").await;
        }
    }

    pub async fn let_go(&self) {
        self.run("ROLLBACK").await;
    }
}
