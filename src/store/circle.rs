//! Whom a canned reply or macro is for, and who sees it: one person, a team, everyone.

use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, Condition};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::entity::team_members;
use super::scope::{Reach, Scope};

/// The word clients use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Circle {
    Personal,
    Team,
    Everyone,
}

impl Circle {
    pub fn of(owner_id: Option<Uuid>, team_id: Option<Uuid>) -> Self {
        match (owner_id, team_id) {
            (Some(_), _) => Self::Personal,
            (None, Some(_)) => Self::Team,
            (None, None) => Self::Everyone,
        }
    }
}

/// Somebody who looks for replies and macros.
#[derive(Clone, Copy, Debug)]
pub struct Viewer<'a> {
    pub scope: &'a Scope,
    /// Manages those of every team within the scope; others see only their own teams'.
    pub manages: bool,
}

impl Viewer<'_> {
    /// One's own, everyone's, and those of one's teams; managers also see those of the teams they reach.
    pub fn sees(&self, owner: impl ColumnTrait, team: impl ColumnTrait) -> Condition {
        let mine = Query::select()
            .column(team_members::Column::TeamId)
            .from(team_members::Entity)
            .and_where(Expr::col(team_members::Column::UserId).eq(self.scope.user_id))
            .to_owned();
        let mut seen = Condition::any()
            .add(owner.eq(self.scope.user_id))
            .add(owner.is_null().and(team.is_null()))
            .add(owner.is_null().and(team.in_subquery(mine)));
        if self.manages {
            seen = seen.add(match &self.scope.teams {
                Reach::All => owner.is_null(),
                Reach::Only(teams) => owner.is_null().and(team.is_in(teams.iter().copied())),
            });
        }
        seen
    }
}
