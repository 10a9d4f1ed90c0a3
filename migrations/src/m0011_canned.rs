//! Canned replies with their files, and macros: what agents say and do often.

use sea_orm_migration::{prelude::*, schema::*};

use crate::definition::{index, references};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [canned_replies(), canned_files(), macros()] {
            manager.create_table(table).await?;
        }
        for index in [
            index("canned_replies", &["sort_key", "id"]),
            index("canned_replies", &["used_count", "id"]),
            index("canned_replies", &["owner_id"]),
            index("canned_replies", &["team_id"]),
            index("canned_files", &["canned_reply_id", "position"]),
            index("canned_files", &["blob_hash"]),
            index("macros", &["position", "id"]),
            index("macros", &["owner_id"]),
            index("macros", &["team_id"]),
        ] {
            manager.create_index(index).await?;
        }
        Ok(())
    }
}

fn canned_replies() -> TableCreateStatement {
    Table::create()
        .table("canned_replies")
        .col(uuid("id").primary_key())
        .col(uuid_null("owner_id"))
        .col(uuid_null("team_id"))
        .col(string("folder"))
        .col(string("title"))
        .col(string("sort_key"))
        .col(string_null("shortcut"))
        .col(string_null("language"))
        .col(text("text"))
        .col(text_null("html"))
        .col(text("search_text"))
        .col(big_integer("used_count"))
        .col(timestamp_with_time_zone_null("last_used_at"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("updated_at"))
        .col(big_integer("version"))
        .foreign_key(&mut owner("canned_replies"))
        .foreign_key(&mut team("canned_replies"))
        .to_owned()
}

fn canned_files() -> TableCreateStatement {
    Table::create()
        .table("canned_files")
        .col(uuid("id").primary_key())
        .col(uuid("canned_reply_id"))
        .col(string("blob_hash"))
        .col(string("filename"))
        .col(string("content_type"))
        .col(big_integer("size"))
        .col(integer("position"))
        .col(timestamp_with_time_zone("created_at"))
        .foreign_key(&mut references(
            "canned_files",
            "canned_reply_id",
            "canned_replies",
            ForeignKeyAction::Cascade,
        ))
        .foreign_key(&mut references(
            "canned_files",
            "blob_hash",
            "blobs",
            ForeignKeyAction::NoAction,
        ))
        .to_owned()
}

fn macros() -> TableCreateStatement {
    Table::create()
        .table("macros")
        .col(uuid("id").primary_key())
        .col(uuid_null("owner_id"))
        .col(uuid_null("team_id"))
        .col(string("name"))
        .col(json("actions"))
        .col(integer("position"))
        .col(big_integer("used_count"))
        .col(timestamp_with_time_zone_null("last_used_at"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("updated_at"))
        .col(big_integer("version"))
        .foreign_key(&mut owner("macros"))
        .foreign_key(&mut team("macros"))
        .to_owned()
}

fn owner(table: &'static str) -> ForeignKeyCreateStatement {
    references(table, "owner_id", "users", ForeignKeyAction::Cascade)
}

/// A team goes only once somebody decided what becomes of its replies and macros.
fn team(table: &'static str) -> ForeignKeyCreateStatement {
    references(table, "team_id", "teams", ForeignKeyAction::NoAction)
}
