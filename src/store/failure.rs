//! Why the database refused: because of what it was given, because of another transaction, or because of itself.

use std::ops::Deref;

use sea_orm::{DbErr, RuntimeErr, SqlErr, sqlx};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// What was to be stored cannot be stored, today or tomorrow.
    Data,
    /// A unique key is taken: by another transaction a moment ago, or for good.
    Taken,
    /// Another transaction was in the way: the same work may succeed at once.
    Contention,
    /// The database or its disk is in trouble: try later.
    Unavailable,
}

/// The kind of failure, by error class and never by words.
pub fn kind(error: &DbErr) -> Failure {
    if matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) {
        return Failure::Taken;
    }
    let runtime = match error {
        DbErr::Exec(runtime) | DbErr::Query(runtime) | DbErr::Conn(runtime) => runtime,
        DbErr::ConnectionAcquire(_) => return Failure::Unavailable,
        _ => return Failure::Data,
    };
    let RuntimeErr::SqlxError(error) = runtime else {
        return Failure::Unavailable;
    };
    match error.deref() {
        sqlx::Error::Database(error) => error.code().map_or(Failure::Unavailable, |code| by_code(&code)),
        sqlx::Error::Encode(_) | sqlx::Error::Decode(_) | sqlx::Error::ColumnDecode { .. } => Failure::Data,
        _ => Failure::Unavailable,
    }
}

/// SQLSTATE (five characters, PostgreSQL appendix A), or SQLite's extended result code in decimal.
fn by_code(code: &str) -> Failure {
    if code.len() == 5 {
        return match code {
            "40001" | "40P01" => Failure::Contention,
            _ if code.starts_with("22") || code.starts_with("23") => Failure::Data,
            _ => Failure::Unavailable,
        };
    }
    match code.parse::<u32>().map(|code| code & 0xFF) {
        Ok(5 | 6) => Failure::Contention,
        Ok(18..=20) => Failure::Data,
        _ => Failure::Unavailable,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_both_databases() {
        assert_eq!(by_code("40P01"), Failure::Contention);
        assert_eq!(by_code("22021"), Failure::Data);
        assert_eq!(by_code("53100"), Failure::Unavailable);
        assert_eq!(by_code("5"), Failure::Contention);
        assert_eq!(by_code("1299"), Failure::Data);
        assert_eq!(by_code("13"), Failure::Unavailable);
    }
}
