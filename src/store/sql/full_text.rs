//! Full-text matching: FTS5 on SQLite, tsquery on PostgreSQL, both over the same folded words.

use sea_orm::sea_query::{Expr, ExprTrait, JoinType, Order, Query, SelectStatement};
use sea_orm::{ColumnTrait, DbBackend, EntityTrait};

use crate::store::entity::search_documents::{Column, Entity};
use crate::store::search::Phrase;

/// SQLite's index over `search_documents`.
const INDEX: &str = "search_index";

/// `SELECT … FROM search_documents` narrowed to the documents that hold `kind` (one of the kind words) and every
/// phrase, newest first. The caller adds columns, joins and its limit.
pub fn documents(backend: DbBackend, kind: &str, phrases: &[Phrase]) -> SelectStatement {
    let mut query = Query::select();
    match backend {
        DbBackend::Postgres => query
            .from(Entity)
            .and_where(Expr::cust_with_values(
                "\"search_documents\".\"vector\" @@ to_tsquery('simple', $1)",
                [tsquery(kind, phrases)],
            ))
            .order_by((Entity, Column::Rid), Order::Desc),
        // CROSS JOIN keeps the index outermost: it yields row ids in order, so a LIMIT stops it early (SQLite
        // documentation, "Manual Control Of Query Plans Using CROSS JOIN").
        _ => query
            .from(INDEX)
            .cross_join(Entity)
            .and_where(Column::Rid.into_expr().equals((INDEX, "rowid")))
            .and_where(Expr::cust_with_values(
                "search_index MATCH ?",
                [fts5(kind, phrases)],
            ))
            .order_by((INDEX, "rowid"), Order::Desc),
    };
    query
}

/// Joins a table to the documents without putting it before them. The condition of a CROSS JOIN stands in WHERE:
/// SeaQuery leaves out an ON there.
pub fn join(query: &mut SelectStatement, backend: DbBackend, table: impl EntityTrait, on: Expr) {
    match backend {
        DbBackend::Postgres => query.join(JoinType::InnerJoin, table, on),
        _ => query.cross_join(table).and_where(on),
    };
}

/// FTS5 query syntax: strings in quotes are phrases, a star after one makes its last word a prefix.
fn fts5(kind: &str, phrases: &[Phrase]) -> String {
    let mut query = kind.to_owned();
    for phrase in phrases {
        let star = if phrase.prefix { " *" } else { "" };
        query.push_str(&format!(" AND \"{}\"{star}", phrase.words.join(" ")));
    }
    query
}

/// tsquery syntax: `<->` is "followed by", `:*` a prefix.
fn tsquery(kind: &str, phrases: &[Phrase]) -> String {
    let mut query = kind.to_owned();
    for phrase in phrases {
        let words: Vec<String> = phrase.words.iter().map(|word| format!("'{word}'")).collect();
        let star = if phrase.prefix { ":*" } else { "" };
        query.push_str(&format!(" & ({}{star})", words.join(" <-> ")));
    }
    query
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_are_spelled_for_each_database() {
        let phrases = [
            Phrase::exact("Crème brûlée"),
            Phrase {
                prefix: true,
                ..Phrase::exact("ord")
            },
        ];
        assert_eq!(
            fts5("k9ticketdoc", &phrases),
            r#"k9ticketdoc AND "creme brulee" AND "ord" *"#
        );
        assert_eq!(
            tsquery("k9ticketdoc", &phrases),
            "k9ticketdoc & ('creme' <-> 'brulee') & ('ord':*)"
        );
    }
}
