//! `GET /tickets/counts`: the numbers beside tabs and views.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::which::viewpoint;
use crate::access::Permission;
use crate::app::App;
use crate::desk::filter;
use crate::http::Authenticated;
use crate::http::error::ApiResult;
use crate::store::entity::tickets::TicketStatus;
use crate::store::notifications::Reason;
use crate::store::ticket_list::{Selection, Tab};
use crate::store::views::Audience;
use crate::store::{intake_ledger, notifications, ticket_counts, views};

/// Every number stops at 100.
#[derive(Debug, Serialize, ToSchema)]
pub struct Counts {
    /// Open and assigned to the caller.
    pub mine: u64,
    /// Open and nobody's.
    pub unassigned: u64,
    /// Open.
    pub all: u64,
    /// Notes that mention the caller and that they have not read.
    pub mentions: u64,
    pub snoozed: u64,
    pub spam: u64,
    /// By view id; among the most recently active tickets.
    pub views: BTreeMap<Uuid, u64>,
    /// Things received that could not be filed; 0 for whoever may not see the ledger.
    pub intake_failed: u64,
    /// The caller's unread notifications.
    pub notifications: u64,
}

/// Numbers for the inbox: open tickets per tab, tickets per view, what else waits.
#[utoipa::path(get, path = "/tickets/counts", tag = "tickets", responses((status = OK, body = Counts)))]
pub async fn counts(State(app): State<App>, Authenticated(caller): Authenticated) -> ApiResult<Json<Counts>> {
    caller.require(Permission::TicketsRead)?;
    let conn = app.store.read();
    let everything = Selection::all(viewpoint(&app, &caller));
    let open = || vec![TicketStatus::Open];
    let tabs = [
        (Tab::Mine, open()),
        (Tab::Unassigned, open()),
        (Tab::All, open()),
        (Tab::Snoozed, Vec::new()),
        (Tab::Spam, Vec::new()),
    ];
    let tab_count = tabs.len();
    let mut selections: Vec<Selection> = tabs
        .into_iter()
        .map(|(tab, statuses)| Selection {
            tab,
            statuses,
            ..everything.clone()
        })
        .collect();
    let mut view_ids = Vec::new();
    // Views of teams the caller is not in have no place beside which a number could stand.
    let own = Audience {
        user_id: caller.user_id,
        every_team: false,
    };
    for view in views::list(conn, own).await? {
        // Checked when it was saved; a view that an older version wrote otherwise has no number.
        if let Ok(filter) = filter::parse(&view.filter) {
            view_ids.push(view.id);
            selections.push(Selection {
                filter,
                ..everything.clone()
            });
        }
    }
    let numbers = ticket_counts::counts(conn, &caller.scope, &selections).await?;
    let intake_failed = if caller.may(Permission::IntakeManage) {
        intake_ledger::count_failed(conn, &caller.scope, ticket_counts::CAP).await?
    } else {
        0
    };
    let number = |index: usize| numbers.get(index).copied().unwrap_or(0);
    Ok(Json(Counts {
        mine: number(0),
        unassigned: number(1),
        all: number(2),
        snoozed: number(3),
        spam: number(4),
        mentions: notifications::count_unread(conn, &caller.scope, Some(Reason::Mention), ticket_counts::CAP)
            .await?,
        views: view_ids
            .into_iter()
            .zip(numbers.iter().skip(tab_count).copied())
            .collect(),
        intake_failed,
        notifications: notifications::count_unread(conn, &caller.scope, None, ticket_counts::CAP).await?,
    }))
}
