//! Contacts, their identities and companies.

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
            companies(),
            company_domains(),
            contacts(),
            identities(),
            contact_merges(),
        ] {
            manager.create_table(table).await?;
        }
        for index in [
            index("companies", &["search_text", "id"]),
            index("company_domains", &["company_id"]),
            index("contacts", &["last_activity_at", "id"]),
            index("contacts", &["company_id"]),
            index("contacts", &["search_text", "id"]),
            unique("identities", &["kind", "scope", "value"]),
            index("identities", &["contact_id"]),
            index("identities", &["value"]),
            index("contact_merges", &["target_id"]),
        ] {
            manager.create_index(index).await?;
        }
        Ok(())
    }
}

fn companies() -> TableCreateStatement {
    Table::create()
        .table("companies")
        .col(uuid("id").primary_key())
        .col(string("name"))
        .col(text("notes"))
        .col(string("search_text"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("updated_at"))
        .col(big_integer("version"))
        .to_owned()
}

fn company_domains() -> TableCreateStatement {
    Table::create()
        .table("company_domains")
        .col(string("domain").primary_key())
        .col(uuid("company_id"))
        .foreign_key(&mut references(
            "company_domains",
            "company_id",
            "companies",
            ForeignKeyAction::Cascade,
        ))
        .to_owned()
}

fn contacts() -> TableCreateStatement {
    Table::create()
        .table("contacts")
        .col(uuid("id").primary_key())
        .col(string("name"))
        .col(string("kind"))
        .col(uuid_null("company_id"))
        .col(string_null("language"))
        .col(string_null("time_zone"))
        .col(text("notes"))
        .col(string("search_text"))
        .col(uuid_null("merged_into"))
        .col(timestamp_with_time_zone("last_activity_at"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("updated_at"))
        .col(big_integer("version"))
        .foreign_key(&mut references(
            "contacts",
            "company_id",
            "companies",
            ForeignKeyAction::SetNull,
        ))
        .to_owned()
}

fn identities() -> TableCreateStatement {
    Table::create()
        .table("identities")
        .col(uuid("id").primary_key())
        .col(uuid("contact_id"))
        .col(string("kind"))
        .col(string("scope"))
        .col(string("value"))
        .col(string_null("display"))
        .col(boolean("verified"))
        .col(timestamp_with_time_zone_null("undeliverable_at"))
        .col(string_null("undeliverable_reason"))
        .col(timestamp_with_time_zone("created_at"))
        .foreign_key(&mut references(
            "identities",
            "contact_id",
            "contacts",
            ForeignKeyAction::NoAction,
        ))
        .to_owned()
}

fn contact_merges() -> TableCreateStatement {
    Table::create()
        .table("contact_merges")
        .col(uuid("id").primary_key())
        .col(uuid("target_id"))
        .col(uuid("source_id"))
        .col(json("moved"))
        .col(uuid_null("merged_by"))
        .col(timestamp_with_time_zone("merged_at"))
        .col(timestamp_with_time_zone_null("undone_at"))
        .foreign_key(&mut references(
            "contact_merges",
            "target_id",
            "contacts",
            ForeignKeyAction::NoAction,
        ))
        .foreign_key(&mut references(
            "contact_merges",
            "source_id",
            "contacts",
            ForeignKeyAction::NoAction,
        ))
        .to_owned()
}
