//! Fields a house defines for its contacts and companies, what was typed into them, and tags and segments of contacts.

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
            custom_fields(),
            custom_field_choices(),
            field_values(),
            contact_taggings(),
            segments(),
        ] {
            manager.create_table(table).await?;
        }
        for index in [
            unique("custom_fields", &["about", "key"]),
            index("custom_field_choices", &["field_id"]),
            unique("field_values", &["contact_id", "field_id", "slot"]),
            unique("field_values", &["company_id", "field_id", "slot"]),
            index("field_values", &["field_id", "word"]),
            index("field_values", &["field_id", "number"]),
            index("field_values", &["field_id", "day"]),
            index("field_values", &["field_id", "yes_no"]),
            index("field_values", &["choice_id"]),
            index("contact_taggings", &["contact_id"]),
            index("segments", &["owner_id"]),
            // The other orders of the list of contacts.
            index("contacts", &["created_at", "id"]),
        ] {
            manager.create_index(index).await?;
        }
        Ok(())
    }
}

fn custom_fields() -> TableCreateStatement {
    Table::create()
        .table("custom_fields")
        .col(uuid("id").primary_key())
        .col(string("about"))
        .col(string("key"))
        .col(string("name"))
        .col(string("help"))
        .col(string("field_type"))
        .col(boolean("required"))
        .col(integer("position"))
        .col(timestamp_with_time_zone_null("archived_at"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("updated_at"))
        .col(big_integer("version"))
        .to_owned()
}

fn custom_field_choices() -> TableCreateStatement {
    Table::create()
        .table("custom_field_choices")
        .col(uuid("id").primary_key())
        .col(uuid("field_id"))
        .col(string("name"))
        .col(integer("position"))
        .col(boolean("archived"))
        .foreign_key(&mut references(
            "custom_field_choices",
            "field_id",
            "custom_fields",
            ForeignKeyAction::Cascade,
        ))
        .to_owned()
}

/// One row a value, of several choices one row each. The column that is filled is the one of the field's type.
fn field_values() -> TableCreateStatement {
    Table::create()
        .table("field_values")
        .col(uuid("id").primary_key())
        .col(uuid("field_id"))
        .col(uuid_null("contact_id"))
        .col(uuid_null("company_id"))
        .col(string("slot"))
        .col(text_null("text"))
        .col(text_null("folded"))
        .col(string_null("word"))
        .col(double_null("number"))
        .col(date_null("day"))
        .col(boolean_null("yes_no"))
        .col(uuid_null("choice_id"))
        .foreign_key(&mut references(
            "field_values",
            "field_id",
            "custom_fields",
            ForeignKeyAction::Cascade,
        ))
        .foreign_key(&mut references(
            "field_values",
            "contact_id",
            "contacts",
            ForeignKeyAction::Cascade,
        ))
        .foreign_key(&mut references(
            "field_values",
            "company_id",
            "companies",
            ForeignKeyAction::Cascade,
        ))
        .foreign_key(&mut references(
            "field_values",
            "choice_id",
            "custom_field_choices",
            ForeignKeyAction::NoAction,
        ))
        .to_owned()
}

fn contact_taggings() -> TableCreateStatement {
    Table::create()
        .table("contact_taggings")
        .col(uuid("tag_id"))
        .col(uuid("contact_id"))
        .primary_key(Index::create().col("tag_id").col("contact_id"))
        .foreign_key(&mut references(
            "contact_taggings",
            "tag_id",
            "tags",
            ForeignKeyAction::Cascade,
        ))
        .foreign_key(&mut references(
            "contact_taggings",
            "contact_id",
            "contacts",
            ForeignKeyAction::Cascade,
        ))
        .to_owned()
}

fn segments() -> TableCreateStatement {
    Table::create()
        .table("segments")
        .col(uuid("id").primary_key())
        .col(uuid_null("owner_id"))
        .col(string("name"))
        .col(json("filter"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("updated_at"))
        .col(big_integer("version"))
        .foreign_key(&mut references(
            "segments",
            "owner_id",
            "users",
            ForeignKeyAction::Cascade,
        ))
        .to_owned()
}
