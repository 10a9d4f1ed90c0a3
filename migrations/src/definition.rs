//! The few words the migrations repeat: foreign keys and indexes with names made from what they cover.

use sea_orm_migration::prelude::*;

/// `table.column` names a row of `target`.
pub fn references(
    table: &'static str,
    column: &'static str,
    target: &'static str,
    on_delete: ForeignKeyAction,
) -> ForeignKeyCreateStatement {
    // Blobs are named by their content, everything else by an id.
    let key = if target == "blobs" { "hash" } else { "id" };
    ForeignKey::create()
        .name(format!("fk_{table}_{column}"))
        .from(table, column)
        .to(target, key)
        .on_delete(on_delete)
        .to_owned()
}

/// An index `ix_<table>_<columns>`.
pub fn index(table: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    let mut statement = Index::create();
    statement
        .name(format!("ix_{table}_{}", columns.join("_")))
        .table(table);
    for column in columns {
        statement.col(*column);
    }
    statement
}

/// A unique index `uq_<table>_<columns>`.
pub fn unique(table: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    let mut statement = index(table, columns);
    statement
        .name(format!("uq_{table}_{}", columns.join("_")))
        .unique();
    statement
}
