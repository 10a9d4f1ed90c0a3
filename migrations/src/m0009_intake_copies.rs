//! Earlier copies of a mail are found by its Message-ID. SQLite preferred the index that gave the order, and walked the
//! whole ledger for every mail.

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
        manager
            .create_index(index("intake", &["reference_id", "state", "id"]))
            .await?;
        let narrow = Index::drop()
            .name("ix_intake_reference_id")
            .table("intake")
            .to_owned();
        manager.drop_index(narrow).await
    }
}
