//! How large the database is, and how far its schema has come.

use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement};

use super::Store;

/// Which changes of the schema were made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SchemaState {
    pub applied: i64,
    /// Name of the last.
    pub newest: String,
}

impl Store {
    /// Bytes the database takes on its disk, without the write-ahead log.
    pub async fn bytes(&self) -> Result<i64, DbErr> {
        let sql = match self.backend() {
            DbBackend::Sqlite => "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()",
            _ => "SELECT pg_database_size(current_database())",
        };
        let row = self
            .readers
            .query_one_raw(Statement::from_string(self.backend(), sql))
            .await?;
        row.map_or(Ok(0), |row| row.try_get_by_index(0))
    }

    pub async fn schema_state(&self) -> Result<SchemaState, DbErr> {
        let sql = "SELECT COUNT(*), MAX(version) FROM seaql_migrations";
        let row = self
            .readers
            .query_one_raw(Statement::from_string(self.backend(), sql))
            .await?;
        let Some(row) = row else {
            return Ok(SchemaState::default());
        };
        Ok(SchemaState {
            applied: row.try_get_by_index(0)?,
            newest: row.try_get_by_index::<Option<String>>(1)?.unwrap_or_default(),
        })
    }
}
