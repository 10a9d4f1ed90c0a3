//! Channels, their cursors, and the intake ledger.

use sea_orm_migration::{prelude::*, schema::*};

use crate::definition::{index, references, unique};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [
            channels(),
            role_channels(),
            channel_cursors(),
            intake(),
            imports(),
        ] {
            manager.create_table(table).await?;
        }
        for index in [
            unique("intake", &["channel_id", "external_id"]),
            index("intake", &["state", "id"]),
            index("intake", &["message_id"]),
            index("intake", &["reference_id"]),
            unique("imports", &["channel_id", "source"]),
        ] {
            manager.create_index(index).await?;
        }
        Ok(())
    }
}

fn channels() -> TableCreateStatement {
    Table::create()
        .table("channels")
        .col(uuid("id").primary_key())
        .col(string("kind"))
        .col(string("name").unique_key())
        .col(string_null("address"))
        .col(json("settings"))
        .col(blob_null("secrets"))
        .col(string("state"))
        .col(uuid_null("team_id"))
        .col(string("language"))
        .col(boolean("acknowledge"))
        .col(boolean("tag_subject"))
        .col(string("sender_name"))
        .col(text("signature"))
        .col(timestamp_with_time_zone_null("last_ok_at"))
        .col(text_null("last_error"))
        .col(timestamp_with_time_zone_null("last_error_at"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("updated_at"))
        .col(big_integer("version"))
        .foreign_key(&mut references(
            "channels",
            "team_id",
            "teams",
            ForeignKeyAction::SetNull,
        ))
        .to_owned()
}

fn role_channels() -> TableCreateStatement {
    Table::create()
        .table("role_channels")
        .col(uuid("role_id"))
        .col(uuid("channel_id"))
        .primary_key(Index::create().col("role_id").col("channel_id"))
        .foreign_key(&mut references(
            "role_channels",
            "role_id",
            "roles",
            ForeignKeyAction::Cascade,
        ))
        .foreign_key(&mut references(
            "role_channels",
            "channel_id",
            "channels",
            ForeignKeyAction::Cascade,
        ))
        .to_owned()
}

fn channel_cursors() -> TableCreateStatement {
    Table::create()
        .table("channel_cursors")
        .col(uuid("channel_id"))
        .col(string("stream"))
        .col(json("cursor"))
        .col(big_integer_null("remaining"))
        .col(timestamp_with_time_zone("updated_at"))
        .primary_key(Index::create().col("channel_id").col("stream"))
        .foreign_key(&mut references(
            "channel_cursors",
            "channel_id",
            "channels",
            ForeignKeyAction::Cascade,
        ))
        .to_owned()
}

fn intake() -> TableCreateStatement {
    Table::create()
        .table("intake")
        .col(uuid("id").primary_key())
        .col(uuid("channel_id"))
        .col(string("external_id"))
        .col(string("source"))
        .col(timestamp_with_time_zone("received_at"))
        .col(string("raw_hash"))
        .col(big_integer("raw_size"))
        .col(string("state"))
        .col(string_null("reason"))
        .col(string_null("subject"))
        .col(string_null("sender"))
        .col(string_null("reference_id"))
        .col(string_null("content_hash"))
        .col(uuid_null("message_id"))
        .col(uuid_null("ticket_id"))
        .col(integer("attempts"))
        .col(uuid_null("handled_by"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("updated_at"))
        .foreign_key(&mut references(
            "intake",
            "channel_id",
            "channels",
            ForeignKeyAction::NoAction,
        ))
        .to_owned()
}

fn imports() -> TableCreateStatement {
    Table::create()
        .table("imports")
        .col(uuid("id").primary_key())
        .col(uuid("channel_id"))
        .col(string("source"))
        .col(big_integer("position"))
        .col(timestamp_with_time_zone("updated_at"))
        .foreign_key(&mut references(
            "imports",
            "channel_id",
            "channels",
            ForeignKeyAction::Cascade,
        ))
        .to_owned()
}
