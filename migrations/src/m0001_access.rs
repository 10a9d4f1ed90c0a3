//! Users, roles, teams, sessions, tokens and the audit log.

use sea_orm_migration::{prelude::*, schema::*};

use crate::definition::{index, references};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [
            roles(),
            teams(),
            users(),
            team_members(),
            role_teams(),
            invitations(),
            sessions(),
            api_tokens(),
            audit_log(),
            idempotency_keys(),
            settings(),
            counters(),
        ] {
            manager.create_table(table).await?;
        }
        for index in [
            index("team_members", &["user_id"]),
            index("sessions", &["user_id"]),
            index("api_tokens", &["user_id"]),
            index("audit_log", &["at", "id"]),
            index("idempotency_keys", &["created_at"]),
        ] {
            manager.create_index(index).await?;
        }
        Ok(())
    }
}

fn roles() -> TableCreateStatement {
    Table::create()
        .table("roles")
        .col(uuid("id").primary_key())
        .col(string("name").unique_key())
        .col(string_null("builtin"))
        .col(json("permissions"))
        .col(boolean("all_teams"))
        .col(boolean("all_channels"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("updated_at"))
        .to_owned()
}

fn teams() -> TableCreateStatement {
    Table::create()
        .table("teams")
        .col(uuid("id").primary_key())
        .col(string("name").unique_key())
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("updated_at"))
        .to_owned()
}

fn users() -> TableCreateStatement {
    Table::create()
        .table("users")
        .col(uuid("id").primary_key())
        .col(string("email").unique_key())
        .col(string("name"))
        .col(string_null("password_hash"))
        .col(uuid("role_id"))
        .col(string("state"))
        .col(string("language"))
        .col(string("time_zone"))
        .col(text("signature"))
        .col(timestamp_with_time_zone_null("last_seen_at"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("updated_at"))
        .col(big_integer("version"))
        .foreign_key(&mut references(
            "users",
            "role_id",
            "roles",
            ForeignKeyAction::NoAction,
        ))
        .to_owned()
}

fn team_members() -> TableCreateStatement {
    Table::create()
        .table("team_members")
        .col(uuid("team_id"))
        .col(uuid("user_id"))
        .primary_key(Index::create().col("team_id").col("user_id"))
        .foreign_key(&mut references(
            "team_members",
            "team_id",
            "teams",
            ForeignKeyAction::Cascade,
        ))
        .foreign_key(&mut references(
            "team_members",
            "user_id",
            "users",
            ForeignKeyAction::Cascade,
        ))
        .to_owned()
}

fn role_teams() -> TableCreateStatement {
    Table::create()
        .table("role_teams")
        .col(uuid("role_id"))
        .col(uuid("team_id"))
        .primary_key(Index::create().col("role_id").col("team_id"))
        .foreign_key(&mut references(
            "role_teams",
            "role_id",
            "roles",
            ForeignKeyAction::Cascade,
        ))
        .foreign_key(&mut references(
            "role_teams",
            "team_id",
            "teams",
            ForeignKeyAction::Cascade,
        ))
        .to_owned()
}

fn invitations() -> TableCreateStatement {
    Table::create()
        .table("invitations")
        .col(uuid("id").primary_key())
        .col(string("token_hash").unique_key())
        .col(string("purpose"))
        .col(uuid_null("user_id"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("expires_at"))
        .col(timestamp_with_time_zone_null("used_at"))
        .foreign_key(&mut references(
            "invitations",
            "user_id",
            "users",
            ForeignKeyAction::Cascade,
        ))
        .to_owned()
}

fn sessions() -> TableCreateStatement {
    Table::create()
        .table("sessions")
        .col(uuid("id").primary_key())
        .col(string("token_hash").unique_key())
        .col(uuid("user_id"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("last_seen_at"))
        .col(timestamp_with_time_zone("expires_at"))
        .col(string_null("ip"))
        .col(string_null("user_agent"))
        .foreign_key(&mut references(
            "sessions",
            "user_id",
            "users",
            ForeignKeyAction::Cascade,
        ))
        .to_owned()
}

fn api_tokens() -> TableCreateStatement {
    Table::create()
        .table("api_tokens")
        .col(uuid("id").primary_key())
        .col(uuid("user_id"))
        .col(string("name"))
        .col(string("token_hash").unique_key())
        .col(json("scopes"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone_null("expires_at"))
        .col(timestamp_with_time_zone_null("last_used_at"))
        .col(timestamp_with_time_zone_null("revoked_at"))
        .foreign_key(&mut references(
            "api_tokens",
            "user_id",
            "users",
            ForeignKeyAction::Cascade,
        ))
        .to_owned()
}

fn audit_log() -> TableCreateStatement {
    Table::create()
        .table("audit_log")
        .col(uuid("id").primary_key())
        .col(timestamp_with_time_zone("at"))
        .col(uuid_null("actor_id"))
        .col(string("actor"))
        .col(string("action"))
        .col(string("object_kind"))
        .col(uuid_null("object_id"))
        .col(json("data"))
        .col(string_null("ip"))
        .to_owned()
}

fn idempotency_keys() -> TableCreateStatement {
    Table::create()
        .table("idempotency_keys")
        .col(uuid("user_id"))
        .col(string("key"))
        .col(string("fingerprint"))
        .col(integer_null("status"))
        .col(text_null("body"))
        .col(timestamp_with_time_zone("created_at"))
        .primary_key(Index::create().col("user_id").col("key"))
        .foreign_key(&mut references(
            "idempotency_keys",
            "user_id",
            "users",
            ForeignKeyAction::Cascade,
        ))
        .to_owned()
}

fn settings() -> TableCreateStatement {
    Table::create()
        .table("settings")
        .col(string("name").primary_key())
        .col(json("value"))
        .col(timestamp_with_time_zone("updated_at"))
        .to_owned()
}

fn counters() -> TableCreateStatement {
    Table::create()
        .table("counters")
        .col(string("name").primary_key())
        .col(big_integer("value"))
        .to_owned()
}
