//! Rows of `push_rules`: which notices an agent wants as push messages, and when not.

use std::collections::BTreeSet;

use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect, Set};
use serde_json::json;
use uuid::Uuid;

use super::Tx;
use super::entity::notifications::Reason;
use super::entity::push_rules::{ActiveModel, Column, Entity, Model};
use super::entity::push_subscriptions as subscriptions;

/// What is pushed to those who never chose.
const DEFAULT_NOTICES: [Reason; 5] = [
    Reason::Assigned,
    Reason::Reply,
    Reason::Mention,
    Reason::DeliveryFailed,
    Reason::Woke,
];

/// What an agent chose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rules {
    pub notices: BTreeSet<Reason>,
    /// From and until, in minutes after midnight of the agent's zone; past midnight when `from` is later.
    pub quiet: Option<(u16, u16)>,
    /// Quiet all day: 1 is Monday, 7 Sunday.
    pub quiet_days: BTreeSet<u8>,
    /// 0 before the first change.
    pub version: i64,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            notices: DEFAULT_NOTICES.into(),
            quiet: None,
            quiet_days: BTreeSet::new(),
            version: 0,
        }
    }
}

impl From<Model> for Rules {
    fn from(row: Model) -> Self {
        let minutes = |stored: Option<i32>| stored.and_then(|minutes| u16::try_from(minutes).ok());
        Self {
            // A word of a later version is left out.
            notices: row
                .notices
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(|word| serde_json::from_value(word.clone()).ok())
                .collect(),
            quiet: minutes(row.quiet_from).zip(minutes(row.quiet_until)),
            quiet_days: serde_json::from_value(row.quiet_days).unwrap_or_default(),
            version: row.version,
        }
    }
}

/// The user's rules, or the defaults.
pub async fn of(conn: &impl ConnectionTrait, user_id: Uuid) -> Result<Rules, DbErr> {
    let row = Entity::find_by_id(user_id).one(conn).await?;
    Ok(row.map(Rules::from).unwrap_or_default())
}

/// Keeps the user's rules; answers them with their new version.
pub async fn save(tx: &Tx, user_id: Uuid, rules: Rules) -> Result<Rules, DbErr> {
    let version = rules.version + 1;
    let row = ActiveModel {
        user_id: Set(user_id),
        notices: Set(json!(rules.notices)),
        quiet_from: Set(rules.quiet.map(|(from, _)| i32::from(from))),
        quiet_until: Set(rules.quiet.map(|(_, until)| i32::from(until))),
        quiet_days: Set(json!(rules.quiet_days)),
        updated_at: Set(tx.now()),
        version: Set(version),
    };
    let replace = OnConflict::column(Column::UserId)
        .update_columns([
            Column::Notices,
            Column::QuietFrom,
            Column::QuietUntil,
            Column::QuietDays,
            Column::UpdatedAt,
            Column::Version,
        ])
        .to_owned();
    Entity::insert(row)
        .on_conflict(replace)
        .exec_without_returning(tx)
        .await?;
    Ok(Rules { version, ..rules })
}

/// Those of the users who have a browser that is told and want to be told of this.
pub async fn who_wants(
    conn: &impl ConnectionTrait,
    user_ids: &[Uuid],
    reason: Reason,
) -> Result<BTreeSet<Uuid>, DbErr> {
    let reachable: Vec<Uuid> = subscriptions::Entity::find()
        .select_only()
        .distinct()
        .column(subscriptions::Column::UserId)
        .filter(subscriptions::Column::UserId.is_in(user_ids.iter().copied()))
        .filter(subscriptions::Column::Enabled.eq(true))
        .into_tuple()
        .all(conn)
        .await?;
    if reachable.is_empty() {
        return Ok(BTreeSet::new());
    }
    let rows = Entity::find()
        .filter(Column::UserId.is_in(reachable.iter().copied()))
        .all(conn)
        .await?;
    let of = |id: Uuid| {
        let row = rows.iter().find(|row| row.user_id == id);
        row.cloned().map(Rules::from).unwrap_or_default()
    };
    Ok(reachable
        .into_iter()
        .filter(|id| of(*id).notices.contains(&reason))
        .collect())
}
