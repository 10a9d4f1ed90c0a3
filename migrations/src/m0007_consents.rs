//! What contacts allowed and withdrew: rows are only ever added.

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
        manager.create_table(consents()).await?;
        manager
            .create_index(index("consents", &["contact_id", "id"]))
            .await
    }
}

fn consents() -> TableCreateStatement {
    Table::create()
        .table("consents")
        .col(uuid("id").primary_key())
        .col(uuid("contact_id"))
        .col(uuid_null("channel_id"))
        .col(uuid_null("message_id"))
        .col(string("address"))
        .col(string("purpose"))
        .col(string("state"))
        .col(string("source"))
        .col(text_null("words"))
        .col(string_null("text_version"))
        .col(timestamp_with_time_zone("at"))
        .foreign_key(&mut references(
            "consents",
            "contact_id",
            "contacts",
            ForeignKeyAction::NoAction,
        ))
        .foreign_key(&mut references(
            "consents",
            "channel_id",
            "channels",
            ForeignKeyAction::SetNull,
        ))
        .to_owned()
}
