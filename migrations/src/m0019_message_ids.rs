//! Letters are found by their Message-ID, however many messages have none: these made every id look as if it stood for
//! most of the table, and SQLite walked all of it for each letter that answers another.

use sea_orm_migration::prelude::*;

use crate::definition::index;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // With the order that is asked for, so that no walk through another index gives it any better.
        for (table, columns) in [
            ("messages", &["reference_id", "created_at", "id"][..]),
            ("intake", &["reference_id", "state", "created_at", "id"][..]),
        ] {
            let named = index(table, columns)
                .and_where(Expr::col("reference_id").is_not_null())
                .to_owned();
            manager.create_index(named).await?;
        }
        for (table, narrow) in [
            ("messages", "ix_messages_reference_id"),
            ("intake", "ix_intake_reference_id_state_id"),
        ] {
            let narrow = Index::drop().name(narrow).table(table).to_owned();
            manager.drop_index(narrow).await?;
        }
        Ok(())
    }
}
