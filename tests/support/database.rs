//! A fresh database per test: a SQLite file, or a copy of a migrated PostgreSQL template.

use std::hash::{DefaultHasher, Hash, Hasher};

use centralino::clock::Clock;
use centralino::config::DatabaseConfig;
use centralino::live::Live;
use centralino::store::Store;
use centralino_migrations::Migrator;
use sea_orm::{ConnectionTrait, Database};
use sea_orm_migration::MigratorTrait;
use tokio::sync::OnceCell;

/// Named after the migrations it has seen, so that two checkouts can share a server.
fn template() -> String {
    let mut migrations = DefaultHasher::new();
    for migration in Migrator::migrations() {
        migration.name().hash(&mut migrations);
    }
    format!("centralino_test_template_{:x}", migrations.finish())
}

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
    administer(server, &format!("CREATE DATABASE {name} TEMPLATE {}", template())).await;
}

async fn administer(server: &str, sql: &str) {
    let admin = Database::connect(format!("{server}/postgres")).await.unwrap();
    admin.execute_unprepared(sql).await.unwrap();
    admin.close().await.unwrap();
}

async fn prepare_template(server: &str) {
    let template = template();
    let mut options = sea_orm::ConnectOptions::new(format!("{server}/postgres"));
    options.max_connections(1);
    let admin = Database::connect(options).await.unwrap();
    admin
        .execute_unprepared("SELECT pg_advisory_lock(4711)")
        .await
        .unwrap();
    // Fails when it is there already, which is just as well.
    let _ = admin
        .execute_unprepared(&format!("CREATE DATABASE {template}"))
        .await;
    let config = DatabaseConfig {
        url: Some(format!("{server}/{template}")),
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
