//! The row `waiting_line` of `settings`: up to which ticket people were told that it waits too long.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, Condition, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Tx;
use super::entity::settings::{ActiveModel, Column, Entity};
use super::entity::tickets::{self, TicketStatus};

const NAME: &str = "waiting_line";

/// A place among the open tickets by how long they wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    pub waiting_since: DateTime<Utc>,
    pub id: Uuid,
}

/// Where the line is; none before the first round. Held until the transaction ends.
pub async fn lock(tx: &Tx) -> Result<Option<Line>, DbErr> {
    let row = Entity::find_by_id(NAME.to_owned())
        .lock_exclusive()
        .one(tx)
        .await?;
    row.map(|row| serde_json::from_value(row.value))
        .transpose()
        .map_err(|error| DbErr::Json(error.to_string()))
}

pub async fn set(tx: &Tx, line: Line) -> Result<(), DbErr> {
    let row = ActiveModel {
        name: Set(NAME.to_owned()),
        value: Set(serde_json::to_value(line).map_err(|error| DbErr::Json(error.to_string()))?),
        updated_at: Set(tx.now()),
    };
    let replace = OnConflict::column(Column::Name)
        .update_columns([Column::Value, Column::UpdatedAt])
        .to_owned();
    Entity::insert(row)
        .on_conflict(replace)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Open tickets behind the line that wait since `until` or longer: the longest first, at most `limit`.
pub async fn crossed(
    tx: &Tx,
    line: Line,
    until: DateTime<Utc>,
    limit: u64,
) -> Result<Vec<tickets::Model>, DbErr> {
    let behind = Condition::any()
        .add(tickets::Column::WaitingSince.gt(line.waiting_since))
        .add(
            Condition::all()
                .add(tickets::Column::WaitingSince.eq(line.waiting_since))
                .add(tickets::Column::Id.gt(line.id)),
        );
    tickets::Entity::find()
        .filter(tickets::Column::Status.eq(TicketStatus::Open))
        // Said on its own for the index: the alternatives above have no lower end a database sees.
        .filter(tickets::Column::WaitingSince.gte(line.waiting_since))
        .filter(tickets::Column::WaitingSince.lte(until))
        .filter(behind)
        .order_by_asc(tickets::Column::WaitingSince)
        .order_by_asc(tickets::Column::Id)
        .limit(limit)
        .all(tx)
        .await
}
