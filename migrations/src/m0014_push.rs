//! Web push: the browsers that agents allowed to be told, which notices each agent wants there, and what is on its way.

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
        let wanted = Table::alter()
            .table("notifications")
            .add_column(timestamp_with_time_zone_null("push_due_at"))
            .to_owned();
        manager.alter_table(wanted).await?;
        for table in [push_subscriptions(), push_rules(), push_messages()] {
            manager.create_table(table).await?;
        }
        for index in [
            index("notifications", &["push_due_at"]),
            index("notifications", &["user_id", "ticket_id"]),
            unique("push_subscriptions", &["endpoint"]),
            index("push_subscriptions", &["user_id"]),
            index("push_subscriptions", &["session_id"]),
            index("push_subscriptions", &["seen_at"]),
            unique("push_messages", &["subscription_id", "notification_id"]),
            index("push_messages", &["notification_id"]),
            index("push_messages", &["due_at"]),
        ] {
            manager.create_index(index).await?;
        }
        Ok(())
    }
}

fn push_subscriptions() -> TableCreateStatement {
    Table::create()
        .table("push_subscriptions")
        .col(uuid("id").primary_key())
        .col(uuid("user_id"))
        .col(uuid_null("session_id"))
        .col(string("endpoint"))
        .col(string("p256dh"))
        .col(string("auth"))
        .col(string("server_key"))
        .col(string("name"))
        .col(boolean("enabled"))
        .col(boolean("previews"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("seen_at"))
        .col(timestamp_with_time_zone_null("last_ok_at"))
        .col(integer("failures"))
        .col(text_null("last_error"))
        .col(big_integer("version"))
        .foreign_key(&mut references(
            "push_subscriptions",
            "user_id",
            "users",
            ForeignKeyAction::Cascade,
        ))
        .foreign_key(&mut references(
            "push_subscriptions",
            "session_id",
            "sessions",
            ForeignKeyAction::SetNull,
        ))
        .to_owned()
}

fn push_rules() -> TableCreateStatement {
    Table::create()
        .table("push_rules")
        .col(uuid("user_id").primary_key())
        .col(json("notices"))
        .col(integer_null("quiet_from"))
        .col(integer_null("quiet_until"))
        .col(json("quiet_days"))
        .col(timestamp_with_time_zone("updated_at"))
        .col(big_integer("version"))
        .foreign_key(&mut references(
            "push_rules",
            "user_id",
            "users",
            ForeignKeyAction::Cascade,
        ))
        .to_owned()
}

fn push_messages() -> TableCreateStatement {
    Table::create()
        .table("push_messages")
        .col(uuid("id").primary_key())
        .col(uuid("subscription_id"))
        .col(uuid_null("notification_id"))
        .col(timestamp_with_time_zone("due_at"))
        .col(integer("attempts"))
        .col(integer("attempt_no"))
        .col(timestamp_with_time_zone_null("lease_until"))
        .col(timestamp_with_time_zone("created_at"))
        .foreign_key(&mut references(
            "push_messages",
            "subscription_id",
            "push_subscriptions",
            ForeignKeyAction::Cascade,
        ))
        .foreign_key(&mut references(
            "push_messages",
            "notification_id",
            "notifications",
            ForeignKeyAction::Cascade,
        ))
        .to_owned()
}
