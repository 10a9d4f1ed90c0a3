//! What people say of themselves (photo, availability), invitations by mail, the processes that run, and the ways the
//! audit log is looked through.

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
        for column in [
            string_null("photo_hash"),
            string("availability").default("available").to_owned(),
        ] {
            let alter = Table::alter().table("users").add_column(column).to_owned();
            manager.alter_table(alter).await?;
        }
        let nodes = Table::create()
            .table("nodes")
            .col(uuid("id").primary_key())
            .col(string("host"))
            .col(string("version"))
            .col(timestamp_with_time_zone("started_at"))
            .col(timestamp_with_time_zone("seen_at"))
            .col(json("jobs"))
            .to_owned();
        manager.create_table(nodes).await?;
        let statements: &[&str] = match manager.get_database_backend() {
            DbBackend::Postgres => POSTGRES,
            _ => SQLITE,
        };
        for statement in statements {
            manager.get_connection().execute_unprepared(statement).await?;
        }
        for index in [
            index("audit_log", &["actor_id", "id"]),
            index("audit_log", &["action", "id"]),
            index("agent_mails", &["user_id"]),
            index("agent_mails", &["invitation_id"]),
        ] {
            manager.create_index(index).await?;
        }
        Ok(())
    }
}

const POSTGRES: &[&str] = &[
    "ALTER TABLE agent_mails ALTER COLUMN ticket_id DROP NOT NULL",
    "ALTER TABLE agent_mails ALTER COLUMN kind DROP NOT NULL",
    "ALTER TABLE agent_mails ADD COLUMN invitation_id uuid REFERENCES invitations (id) ON DELETE CASCADE",
    "ALTER TABLE agent_mails ADD CONSTRAINT ck_agent_mails_about CHECK ((ticket_id IS NULL) <> (invitation_id IS NULL))",
];

/// SQLite cannot take NOT NULL from a column: the table is written anew (SQLite documentation, "ALTER TABLE", 7), and
/// the outbox with it, since dropping a table would take the rows that refer to it along.
const SQLITE: &[&str] = &[
    r#"CREATE TABLE agent_mails_new (
        "id" uuid_text NOT NULL PRIMARY KEY,
        "user_id" uuid_text NOT NULL REFERENCES "users" ("id") ON DELETE CASCADE,
        "ticket_id" uuid_text REFERENCES "tickets" ("id"),
        "invitation_id" uuid_text REFERENCES "invitations" ("id") ON DELETE CASCADE,
        "channel_id" uuid_text NOT NULL REFERENCES "channels" ("id"),
        "kind" varchar,
        "reference_id" varchar NOT NULL,
        "recipient_name" varchar NOT NULL,
        "recipient" varchar NOT NULL,
        "reply_to" varchar,
        "subject" varchar NOT NULL,
        "text" text NOT NULL,
        "html" text NOT NULL,
        "state" varchar NOT NULL,
        "code" varchar,
        "state_reason" text,
        "at" timestamp_with_timezone_text NOT NULL,
        "updated_at" timestamp_with_timezone_text NOT NULL,
        CHECK (("ticket_id" IS NULL) <> ("invitation_id" IS NULL)))"#,
    r#"INSERT INTO agent_mails_new (id, user_id, ticket_id, channel_id, kind, reference_id, recipient_name, recipient, reply_to, subject, text, html, state, code, state_reason, at, updated_at)
        SELECT id, user_id, ticket_id, channel_id, kind, reference_id, recipient_name, recipient, reply_to, subject, text, html, state, code, state_reason, at, updated_at FROM agent_mails"#,
    r#"CREATE TABLE outbox_new (
        "id" uuid_text NOT NULL PRIMARY KEY,
        "message_id" uuid_text UNIQUE REFERENCES "messages" ("id"),
        "agent_mail_id" uuid_text UNIQUE REFERENCES "agent_mails_new" ("id") ON DELETE CASCADE,
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
    r#"INSERT INTO outbox_new (id, message_id, agent_mail_id, channel_id, due_at, attempts, attempt_no, stage, lease_until, first_tried_at, last_error, created_at)
        SELECT id, message_id, agent_mail_id, channel_id, due_at, attempts, attempt_no, stage, lease_until, first_tried_at, last_error, created_at FROM outbox"#,
    "DROP TABLE outbox",
    "DROP TABLE agent_mails",
    // Renaming a table renames it in the foreign keys of the others, too.
    "ALTER TABLE agent_mails_new RENAME TO agent_mails",
    "ALTER TABLE outbox_new RENAME TO outbox",
    "CREATE INDEX ix_agent_mails_ticket_id ON agent_mails (ticket_id)",
    "CREATE INDEX ix_outbox_stage_due_at ON outbox (stage, due_at)",
    "CREATE INDEX ix_outbox_channel_id_due_at ON outbox (channel_id, due_at)",
];
