//! Notices that agents get by mail: which ones each wants, the mails themselves, and their place in the outbox.

use sea_orm_migration::{prelude::*, schema::*, sea_orm::DbBackend};

use crate::definition::{index, references};

#[derive(DeriveMigrationName)]
pub struct Migration;

/// What is mailed to those who never chose.
const DEFAULT_NOTICES: &str = r#"["assigned","reply","mention","delivery_failed"]"#;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for alter in [
            Table::alter()
                .table("users")
                .add_column(json("mail_notices").default(DEFAULT_NOTICES))
                .to_owned(),
            Table::alter()
                .table("notifications")
                .add_column(timestamp_with_time_zone_null("mail_due_at"))
                .to_owned(),
        ] {
            manager.alter_table(alter).await?;
        }
        manager.create_table(agent_mails()).await?;
        let statements: &[&str] = match manager.get_database_backend() {
            DbBackend::Postgres => POSTGRES,
            _ => SQLITE,
        };
        for statement in statements {
            manager.get_connection().execute_unprepared(statement).await?;
        }
        for index in [
            index("notifications", &["mail_due_at"]),
            index("agent_mails", &["ticket_id"]),
        ] {
            manager.create_index(index).await?;
        }
        Ok(())
    }
}

fn agent_mails() -> TableCreateStatement {
    Table::create()
        .table("agent_mails")
        .col(uuid("id").primary_key())
        .col(uuid("user_id"))
        .col(uuid("ticket_id"))
        .col(uuid("channel_id"))
        .col(string("kind"))
        .col(string("reference_id"))
        .col(string("recipient_name"))
        .col(string("recipient"))
        .col(string_null("reply_to"))
        .col(string("subject"))
        .col(text("text"))
        .col(text("html"))
        .col(string("state"))
        .col(string_null("code"))
        .col(text_null("state_reason"))
        .col(timestamp_with_time_zone("at"))
        .col(timestamp_with_time_zone("updated_at"))
        .foreign_key(&mut references(
            "agent_mails",
            "user_id",
            "users",
            ForeignKeyAction::Cascade,
        ))
        .foreign_key(&mut references(
            "agent_mails",
            "ticket_id",
            "tickets",
            ForeignKeyAction::NoAction,
        ))
        .foreign_key(&mut references(
            "agent_mails",
            "channel_id",
            "channels",
            ForeignKeyAction::NoAction,
        ))
        .to_owned()
}

const POSTGRES: &[&str] = &[
    "ALTER TABLE outbox ALTER COLUMN message_id DROP NOT NULL",
    "ALTER TABLE outbox ADD COLUMN agent_mail_id uuid UNIQUE REFERENCES agent_mails (id) ON DELETE CASCADE",
    "ALTER TABLE outbox ADD CONSTRAINT ck_outbox_cargo CHECK ((message_id IS NULL) <> (agent_mail_id IS NULL))",
];

/// SQLite cannot take NOT NULL from a column: the table is written anew (SQLite documentation, "ALTER TABLE", 7).
const SQLITE: &[&str] = &[
    r#"CREATE TABLE outbox_new (
        "id" uuid_text NOT NULL PRIMARY KEY,
        "message_id" uuid_text UNIQUE REFERENCES "messages" ("id"),
        "agent_mail_id" uuid_text UNIQUE REFERENCES "agent_mails" ("id") ON DELETE CASCADE,
        "channel_id" uuid_text NOT NULL REFERENCES "channels" ("id"),
        "due_at" timestamp_with_timezone_text NOT NULL,
        "attempts" integer NOT NULL,
        "attempt_no" integer NOT NULL,
        "stage" varchar NOT NULL,
        "lease_until" timestamp_with_timezone_text,
        "first_tried_at" timestamp_with_timezone_text,
        "last_error" text,
        "created_at" timestamp_with_timezone_text NOT NULL,
        CHECK (("message_id" IS NULL) <> ("agent_mail_id" IS NULL)))"#,
    r#"INSERT INTO outbox_new (id, message_id, channel_id, due_at, attempts, attempt_no, stage, lease_until, first_tried_at, last_error, created_at)
        SELECT id, message_id, channel_id, due_at, attempts, attempt_no, stage, lease_until, first_tried_at, last_error, created_at FROM outbox"#,
    "DROP TABLE outbox",
    "ALTER TABLE outbox_new RENAME TO outbox",
    "CREATE INDEX ix_outbox_stage_due_at ON outbox (stage, due_at)",
    "CREATE INDEX ix_outbox_channel_id_due_at ON outbox (channel_id, due_at)",
];
