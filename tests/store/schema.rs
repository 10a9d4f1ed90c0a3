//! What a database says of its own tables: columns, references, indexes and triggers, in the same words on both kinds.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement};

/// The tables, those that are referred to before those that refer to them.
pub struct Schema {
    pub tables: Vec<Table>,
    /// Indexes and triggers.
    marks: BTreeSet<String>,
}

pub struct Table {
    pub name: String,
    pub columns: Vec<Column>,
    pub references: Vec<Reference>,
}

pub struct Column {
    pub name: String,
    pub kind: String,
    pub nullable: bool,
}

pub struct Reference {
    pub column: String,
    pub target: String,
    pub target_column: String,
    on_delete: String,
}

impl Schema {
    pub async fn of(db: &DatabaseConnection) -> Self {
        let queries = match db.get_database_backend() {
            DbBackend::Postgres => &POSTGRES,
            _ => &SQLITE,
        };
        let mut tables: BTreeMap<String, Table> = BTreeMap::new();
        for row in rows(db, queries.columns).await {
            let [name, column, kind, nullable] = row.try_into().unwrap();
            let table = tables.entry(name.clone()).or_insert_with(|| Table {
                name,
                columns: Vec::new(),
                references: Vec::new(),
            });
            table.columns.push(Column {
                name: column,
                kind: kind.to_lowercase(),
                nullable: nullable == "yes",
            });
        }
        for row in rows(db, queries.references).await {
            let [name, column, target, target_column, on_delete] = row.try_into().unwrap();
            tables.get_mut(&name).unwrap().references.push(Reference {
                column,
                target,
                target_column,
                on_delete,
            });
        }
        let marks = strings(db, queries.marks).await.into_iter().collect();
        Self {
            tables: in_order(tables),
            marks,
        }
    }

    pub fn table(&self, name: &str) -> &Table {
        self.tables
            .iter()
            .find(|table| table.name == name)
            .expect("a table of the schema")
    }

    /// One line for each thing that can be compared between databases.
    pub fn facts(&self) -> BTreeSet<String> {
        let mut facts: BTreeSet<String> = self
            .marks
            .iter()
            .filter(|mark| !mark.contains("search_"))
            .cloned()
            .collect();
        for table in &self.tables {
            for column in &table.columns {
                facts.insert(format!("column {}.{}", table.name, column.name));
            }
            for reference in &table.references {
                facts.insert(format!(
                    "reference {}.{} to {}.{}, on delete {}",
                    table.name,
                    reference.column,
                    reference.target,
                    reference.target_column,
                    reference.on_delete.to_lowercase()
                ));
            }
        }
        facts
    }
}

fn in_order(mut left: BTreeMap<String, Table>) -> Vec<Table> {
    let mut ordered: Vec<Table> = Vec::new();
    while !left.is_empty() {
        let ready =
            left.values()
                .find(|table| {
                    table.references.iter().all(|reference| {
                        !left.contains_key(&reference.target) || reference.target == table.name
                    })
                })
                .expect("tables that refer to each other in a circle")
                .name
                .clone();
        ordered.extend(left.remove(&ready));
    }
    ordered
}

/// The one column of each row.
pub async fn strings(db: &DatabaseConnection, sql: &str) -> Vec<String> {
    rows(db, sql).await.into_iter().flatten().collect()
}

async fn rows(db: &DatabaseConnection, sql: &str) -> Vec<Vec<String>> {
    let statement = Statement::from_string(db.get_database_backend(), sql);
    let rows = db.query_all_raw(statement).await.unwrap();
    rows.iter()
        .map(|row| {
            (0..row.column_names().len())
                .map(|index| row.try_get_by_index(index).unwrap())
                .collect()
        })
        .collect()
}

struct Queries {
    /// table, column, type, whether it may be empty ("yes").
    columns: &'static str,
    /// table, column, target, column of the target, what happens on delete.
    references: &'static str,
    /// `index table (column, column)`, `unique table (…)`, `trigger name: …`.
    marks: &'static str,
}

/// The tables of the full text and of the migrations themselves are SQLite's and SeaORM's own.
const SQLITE: Queries = Queries {
    columns: "SELECT m.name, c.name, c.type, CASE WHEN c.\"notnull\" = 0 AND c.pk = 0 THEN 'yes' ELSE 'no' END
        FROM sqlite_master m JOIN pragma_table_info(m.name) c
        WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
            AND m.name NOT LIKE 'search\\_index%' ESCAPE '\\' AND m.name <> 'seaql_migrations'
        ORDER BY m.name, c.cid",
    references: "SELECT m.name, f.\"from\", f.\"table\", f.\"to\", f.on_delete
        FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) f
        WHERE m.type = 'table' ORDER BY m.name, f.\"from\"",
    marks: "SELECT CASE WHEN i.\"unique\" THEN 'unique ' ELSE 'index ' END || m.name || ' ('
            || (SELECT group_concat(name, ', ') FROM (SELECT x.name FROM pragma_index_info(i.name) x ORDER BY x.seqno))
            || ')' || CASE WHEN i.partial THEN ' in part' ELSE '' END
        FROM sqlite_master m JOIN pragma_index_list(m.name) i
        WHERE m.type = 'table' AND m.name <> 'seaql_migrations' AND m.name NOT LIKE 'search\\_index%' ESCAPE '\\'
        UNION SELECT 'trigger ' || name || ': ' || sql FROM sqlite_master WHERE type = 'trigger'",
};

const POSTGRES: Queries = Queries {
    columns: "SELECT table_name::text, column_name::text, data_type::text, lower(is_nullable::text)
        FROM information_schema.columns
        WHERE table_schema = 'public' AND is_generated = 'NEVER' AND table_name <> 'seaql_migrations'
        ORDER BY table_name, ordinal_position",
    references:
        "SELECT c.conrelid::regclass::text, a.attname::text, c.confrelid::regclass::text, t.attname::text,
            CASE c.confdeltype WHEN 'c' THEN 'cascade' WHEN 'n' THEN 'set null' ELSE 'no action' END
        FROM pg_constraint c
        JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
        JOIN pg_attribute t ON t.attrelid = c.confrelid AND t.attnum = c.confkey[1]
        WHERE c.contype = 'f' ORDER BY 1, 2",
    marks:
        "SELECT CASE WHEN i.indisunique THEN 'unique ' ELSE 'index ' END || i.indrelid::regclass::text || ' ('
            || (SELECT string_agg(a.attname::text, ', ' ORDER BY k.position)
                FROM unnest(i.indkey::int2[]) WITH ORDINALITY AS k(number, position)
                JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.number)
            || ')' || CASE WHEN i.indpred IS NULL THEN '' ELSE ' in part' END
        FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
        WHERE c.relnamespace = 'public'::regnamespace AND c.relname <> 'seaql_migrations' AND c.relkind = 'r'",
};
