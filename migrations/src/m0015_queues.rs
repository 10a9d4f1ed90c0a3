//! Queues: views of a team, which facts their rows show, mentions by user, and two more orders of tickets.

use sea_orm_migration::{prelude::*, schema::*, sea_orm::DbBackend};

use crate::definition::index;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // A view goes with its team: without one it would be everybody's. SQLite takes a foreign key only together with
        // the column, which the builder cannot say.
        let team = match manager.get_database_backend() {
            DbBackend::Postgres => "uuid",
            _ => "uuid_text",
        };
        manager
            .get_connection()
            .execute_unprepared(&format!(
                "ALTER TABLE views ADD COLUMN team_id {team} REFERENCES teams (id) ON DELETE CASCADE"
            ))
            .await?;
        let columns = Table::alter()
            .table("views")
            .add_column(json_null("columns"))
            .to_owned();
        manager.alter_table(columns).await?;
        for index in [
            index("views", &["team_id"]),
            index("notifications", &["user_id", "kind", "id"]),
            index("tickets", &["status", "id"]),
            index("tickets", &["status", "snoozed_until", "id"]),
        ] {
            manager.create_index(index).await?;
        }
        // What asked by this one asks by status too.
        let narrow = Index::drop()
            .name("ix_tickets_snoozed_until")
            .table("tickets")
            .to_owned();
        manager.drop_index(narrow).await
    }
}
