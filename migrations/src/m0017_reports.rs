//! What the board counts is read from ranges of time, however many rows lie before them.

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
        // Only what came in, and nothing that changes later: an index that is written once a message.
        let volume = index("messages", &["at", "channel_id"])
            .and_where(Expr::col("kind").eq("inbound"))
            .to_owned();
        for index in [
            volume,
            index("tickets", &["first_reply_at", "created_at"]),
            index("tickets", &["resolved_at", "created_at"]),
        ] {
            manager.create_index(index).await?;
        }
        Ok(())
    }
}
