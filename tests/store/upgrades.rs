//! A hub in use is upgraded: from every earlier schema with rows in every table, all of them are there afterwards.

use std::collections::BTreeSet;

use centralino::clock::Clock;
use centralino::live::Live;
use centralino::store::Store;
use centralino_migrations::Migrator;
use sea_orm::{ConnectionTrait, Database, DatabaseConnection, DbBackend};
use sea_orm_migration::MigratorTrait;

use super::schema::{Schema, Table, strings};
use crate::support::database;

/// Rows a table is filled with: one where everything is set, one where all that may be empty is, and one more.
const ROWS: i64 = 3;

/// Exactly one of the two is set.
const EITHER: &[(&str, &str, &str)] = &[
    ("outbox", "message_id", "agent_mail_id"),
    ("agent_mails", "ticket_id", "invitation_id"),
];

/// Indexes that a later migration took away because another one answers the same.
const DROPPED: &[&str] = &[
    "index intake (reference_id)",
    "index messages (contact_id, id)",
    "index messages (reference_id)",
    "index intake (reference_id, state, id)",
    "index events (contact_id, id)",
    "index tickets (snoozed_until)",
];

#[tokio::test]
async fn a_filled_database_is_upgraded_from_every_earlier_schema() {
    let newest = u32::try_from(Migrator::migrations().len()).unwrap();
    for reached in 1..newest {
        upgrade_from(reached).await;
    }
}

async fn upgrade_from(reached: u32) {
    let dir = tempfile::tempdir().unwrap();
    let config = database::empty().await;
    let store = Store::connect(&config, dir.path(), Clock::system(), Live::in_process())
        .await
        .unwrap();
    let url = config.url_in(dir.path());
    let db = Database::connect(&url).await.unwrap();
    Migrator::up(&db, Some(reached)).await.unwrap();
    let before = Schema::of(&db).await;
    for table in &before.tables {
        fill(&db, &before, table).await;
    }
    let rows_before = rows(&db, &before, &before).await;
    assert!(rows_before.len() >= before.tables.len() * 3);
    db.close().await.unwrap();

    store.migrate().await.unwrap();
    store.close().await.unwrap();

    let db = Database::connect(&url).await.unwrap();
    let after = Schema::of(&db).await;
    assert_eq!(rows(&db, &before, &after).await, rows_before, "from {reached}");
    let lost: Vec<String> = before
        .facts()
        .difference(&after.facts())
        .filter(|fact| !DROPPED.contains(&fact.as_str()))
        .cloned()
        .collect();
    assert!(lost.is_empty(), "from {reached}: {lost:#?}");
    if db.get_database_backend() == DbBackend::Sqlite {
        sound(&db, reached, &before).await;
    }
    db.close().await.unwrap();
}

/// What PostgreSQL makes sure of by itself.
async fn sound(db: &DatabaseConnection, reached: u32, before: &Schema) {
    let broken = strings(
        db,
        "SELECT \"table\" || ' ' || rowid FROM pragma_foreign_key_check",
    )
    .await;
    assert!(broken.is_empty(), "from {reached}: {broken:#?}");
    assert_eq!(
        strings(db, "SELECT * FROM pragma_integrity_check").await,
        ["ok"],
        "from {reached}"
    );
    if before.tables.iter().any(|table| table.name == "search_documents") {
        db.execute_unprepared("INSERT INTO search_index(search_index, rank) VALUES ('integrity-check', 1)")
            .await
            .unwrap();
        let found = strings(
            db,
            "SELECT CAST(rowid AS text) FROM search_index WHERE search_index MATCH 'search_documents'",
        )
        .await;
        assert_eq!(found.len() as i64, ROWS);
    }
}

/// The two databases are of one schema, however differently a change had to be written.
#[tokio::test]
async fn both_databases_have_the_same_schema() {
    let dir = tempfile::tempdir().unwrap();
    let file = format!("sqlite://{}?mode=rwc", dir.path().join("other.db").display());
    let config = database::fresh().await;
    let store = Store::open(&config, dir.path(), Clock::system(), Live::in_process())
        .await
        .unwrap();
    let here = Schema::of(store.read()).await;
    let sqlite = Database::connect(file).await.unwrap();
    Migrator::up(&sqlite, None).await.unwrap();
    let there = Schema::of(&sqlite).await;
    let differences: Vec<String> = here
        .facts()
        .symmetric_difference(&there.facts())
        .cloned()
        .collect();
    assert!(differences.is_empty(), "{differences:#?}");
    assert!(here.tables.len() > 50);
}

async fn fill(db: &DatabaseConnection, schema: &Schema, table: &Table) {
    for n in 1..=ROWS {
        let columns: Vec<String> = table
            .columns
            .iter()
            .map(|column| format!("\"{}\"", column.name))
            .collect();
        let values: Vec<String> = table
            .columns
            .iter()
            .map(|column| {
                if is_empty(table, &column.name, column.nullable, n) {
                    "NULL".to_owned()
                } else {
                    literal(db.get_database_backend(), schema, table, &column.name, n)
                }
            })
            .collect();
        let insert = format!(
            "INSERT INTO \"{}\" ({}) VALUES ({})",
            table.name,
            columns.join(", "),
            values.join(", ")
        );
        db.execute_unprepared(&insert)
            .await
            .unwrap_or_else(|error| panic!("{error}: {insert}"));
    }
}

fn is_empty(table: &Table, column: &str, nullable: bool, n: i64) -> bool {
    let has = |name: &str| table.columns.iter().any(|column| column.name == name);
    for (name, one, other) in EITHER {
        if table.name == *name && has(other) {
            if column == *one {
                return n % 2 == 0;
            }
            if column == *other {
                return n % 2 == 1;
            }
        }
    }
    nullable && n == 2
}

/// What row `n` has in a column: always the same, so that a reference is the value of what it refers to.
fn literal(backend: DbBackend, schema: &Schema, table: &Table, column: &str, n: i64) -> String {
    if let Some(reference) = table.references.iter().find(|one| one.column == column) {
        let target = schema.table(&reference.target);
        return literal(backend, schema, target, &reference.target_column, n);
    }
    let kind = &table
        .columns
        .iter()
        .find(|one| one.name == column)
        .expect("a column of the table")
        .kind;
    let postgres = backend == DbBackend::Postgres;
    let number: i64 = table.name.bytes().chain(column.bytes()).map(i64::from).sum();
    match kind.as_str() {
        "uuid" | "uuid_text" => {
            let hex = format!("{number:016x}{n:016x}");
            if postgres {
                format!("'{hex}'")
            } else {
                format!("x'{hex}'")
            }
        }
        "boolean" => (n % 2 == 1).to_string(),
        "bigint" | "integer" | "smallint" => n.to_string(),
        "double" | "double precision" => format!("{n}.25"),
        "date" | "date_text" => format!("'2026-01-0{n}'"),
        "timestamp with time zone" | "timestamp_with_timezone_text" => {
            format!("'2026-01-0{n} 10:11:12.123456+00:00'")
        }
        "json" | "jsonb" | "json_text" => format!(r#"'{{"n": {n}, "word": "perché"}}'"#),
        "bytea" => format!("'\\x00ff0{n}'"),
        "blob" => format!("x'00ff0{n}'"),
        "text" | "varchar" | "character varying" => format!("'{} {column}: l''anno {n}, però'", table.name),
        other => panic!("{}.{column}: no value for the type {other}", table.name),
    }
}

/// Every row, as text, of the tables and columns that `before` knows; whatever became of their order.
async fn rows(db: &DatabaseConnection, before: &Schema, now: &Schema) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for table in &before.tables {
        assert!(
            now.tables.iter().any(|one| one.name == table.name),
            "{} is gone",
            table.name
        );
        let parts: Vec<String> = table
            .columns
            .iter()
            .map(|column| match db.get_database_backend() {
                DbBackend::Postgres => format!("coalesce(\"{}\"::text, 'NULL')", column.name),
                _ => format!("quote(\"{}\")", column.name),
            })
            .collect();
        let select = format!(
            "SELECT {} AS line FROM \"{}\"",
            parts.join(" || ' | ' || "),
            table.name
        );
        let lines = strings(db, &select).await;
        assert_eq!(lines.len() as i64, ROWS, "{}", table.name);
        all.extend(lines.into_iter().map(|line| format!("{}: {line}", table.name)));
    }
    all
}
