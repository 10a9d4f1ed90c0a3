//! The full-text index.

use sea_orm_migration::{prelude::*, schema::*, sea_orm::DbBackend};

use crate::definition::{index, unique};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [search_documents()] {
            manager.create_table(table).await?;
        }
        for index in [
            unique("search_documents", &["kind", "object_id"]),
            index("search_documents", &["ticket_id"]),
        ] {
            manager.create_index(index).await?;
        }
        let statements: &[&str] = match manager.get_database_backend() {
            DbBackend::Postgres => POSTGRES,
            _ => SQLITE,
        };
        for statement in statements {
            manager.get_connection().execute_unprepared(statement).await?;
        }
        Ok(())
    }
}

/// The vector follows the text by itself.
const POSTGRES: &[&str] = &[
    "ALTER TABLE search_documents ADD COLUMN vector tsvector GENERATED ALWAYS AS (to_tsvector('simple', body)) STORED",
    "CREATE INDEX ix_search_documents_vector ON search_documents USING gin (vector)",
];

/// FTS5 over the same rows, kept in step by triggers (SQLite documentation, "External Content Tables").
const SQLITE: &[&str] = &[
    "CREATE VIRTUAL TABLE search_index USING fts5(body, content='search_documents', content_rowid='rid', tokenize='unicode61 remove_diacritics 2')",
    "CREATE TRIGGER search_documents_insert AFTER INSERT ON search_documents BEGIN INSERT INTO search_index(rowid, body) VALUES (new.rid, new.body); END",
    "CREATE TRIGGER search_documents_delete AFTER DELETE ON search_documents BEGIN INSERT INTO search_index(search_index, rowid, body) VALUES ('delete', old.rid, old.body); END",
    "CREATE TRIGGER search_documents_update AFTER UPDATE OF body ON search_documents BEGIN INSERT INTO search_index(search_index, rowid, body) VALUES ('delete', old.rid, old.body); INSERT INTO search_index(rowid, body) VALUES (new.rid, new.body); END",
];

fn search_documents() -> TableCreateStatement {
    Table::create()
        .table("search_documents")
        .col(big_pk_auto("rid"))
        .col(string("kind"))
        .col(uuid("object_id"))
        .col(uuid_null("ticket_id"))
        .col(uuid_null("contact_id"))
        .col(uuid_null("channel_id"))
        .col(timestamp_with_time_zone("at"))
        .col(text("body"))
        .to_owned()
}
