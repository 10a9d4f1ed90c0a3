//! Tickets, messages, timeline events and what hangs on them.

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
        for table in [
            tickets(),
            ticket_links(),
            tags(),
            taggings(),
            participants(),
            messages(),
            deliveries(),
            blobs(),
            attachments(),
            drafts(),
            outbox(),
            events(),
            views(),
            notifications(),
            ticket_reads(),
            automatic_replies(),
        ] {
            manager.create_table(table).await?;
        }
        for index in [
            index("tickets", &["status", "last_activity_at", "id"]),
            index("tickets", &["status", "waiting_since", "id"]),
            index("tickets", &["status", "priority_rank", "last_activity_at", "id"]),
            index("tickets", &["assignee_id", "status", "last_activity_at", "id"]),
            index("tickets", &["team_id", "status", "last_activity_at", "id"]),
            index("tickets", &["contact_id", "id"]),
            index("tickets", &["channel_id", "status", "last_activity_at", "id"]),
            index("tickets", &["last_activity_at", "id"]),
            index("tickets", &["snoozed_until"]),
            index("ticket_links", &["other_id"]),
            index("taggings", &["ticket_id"]),
            unique("participants", &["ticket_id", "identity_id"]),
            index("participants", &["identity_id"]),
            index("participants", &["contact_id"]),
            unique("messages", &["channel_id", "external_id"]),
            index("messages", &["ticket_id", "id"]),
            index("messages", &["contact_id", "id"]),
            index("messages", &["reference_id"]),
            unique("deliveries", &["message_id", "recipient"]),
            index("attachments", &["message_id"]),
            index("attachments", &["blob_hash"]),
            unique("drafts", &["ticket_id", "user_id", "kind"]),
            index("drafts", &["user_id"]),
            index("outbox", &["stage", "due_at"]),
            index("outbox", &["channel_id", "due_at"]),
            index("events", &["ticket_id", "id"]),
            index("events", &["contact_id", "id"]),
            index("views", &["owner_id"]),
            index("notifications", &["user_id", "id"]),
            index("notifications", &["user_id", "read_at"]),
            index("automatic_replies", &["recipient", "sent_at"]),
            index("automatic_replies", &["ticket_id", "sent_at"]),
        ] {
            manager.create_index(index).await?;
        }
        Ok(())
    }
}

fn tickets() -> TableCreateStatement {
    Table::create()
        .table("tickets")
        .col(uuid("id").primary_key())
        .col(big_integer("number").unique_key())
        .col(string("subject"))
        .col(string("status"))
        .col(string("priority"))
        .col(small_integer("priority_rank"))
        .col(uuid_null("assignee_id"))
        .col(uuid_null("team_id"))
        .col(uuid("contact_id"))
        .col(uuid("channel_id"))
        .col(string_null("language"))
        .col(string("preview"))
        .col(timestamp_with_time_zone_null("snoozed_until"))
        .col(timestamp_with_time_zone_null("waiting_since"))
        .col(timestamp_with_time_zone_null("first_reply_at"))
        .col(timestamp_with_time_zone_null("resolved_at"))
        .col(timestamp_with_time_zone("last_activity_at"))
        .col(uuid_null("last_message_id"))
        .col(timestamp_with_time_zone_null("last_inbound_at"))
        .col(uuid_null("merged_into"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("updated_at"))
        .col(big_integer("version"))
        .foreign_key(&mut references(
            "tickets",
            "assignee_id",
            "users",
            ForeignKeyAction::NoAction,
        ))
        .foreign_key(&mut references(
            "tickets",
            "team_id",
            "teams",
            ForeignKeyAction::SetNull,
        ))
        .foreign_key(&mut references(
            "tickets",
            "contact_id",
            "contacts",
            ForeignKeyAction::NoAction,
        ))
        .foreign_key(&mut references(
            "tickets",
            "channel_id",
            "channels",
            ForeignKeyAction::NoAction,
        ))
        .to_owned()
}

fn ticket_links() -> TableCreateStatement {
    Table::create()
        .table("ticket_links")
        .col(uuid("ticket_id"))
        .col(uuid("other_id"))
        .col(string("kind"))
        .col(timestamp_with_time_zone("created_at"))
        .primary_key(Index::create().col("ticket_id").col("other_id"))
        .foreign_key(&mut references(
            "ticket_links",
            "ticket_id",
            "tickets",
            ForeignKeyAction::NoAction,
        ))
        .foreign_key(&mut references(
            "ticket_links",
            "other_id",
            "tickets",
            ForeignKeyAction::NoAction,
        ))
        .to_owned()
}

fn tags() -> TableCreateStatement {
    Table::create()
        .table("tags")
        .col(uuid("id").primary_key())
        .col(string("name").unique_key())
        .col(string("color"))
        .col(timestamp_with_time_zone("created_at"))
        .to_owned()
}

fn taggings() -> TableCreateStatement {
    Table::create()
        .table("taggings")
        .col(uuid("tag_id"))
        .col(uuid("ticket_id"))
        .primary_key(Index::create().col("tag_id").col("ticket_id"))
        .foreign_key(&mut references(
            "taggings",
            "tag_id",
            "tags",
            ForeignKeyAction::Cascade,
        ))
        .foreign_key(&mut references(
            "taggings",
            "ticket_id",
            "tickets",
            ForeignKeyAction::NoAction,
        ))
        .to_owned()
}

fn participants() -> TableCreateStatement {
    Table::create()
        .table("participants")
        .col(uuid("id").primary_key())
        .col(uuid("ticket_id"))
        .col(uuid("contact_id"))
        .col(uuid("identity_id"))
        .col(string("role"))
        .col(timestamp_with_time_zone("added_at"))
        .foreign_key(&mut references(
            "participants",
            "ticket_id",
            "tickets",
            ForeignKeyAction::NoAction,
        ))
        .foreign_key(&mut references(
            "participants",
            "contact_id",
            "contacts",
            ForeignKeyAction::NoAction,
        ))
        .foreign_key(&mut references(
            "participants",
            "identity_id",
            "identities",
            ForeignKeyAction::NoAction,
        ))
        .to_owned()
}

fn messages() -> TableCreateStatement {
    Table::create()
        .table("messages")
        .col(uuid("id").primary_key())
        .col(uuid("ticket_id"))
        .col(uuid("contact_id"))
        .col(uuid_null("channel_id"))
        .col(string("kind"))
        .col(string("author_kind"))
        .col(uuid_null("author_user_id"))
        .col(uuid_null("author_identity_id"))
        .col(string("author_name"))
        .col(string_null("author_address"))
        .col(string_null("external_id"))
        .col(string_null("reference_id"))
        .col(string_null("in_reply_to"))
        .col(json("reference_ids"))
        .col(string_null("subject"))
        .col(text("text"))
        .col(text_null("html"))
        .col(text("reply_text"))
        .col(json("to"))
        .col(json("cc"))
        .col(json("bcc"))
        .col(json("reply_to"))
        .col(string_null("automatic"))
        .col(boolean("third_party"))
        .col(json_null("forwarded_from"))
        .col(string("state"))
        .col(text_null("state_reason"))
        .col(uuid_null("seen_message_id"))
        .col(json("problems"))
        .col(timestamp_with_time_zone("at"))
        .col(timestamp_with_time_zone_null("sent_at"))
        .col(timestamp_with_time_zone("created_at"))
        .col(big_integer("version"))
        .foreign_key(&mut references(
            "messages",
            "ticket_id",
            "tickets",
            ForeignKeyAction::NoAction,
        ))
        .foreign_key(&mut references(
            "messages",
            "contact_id",
            "contacts",
            ForeignKeyAction::NoAction,
        ))
        .foreign_key(&mut references(
            "messages",
            "channel_id",
            "channels",
            ForeignKeyAction::NoAction,
        ))
        .foreign_key(&mut references(
            "messages",
            "author_user_id",
            "users",
            ForeignKeyAction::NoAction,
        ))
        .foreign_key(&mut references(
            "messages",
            "author_identity_id",
            "identities",
            ForeignKeyAction::NoAction,
        ))
        .to_owned()
}

fn deliveries() -> TableCreateStatement {
    Table::create()
        .table("deliveries")
        .col(uuid("id").primary_key())
        .col(uuid("message_id"))
        .col(string("recipient"))
        .col(string("state"))
        .col(string_null("code"))
        .col(text_null("reason"))
        .col(timestamp_with_time_zone("updated_at"))
        .foreign_key(&mut references(
            "deliveries",
            "message_id",
            "messages",
            ForeignKeyAction::Cascade,
        ))
        .to_owned()
}

fn blobs() -> TableCreateStatement {
    Table::create()
        .table("blobs")
        .col(string("hash").primary_key())
        .col(big_integer("size"))
        .col(timestamp_with_time_zone("created_at"))
        .to_owned()
}

fn attachments() -> TableCreateStatement {
    Table::create()
        .table("attachments")
        .col(uuid("id").primary_key())
        .col(uuid_null("message_id"))
        .col(uuid_null("uploaded_by"))
        .col(string("blob_hash"))
        .col(string("filename"))
        .col(string("content_type"))
        .col(big_integer("size"))
        .col(string_null("content_id"))
        .col(boolean("inline"))
        .col(integer("position"))
        .col(timestamp_with_time_zone("created_at"))
        .foreign_key(&mut references(
            "attachments",
            "message_id",
            "messages",
            ForeignKeyAction::Cascade,
        ))
        .foreign_key(&mut references(
            "attachments",
            "uploaded_by",
            "users",
            ForeignKeyAction::NoAction,
        ))
        .foreign_key(&mut references(
            "attachments",
            "blob_hash",
            "blobs",
            ForeignKeyAction::NoAction,
        ))
        .to_owned()
}

fn drafts() -> TableCreateStatement {
    Table::create()
        .table("drafts")
        .col(uuid("id").primary_key())
        .col(uuid("ticket_id"))
        .col(uuid("user_id"))
        .col(string("kind"))
        .col(uuid_null("channel_id"))
        .col(json("to"))
        .col(json("cc"))
        .col(json("bcc"))
        .col(string_null("subject"))
        .col(text("text"))
        .col(text_null("html"))
        .col(json("attachments"))
        .col(uuid_null("seen_message_id"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("updated_at"))
        .col(big_integer("version"))
        .foreign_key(&mut references(
            "drafts",
            "ticket_id",
            "tickets",
            ForeignKeyAction::NoAction,
        ))
        .foreign_key(&mut references(
            "drafts",
            "user_id",
            "users",
            ForeignKeyAction::Cascade,
        ))
        .foreign_key(&mut references(
            "drafts",
            "channel_id",
            "channels",
            ForeignKeyAction::SetNull,
        ))
        .to_owned()
}

fn outbox() -> TableCreateStatement {
    Table::create()
        .table("outbox")
        .col(uuid("id").primary_key())
        .col(uuid("message_id").unique_key())
        .col(uuid("channel_id"))
        .col(timestamp_with_time_zone("due_at"))
        .col(integer("attempts"))
        .col(integer("attempt_no"))
        .col(string("stage"))
        .col(timestamp_with_time_zone_null("lease_until"))
        .col(timestamp_with_time_zone_null("first_tried_at"))
        .col(text_null("last_error"))
        .col(timestamp_with_time_zone("created_at"))
        .foreign_key(&mut references(
            "outbox",
            "message_id",
            "messages",
            ForeignKeyAction::NoAction,
        ))
        .foreign_key(&mut references(
            "outbox",
            "channel_id",
            "channels",
            ForeignKeyAction::NoAction,
        ))
        .to_owned()
}

fn events() -> TableCreateStatement {
    Table::create()
        .table("events")
        .col(uuid("id").primary_key())
        .col(uuid_null("ticket_id"))
        .col(uuid_null("contact_id"))
        .col(string("kind"))
        .col(string("actor_kind"))
        .col(uuid_null("actor_id"))
        .col(json("data"))
        .col(timestamp_with_time_zone("at"))
        .foreign_key(&mut references(
            "events",
            "ticket_id",
            "tickets",
            ForeignKeyAction::NoAction,
        ))
        .foreign_key(&mut references(
            "events",
            "contact_id",
            "contacts",
            ForeignKeyAction::NoAction,
        ))
        .to_owned()
}

fn views() -> TableCreateStatement {
    Table::create()
        .table("views")
        .col(uuid("id").primary_key())
        .col(uuid_null("owner_id"))
        .col(string("name"))
        .col(json("filter"))
        .col(string("sort"))
        .col(integer("position"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("updated_at"))
        .col(big_integer("version"))
        .foreign_key(&mut references(
            "views",
            "owner_id",
            "users",
            ForeignKeyAction::Cascade,
        ))
        .to_owned()
}

fn notifications() -> TableCreateStatement {
    Table::create()
        .table("notifications")
        .col(uuid("id").primary_key())
        .col(uuid("user_id"))
        .col(uuid("ticket_id"))
        .col(uuid_null("message_id"))
        .col(string("kind"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone_null("read_at"))
        .foreign_key(&mut references(
            "notifications",
            "user_id",
            "users",
            ForeignKeyAction::Cascade,
        ))
        .foreign_key(&mut references(
            "notifications",
            "ticket_id",
            "tickets",
            ForeignKeyAction::NoAction,
        ))
        .to_owned()
}

fn ticket_reads() -> TableCreateStatement {
    Table::create()
        .table("ticket_reads")
        .col(uuid("user_id"))
        .col(uuid("ticket_id"))
        .col(uuid_null("message_id"))
        .col(timestamp_with_time_zone("read_at"))
        .primary_key(Index::create().col("user_id").col("ticket_id"))
        .foreign_key(&mut references(
            "ticket_reads",
            "user_id",
            "users",
            ForeignKeyAction::Cascade,
        ))
        .foreign_key(&mut references(
            "ticket_reads",
            "ticket_id",
            "tickets",
            ForeignKeyAction::NoAction,
        ))
        .to_owned()
}

fn automatic_replies() -> TableCreateStatement {
    Table::create()
        .table("automatic_replies")
        .col(uuid("id").primary_key())
        .col(string("recipient"))
        .col(uuid("ticket_id"))
        .col(timestamp_with_time_zone("sent_at"))
        .foreign_key(&mut references(
            "automatic_replies",
            "ticket_id",
            "tickets",
            ForeignKeyAction::NoAction,
        ))
        .to_owned()
}
