//! Rows of `tickets`: found within a scope, made with a number, changed with their version counted up.

use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect, Set,
};
use uuid::Uuid;

use super::Tx;
use super::entity::counters;
use super::entity::tickets::{ActiveModel, Column, Entity, Model, TicketPriority, TicketStatus};
use super::scope::Scope;

/// What a new ticket is made of; it starts open and unassigned unless said otherwise.
#[derive(Clone, Debug)]
pub struct NewTicket {
    pub subject: String,
    pub contact_id: Uuid,
    pub channel_id: Uuid,
    pub team_id: Option<Uuid>,
    pub assignee_id: Option<Uuid>,
    pub language: Option<String>,
}

/// A ticket the scope shows.
pub async fn find(conn: &impl ConnectionTrait, scope: &Scope, id: Uuid) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id).filter(scope.tickets()).one(conn).await
}

/// A ticket the scope shows, by its short number.
pub async fn find_by_number(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    number: i64,
) -> Result<Option<Model>, DbErr> {
    Entity::find()
        .filter(Column::Number.eq(number))
        .filter(scope.tickets())
        .one(conn)
        .await
}

/// Those of `ids` the scope shows, in the order of their ids.
pub async fn find_many(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    ids: &[Uuid],
) -> Result<Vec<Model>, DbErr> {
    Entity::find()
        .filter(Column::Id.is_in(ids.iter().copied()))
        .filter(scope.tickets())
        .order_by_asc(Column::Id)
        .all(conn)
        .await
}

/// Like [`find`], held until the transaction ends so that nobody changes it meanwhile.
pub async fn lock(tx: &Tx, scope: &Scope, id: Uuid) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id)
        .filter(scope.tickets())
        .lock_exclusive()
        .one(tx)
        .await
}

/// Like [`find_many`], held until the transaction ends; the fixed order keeps two of these from waiting for each other.
pub async fn lock_many(tx: &Tx, scope: &Scope, ids: &[Uuid]) -> Result<Vec<Model>, DbErr> {
    Entity::find()
        .filter(Column::Id.is_in(ids.iter().copied()))
        .filter(scope.tickets())
        .order_by_asc(Column::Id)
        .lock_exclusive()
        .all(tx)
        .await
}

/// Any ticket, whoever may see it; for intake and jobs. Held until the transaction ends.
pub async fn lock_any(tx: &Tx, id: Uuid) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id).lock_exclusive().one(tx).await
}

/// Tickets by id without a scope: only for what is shown of them on objects already authorised (links, names).
pub async fn by_ids(
    conn: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<Vec<Model>, DbErr> {
    let ids: Vec<Uuid> = ids.into_iter().collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    Entity::find().filter(Column::Id.is_in(ids)).all(conn).await
}

/// Follows `merged_into` to the ticket that took over. Merging keeps the chain one step long, the bound is for safety.
pub async fn forward(tx: &Tx, mut ticket: Model) -> Result<Model, DbErr> {
    for _ in 0..8 {
        let Some(next) = ticket.merged_into else {
            break;
        };
        match lock_any(tx, next).await? {
            Some(target) => ticket = target,
            None => break,
        }
    }
    Ok(ticket)
}

/// Makes a ticket with the next number.
pub async fn insert(tx: &Tx, new: NewTicket) -> Result<Model, DbErr> {
    let now = tx.now();
    ActiveModel {
        id: Set(tx.id()),
        number: Set(next_number(tx).await?),
        subject: Set(new.subject),
        status: Set(TicketStatus::Open),
        priority: Set(TicketPriority::Normal),
        priority_rank: Set(rank(TicketPriority::Normal)),
        assignee_id: Set(new.assignee_id),
        team_id: Set(new.team_id),
        contact_id: Set(new.contact_id),
        channel_id: Set(new.channel_id),
        language: Set(new.language),
        preview: Set(String::new()),
        snoozed_until: Set(None),
        waiting_since: Set(None),
        first_reply_at: Set(None),
        resolved_at: Set(None),
        last_activity_at: Set(now),
        last_message_id: Set(None),
        last_inbound_at: Set(None),
        merged_into: Set(None),
        created_at: Set(now),
        updated_at: Set(now),
        version: Set(1),
    }
    .insert(tx)
    .await
}

/// Stores `after` over `before` (rows of one ticket, locked) and counts its version up.
pub async fn save(tx: &Tx, before: &Model, after: Model) -> Result<Model, DbErr> {
    let mut row = after.into_active_model().reset_all();
    row.id = sea_orm::Unchanged(before.id);
    row.number = sea_orm::Unchanged(before.number);
    row.created_at = sea_orm::Unchanged(before.created_at);
    row.updated_at = Set(tx.now());
    row.version = Set(before.version + 1);
    row.update(tx).await
}

/// low 1 … urgent 4.
pub fn rank(priority: TicketPriority) -> i16 {
    match priority {
        TicketPriority::Low => 1,
        TicketPriority::Normal => 2,
        TicketPriority::High => 3,
        TicketPriority::Urgent => 4,
    }
}

async fn next_number(tx: &Tx) -> Result<i64, DbErr> {
    let counter = counters::ActiveModel {
        name: Set("ticket".to_owned()),
        value: Set(1),
    };
    let next = Expr::col((counters::Entity, counters::Column::Value)).add(1);
    let row = counters::Entity::insert(counter)
        .on_conflict(
            OnConflict::column(counters::Column::Name)
                .value(counters::Column::Value, next)
                .to_owned(),
        )
        .exec_with_returning(tx)
        .await?;
    Ok(row.value)
}
