//! Change notices for the processes that hold live connections, left by those that hold none.

use sea_orm_migration::{prelude::*, schema::*};

use crate::definition::index;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let bells = Table::create()
            .table("bells")
            .col(uuid("id").primary_key())
            .col(json("notices"))
            .col(timestamp_with_time_zone("at"))
            .to_owned();
        manager.create_table(bells).await?;
        manager.create_index(index("bells", &["at"])).await
    }
}
