//! Who may see which rows, as conditions that become part of every query.

use sea_orm::sea_query::{Condition, Expr, ExprTrait, SelectStatement};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryTrait};
use uuid::Uuid;

use super::entity::{channels, contacts, tickets};

/// How far a role reaches among teams or channels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reach {
    All,
    Only(Vec<Uuid>),
}

/// The rows one user may see. A ticket without a team belongs to everybody who serves its channel; a ticket assigned
/// to the user is always theirs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope {
    pub user_id: Uuid,
    pub teams: Reach,
    pub channels: Reach,
}

/// A statement of more parts takes longer to plan than it saves.
const MOST_PIECES: usize = 12;

impl Scope {
    /// Whether every row is visible, so that queries can do without a condition.
    pub fn is_unlimited(&self) -> bool {
        self.teams == Reach::All && self.channels == Reach::All
    }

    /// Tickets of the scope; for queries in which `tickets` is selected or joined.
    pub fn tickets(&self) -> Condition {
        let mut reached = Condition::all();
        if let Reach::Only(teams) = &self.teams {
            reached = reached.add(
                Condition::any()
                    .add(tickets::Column::TeamId.is_null())
                    .add(tickets::Column::TeamId.is_in(teams.iter().copied())),
            );
        }
        if let Reach::Only(channels) = &self.channels {
            reached = reached.add(tickets::Column::ChannelId.is_in(channels.iter().copied()));
        }
        if reached.is_empty() {
            return reached;
        }
        Condition::any()
            .add(tickets::Column::AssigneeId.eq(self.user_id))
            .add(reached)
    }

    /// The same tickets cut into pieces that do not overlap and that an index answers each; one piece when that would
    /// be too many.
    pub fn ticket_pieces(&self) -> Vec<Condition> {
        let reached: Vec<Condition> = match (&self.channels, &self.teams) {
            (Reach::All, Reach::All) => return vec![Condition::all()],
            (Reach::Only(ids), _) => ids
                .iter()
                .map(|id| tickets::Column::ChannelId.eq(*id).into())
                .collect(),
            (Reach::All, Reach::Only(ids)) => ids
                .iter()
                .map(|id| tickets::Column::TeamId.eq(*id).into())
                .chain([Condition::all().add(tickets::Column::TeamId.is_null())])
                .collect(),
        };
        if reached.len() > MOST_PIECES {
            return vec![self.tickets()];
        }
        let others = Condition::any()
            .add(tickets::Column::AssigneeId.is_null())
            .add(tickets::Column::AssigneeId.ne(self.user_id));
        let own = Condition::all().add(tickets::Column::AssigneeId.eq(self.user_id));
        reached
            .into_iter()
            .map(|piece| {
                Condition::all()
                    .add(piece)
                    .add(self.tickets())
                    .add(others.clone())
            })
            .chain([own])
            .collect()
    }

    /// Channels of the scope.
    pub fn channels(&self) -> Condition {
        match &self.channels {
            Reach::All => Condition::all(),
            Reach::Only(ids) => Condition::all().add(channels::Column::Id.is_in(ids.iter().copied())),
        }
    }

    /// Contacts that have a visible ticket; all of them for an unlimited scope.
    pub fn contacts(&self) -> Condition {
        if self.is_unlimited() {
            return Condition::all();
        }
        let visible: SelectStatement = tickets::Entity::find()
            .filter(self.tickets())
            .filter(
                Expr::col((tickets::Entity, tickets::Column::ContactId))
                    .equals((contacts::Entity, contacts::Column::Id)),
            )
            .into_query();
        Condition::all().add(Expr::exists(visible))
    }
}
