//! How each user likes the screen: theme, keys, columns, board. The UI's own words, kept so that every device knows them.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let add = Table::alter()
            .table("users")
            .add_column(json("preferences").default("{}"))
            .to_owned();
        manager.alter_table(add).await
    }
}
