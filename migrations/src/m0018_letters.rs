//! Drafts keep all that a letter is (what it answers or passes on, whether it quotes), forwards know what they passed
//! on, and an agent's signature may be rich text.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{boolean, json_null, text_null, uuid_null};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // SQLite adds one column at a time.
        for (table, column) in [
            ("drafts", uuid_null("answer_to")),
            ("drafts", uuid_null("forward_of")),
            ("drafts", json_null("forward_attachments")),
            ("drafts", boolean("quote").default(true).take()),
            ("messages", uuid_null("forward_of")),
            ("users", text_null("signature_html")),
        ] {
            let mut column = column;
            manager
                .alter_table(Table::alter().table(table).add_column(&mut column).to_owned())
                .await?;
        }
        Ok(())
    }
}
