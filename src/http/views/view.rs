//! How a saved view looks to clients, and who may change it.

use std::collections::HashMap;

use sea_orm::{ConnectionTrait, DbErr};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::access::{Caller, Permission};
use crate::http::error::{ApiError, ApiResult};
use crate::http::tickets::view::Named;
use crate::store::entity::views::Model;
use crate::store::scope::Reach;
use crate::store::teams;
use crate::store::ticket_list::Sort;
use crate::store::views::Audience;

/// Who has a view in their inbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ViewScope {
    /// Who made it.
    Personal,
    /// The members of a team.
    Team,
    Everyone,
}

/// A fact that a row of a queue can show beside contact, subject and age.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RowFact {
    Preview,
    Number,
    Status,
    Priority,
    Assignee,
    Team,
    Channel,
    Tags,
}

/// There are no more facts than that, and none counts twice.
const MOST_FACTS: usize = 8;

#[derive(Debug, Serialize, ToSchema)]
pub struct View {
    pub id: Uuid,
    pub name: String,
    #[schema(value_type = Object)]
    pub filter: Value,
    pub sort: Sort,
    pub scope: ViewScope,
    /// Whose it is, for scope `team`.
    pub team: Option<Named>,
    /// What its rows show; null: the usual.
    pub columns: Option<Vec<RowFact>>,
    /// The caller may change it.
    pub own: bool,
    /// It belongs into the caller's inbox. Who manages views also sees those of teams they are not in.
    pub listed: bool,
    pub position: i32,
    pub version: i64,
}

/// What has to be known of a caller to show them views.
pub struct Eyes<'a> {
    caller: &'a Caller,
    /// Teams the caller is in.
    pub teams: Vec<Uuid>,
    names: HashMap<Uuid, String>,
}

impl<'a> Eyes<'a> {
    pub async fn of(conn: &impl ConnectionTrait, caller: &'a Caller) -> Result<Self, DbErr> {
        let own = teams::of_user(conn, caller.user_id).await?;
        let all = teams::list(conn).await?;
        Ok(Self {
            caller,
            teams: own.into_iter().map(|team| team.id).collect(),
            names: all.into_iter().map(|team| (team.id, team.name)).collect(),
        })
    }

    pub fn view(&self, view: Model) -> View {
        let scope = scope_of(&view);
        View {
            own: may_change(&view, self.caller),
            listed: view.team_id.is_none_or(|id| self.teams.contains(&id)),
            team: view.team_id.map(|id| Named {
                id,
                name: self.names.get(&id).cloned().unwrap_or_default(),
            }),
            scope,
            id: view.id,
            name: view.name,
            filter: view.filter,
            sort: Sort::parse(&view.sort).unwrap_or(Sort::Newest),
            // A fact of a newer version is passed over.
            columns: view.columns.map(|words| facts(&words)),
            position: view.position,
            version: view.version,
        }
    }

    /// Owner and team of a view of this scope; 403 or 422 where the caller may not make such a one.
    pub fn place(&self, scope: ViewScope, team: Option<Uuid>) -> ApiResult<(Option<Uuid>, Option<Uuid>)> {
        if scope != ViewScope::Team && team.is_some() {
            return Err(ApiError::validation("/team_id", "goes with scope `team` only"));
        }
        match scope {
            ViewScope::Personal => Ok((Some(self.caller.user_id), None)),
            ViewScope::Everyone => {
                self.caller.require(Permission::ViewsManage)?;
                Ok((None, None))
            }
            ViewScope::Team => {
                self.caller.require(Permission::ViewsManage)?;
                let id = team.ok_or_else(|| ApiError::validation("/team_id", "is missing"))?;
                let reached = self.teams.contains(&id) || audience(self.caller).every_team;
                if reached && self.names.contains_key(&id) {
                    Ok((None, Some(id)))
                } else {
                    Err(ApiError::validation("/team_id", "there is no such team"))
                }
            }
        }
    }
}

/// Which views the caller sees.
pub fn audience(caller: &Caller) -> Audience {
    Audience {
        user_id: caller.user_id,
        every_team: caller.may(Permission::ViewsManage) && caller.scope.teams == Reach::All,
    }
}

pub fn scope_of(view: &Model) -> ViewScope {
    match (view.owner_id, view.team_id) {
        (Some(_), _) => ViewScope::Personal,
        (None, Some(_)) => ViewScope::Team,
        (None, None) => ViewScope::Everyone,
    }
}

fn facts(words: &Value) -> Vec<RowFact> {
    let words = words.as_array().map(Vec::as_slice).unwrap_or_default();
    words
        .iter()
        .filter_map(|word| serde_json::from_value(word.clone()).ok())
        .collect()
}

/// The facts as they are stored; each once.
pub fn columns(facts: &[RowFact]) -> ApiResult<Value> {
    let twice = facts
        .iter()
        .enumerate()
        .any(|(at, fact)| facts[..at].contains(fact));
    if twice || facts.len() > MOST_FACTS {
        return Err(ApiError::validation("/columns", "names a fact twice"));
    }
    serde_json::to_value(facts).map_err(ApiError::internal)
}

pub fn may_change(view: &Model, caller: &Caller) -> bool {
    match view.owner_id {
        Some(owner) => owner == caller.user_id,
        None => caller.may(Permission::ViewsManage),
    }
}

/// 403 unless the caller may change this view, which they see.
pub fn require_change(view: &Model, caller: &Caller) -> ApiResult<()> {
    if may_change(view, caller) {
        return Ok(());
    }
    Ok(caller.require(Permission::ViewsManage)?)
}

/// A name of 1 to 100 characters on one line.
pub fn name(text: &str) -> ApiResult<String> {
    let name = text.trim();
    let fits = (1..=100).contains(&name.chars().count()) && !name.chars().any(char::is_control);
    if fits {
        Ok(name.to_owned())
    } else {
        Err(ApiError::validation(
            "/name",
            "must be 1 to 100 characters on one line",
        ))
    }
}
