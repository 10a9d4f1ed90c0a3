//! A fresh database per test: a SQLite file, or a copy of a migrated PostgreSQL template.

use centralino::clock::Clock;
use centralino::config::DatabaseConfig;
use centralino::live::Live;
use centralino::store::Store;
use sea_orm::{ConnectionTrait, Database};
use tokio::sync::OnceCell;

const TEMPLATE: &str = "centralino_test_template";

/// The server of `CENTRALINO_TEST_DATABASE_URL` (a URL without a database name), if any.
pub fn server() -> Option<String> {
    std::env::var("CENTRALINO_TEST_DATABASE_URL")
        .ok()
        .map(|url| url.trim_end_matches('/').to_owned())
}

/// Settings of a database that nobody else uses.
pub async fn fresh() -> DatabaseConfig {
    let mut config = DatabaseConfig {
        readers: 4,
        acquire_timeout_seconds: 20,
        ..Default::default()
    };
    if let Some(server) = server() {
        let name = format!("t_{}", Clock::system().id().simple());
        create(&server, &name).await;
        config.url = Some(format!("{server}/{name}"));
    }
    config
}

/// Settings of a database without any table, for restoring into.
pub async fn empty() -> DatabaseConfig {
    let mut config = DatabaseConfig {
        readers: 4,
        ..Default::default()
    };
    if let Some(server) = server() {
        let name = format!("t_{}", Clock::system().id().simple());
        administer(&server, &format!("CREATE DATABASE {name} TEMPLATE template0")).await;
        config.url = Some(format!("{server}/{name}"));
    }
    config
}

async fn create(server: &str, name: &str) {
    // Within one process the template is made once; between processes an advisory lock queues them.
    static READY: OnceCell<()> = OnceCell::const_new();
    READY.get_or_init(|| prepare_template(server)).await;
    administer(server, &format!("CREATE DATABASE {name} TEMPLATE {TEMPLATE}")).await;
}

async fn administer(server: &str, sql: &str) {
    let admin = Database::connect(format!("{server}/postgres")).await.unwrap();
    admin.execute_unprepared(sql).await.unwrap();
    admin.close().await.unwrap();
}

async fn prepare_template(server: &str) {
    let mut options = sea_orm::ConnectOptions::new(format!("{server}/postgres"));
    options.max_connections(1);
    let admin = Database::connect(options).await.unwrap();
    admin
        .execute_unprepared("SELECT pg_advisory_lock(4711)")
        .await
        .unwrap();
    // Fails when it is there already, which is just as well.
    let _ = admin
        .execute_unprepared(&format!("CREATE DATABASE {TEMPLATE}"))
        .await;
    let config = DatabaseConfig {
        url: Some(format!("{server}/{TEMPLATE}")),
        readers: 1,
        ..Default::default()
    };
    let here = std::path::Path::new(".");
    let store = Store::open(&config, here, Clock::system(), Live::in_process())
        .await
        .unwrap();
    store.close().await.unwrap();
    admin
        .execute_unprepared("SELECT pg_advisory_unlock(4711)")
        .await
        .unwrap();
    admin.close().await.unwrap();
}
