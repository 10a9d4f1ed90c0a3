//! The contact's page: which address comes first, who took down a consent, who is not who, and its timeline by time;
//! and the imports of contacts with what became of each row.

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
        let first = Table::alter()
            .table("identities")
            .add_column(boolean("is_primary").default(false))
            .to_owned();
        manager.alter_table(first).await?;
        let recorder = Table::alter()
            .table("consents")
            .add_column(uuid_null("recorded_by"))
            .to_owned();
        manager.alter_table(recorder).await?;
        for table in [contact_distinctions(), contact_imports(), contact_import_rows()] {
            manager.create_table(table).await?;
        }
        for index in [
            index("messages", &["contact_id", "at", "id"]),
            index("events", &["contact_id", "at", "id"]),
            index("contact_distinctions", &["other_id"]),
            index("contact_imports", &["created_by", "id"]),
            index("contact_imports", &["state"]),
            index("contact_import_rows", &["import_id", "outcome", "line"]),
        ] {
            manager.create_index(index).await?;
        }
        // The wider ones answer what these did.
        for (table, name) in [
            ("messages", "ix_messages_contact_id_id"),
            ("events", "ix_events_contact_id_id"),
        ] {
            manager
                .drop_index(Index::drop().name(name).table(table).to_owned())
                .await?;
        }
        Ok(())
    }
}

fn contact_distinctions() -> TableCreateStatement {
    Table::create()
        .table("contact_distinctions")
        .col(uuid("contact_id"))
        .col(uuid("other_id"))
        .col(uuid("said_by"))
        .col(timestamp_with_time_zone("said_at"))
        .primary_key(Index::create().col("contact_id").col("other_id"))
        .foreign_key(&mut references(
            "contact_distinctions",
            "contact_id",
            "contacts",
            ForeignKeyAction::Cascade,
        ))
        .foreign_key(&mut references(
            "contact_distinctions",
            "other_id",
            "contacts",
            ForeignKeyAction::Cascade,
        ))
        .to_owned()
}

fn contact_imports() -> TableCreateStatement {
    Table::create()
        .table("contact_imports")
        .col(uuid("id").primary_key())
        .col(string("file_name"))
        .col(string("blob_hash"))
        .col(big_integer("size"))
        .col(string("encoding"))
        .col(string("delimiter"))
        .col(boolean("has_header"))
        .col(json("mapping"))
        .col(string("known"))
        .col(string_null("phone_prefix"))
        .col(string("state"))
        .col(big_integer("position"))
        .col(big_integer_null("total"))
        .col(big_integer("made"))
        .col(big_integer("changed"))
        .col(big_integer("unchanged"))
        .col(big_integer("refused"))
        .col(text_null("reason"))
        .col(uuid("created_by"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone_null("started_at"))
        .col(timestamp_with_time_zone_null("finished_at"))
        .col(timestamp_with_time_zone_null("lease_until"))
        .col(big_integer("version"))
        .foreign_key(&mut references(
            "contact_imports",
            "blob_hash",
            "blobs",
            ForeignKeyAction::NoAction,
        ))
        .foreign_key(&mut references(
            "contact_imports",
            "created_by",
            "users",
            ForeignKeyAction::NoAction,
        ))
        .to_owned()
}

fn contact_import_rows() -> TableCreateStatement {
    Table::create()
        .table("contact_import_rows")
        .col(uuid("import_id"))
        .col(big_integer("line"))
        .col(string("outcome"))
        .col(uuid_null("contact_id"))
        .col(text("name"))
        .col(json("notes"))
        .col(json("cells"))
        .primary_key(Index::create().col("import_id").col("line"))
        .foreign_key(&mut references(
            "contact_import_rows",
            "import_id",
            "contact_imports",
            ForeignKeyAction::Cascade,
        ))
        .to_owned()
}
