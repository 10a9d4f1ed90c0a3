//! Queues and their numbers: through the API as the inbox asks for them, and at the store against the obvious way.

use centralino::app::App;
use centralino::clock::Clock;
use centralino::store::entity::tickets;
use centralino::store::entity::tickets::TicketStatus;
use centralino::store::filter::Viewpoint;
use centralino::store::scope::{Reach, Scope};
use centralino::store::ticket_counts;
use centralino::store::ticket_list::{Position, Selection, Sort, Tab, page};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::hub::Agent;
use super::timing::{row, table, timed, timed_for};

const PAGE: u64 = 51;

/// Needs a filled desk.
pub async fn run(app: &App, user: Uuid) {
    let agent = Agent::new(app, user).await;
    table("The inbox asks the API (authorised, as JSON)");
    for (name, path) in [
        ("queue page, open, newest first", "/tickets?status=open"),
        (
            "queue page, open, waiting longest",
            "/tickets?status=open&sort=waiting",
        ),
        (
            "queue page, open, by priority",
            "/tickets?status=open&sort=priority",
        ),
        ("queue page, mine", "/tickets?tab=mine&status=open"),
        ("queue page, unassigned", "/tickets?tab=unassigned&status=open"),
        ("queue page, every status", "/tickets"),
        ("numbers beside the views", "/tickets/counts"),
    ] {
        let times = timed(async || agent.get(path).await).await;
        row(name, &times, None);
    }
    let found = tickets::Entity::find()
        .filter(tickets::Column::Status.eq(TicketStatus::Open))
        .one(app.store.read())
        .await
        .unwrap()
        .unwrap();
    let (ticket, timeline) = (
        format!("/tickets/{}", found.id),
        format!("/tickets/{}/timeline", found.id),
    );
    row(
        "one ticket",
        &timed(async || agent.get(&ticket).await).await,
        None,
    );
    row(
        "its timeline",
        &timed(async || agent.get(&timeline).await).await,
        None,
    );
    table("The store, against the obvious way");
    deep(app, user).await;
    numbers(app, user).await;
}

fn eyes(user_id: Uuid) -> (Scope, Viewpoint) {
    let scope = Scope {
        user_id,
        teams: Reach::All,
        channels: Reach::All,
    };
    let view = Viewpoint {
        user_id,
        now: Clock::system().now(),
    };
    (scope, view)
}

/// Nine tenths down the list: by position, and by counting rows off.
async fn deep(app: &App, user: Uuid) {
    let (conn, (scope, view)) = (app.store.read(), eyes(user));
    let total = tickets::Entity::find()
        .filter(tickets::Column::Status.eq(TicketStatus::Resolved))
        .count(conn)
        .await
        .unwrap();
    let by_offset = || {
        tickets::Entity::find()
            .filter(tickets::Column::Status.eq(TicketStatus::Resolved))
            .order_by_desc(tickets::Column::LastActivityAt)
            .order_by_desc(tickets::Column::Id)
            .offset(total * 9 / 10)
            .limit(PAGE)
    };
    let resolved = Selection {
        statuses: vec![TicketStatus::Resolved],
        ..Selection::all(view)
    };
    let place = by_offset().one(conn).await.unwrap().unwrap();
    let after = Position::of(Sort::Newest, &place);
    let keyset = timed(async || {
        page(conn, &scope, &resolved, Sort::Newest, Some(&after), PAGE)
            .await
            .unwrap()
            .len()
    })
    .await;
    let counted = timed_for(10, async || by_offset().all(conn).await.unwrap().len()).await;
    row(
        "page at 90 % of the resolved",
        &keyset,
        Some(("OFFSET", &counted)),
    );
}

async fn numbers(app: &App, user: Uuid) {
    let (conn, (scope, view)) = (app.store.read(), eyes(user));
    let tabs: Vec<Selection> = [Tab::Mine, Tab::Unassigned, Tab::All]
        .into_iter()
        .map(|tab| Selection {
            tab,
            statuses: vec![TicketStatus::Open],
            ..Selection::all(view)
        })
        .collect();
    let capped = timed(async || ticket_counts::counts(conn, &scope, &tabs).await.unwrap().len()).await;
    let open = || tickets::Entity::find().filter(tickets::Column::Status.eq(TicketStatus::Open));
    let full = timed_for(10, async || {
        let mine = open()
            .filter(tickets::Column::AssigneeId.eq(user))
            .count(conn)
            .await
            .unwrap();
        let nobodys = open()
            .filter(tickets::Column::AssigneeId.is_null())
            .count(conn)
            .await
            .unwrap();
        usize::try_from(mine + nobodys + open().count(conn).await.unwrap()).unwrap()
    })
    .await;
    row(
        "numbers of three tabs, capped",
        &capped,
        Some(("COUNT(*)", &full)),
    );
    let filter = serde_json::json!({"field": "subject", "op": "contains", "value": "nowhere"});
    let unmatched = vec![Selection {
        filter: centralino::desk::filter::parse(&filter).unwrap(),
        ..Selection::all(view)
    }];
    let windowed = timed(async || {
        ticket_counts::counts(conn, &scope, &unmatched)
            .await
            .unwrap()
            .len()
    })
    .await;
    row("number of a view that matches nothing", &windowed, None);
}
