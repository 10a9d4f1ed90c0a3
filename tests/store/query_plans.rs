//! The queries of the queue walk indexes: checked where the database says how it would run them.

use centralino::desk::filter::parse;
use centralino::store::entity::tickets::TicketStatus;
use centralino::store::filter::Viewpoint;
use centralino::store::scope::{Reach, Scope};
use centralino::store::search::{Phrase, contact_ids};
use centralino::store::ticket_list::{Position, Selection, Sort, Tab};
use centralino::store::{ticket_counts, ticket_list};
use sea_orm::sea_query::SelectStatement;
use sea_orm::{ConnectionTrait, DbBackend, QueryTrait, Statement};
use serde_json::json;
use uuid::Uuid;

use crate::support::TestApp;

async fn plan(test: &TestApp, query: &SelectStatement) -> Vec<String> {
    let built = DbBackend::Sqlite.build(query);
    let sql = format!("EXPLAIN QUERY PLAN {}", built.sql);
    let values = built.values.map(|values| values.0).unwrap_or_default();
    let explain = Statement::from_sql_and_values(DbBackend::Sqlite, sql, values);
    let rows = test.app.store.read().query_all_raw(explain).await.unwrap();
    rows.iter()
        .map(|row| row.try_get("", "detail").unwrap())
        .collect()
}

fn everybody() -> Scope {
    Scope {
        user_id: Uuid::from_u128(1),
        teams: Reach::All,
        channels: Reach::All,
    }
}

fn selection(test: &TestApp) -> Selection {
    Selection::all(Viewpoint {
        user_id: Uuid::from_u128(1),
        now: test.app.clock.now(),
    })
}

#[tokio::test]
async fn every_page_of_a_queue_walks_an_index() {
    let test = TestApp::start().await;
    if test.app.store.backend() != DbBackend::Sqlite {
        return;
    }
    for sort in Sort::ALL.iter().copied() {
        let deep = Position {
            sort,
            at: Some(test.app.clock.now()),
            rank: 2,
            id: Uuid::from_u128(7),
        };
        for after in [None, Some(&deep)] {
            for tab in [Tab::All, Tab::Unassigned, Tab::Mine] {
                for statuses in [
                    vec![TicketStatus::Open],
                    vec![TicketStatus::Open, TicketStatus::Waiting],
                    vec![],
                ] {
                    let wanted = Selection {
                        tab,
                        statuses,
                        ..selection(&test)
                    };
                    let query = ticket_list::query(&everybody(), &wanted, sort, after, 51).unwrap();
                    let plan = plan(&test, &query).await;
                    // Merged walks are one co-routine that bears the table's name: scanning it reads one page.
                    let merged = plan.iter().any(|line| line == "CO-ROUTINE tickets");
                    let outer =
                        |line: &&String| merged && (*line == "CO-ROUTINE tickets" || *line == "SCAN tickets");
                    let walks: Vec<&String> = plan
                        .iter()
                        .filter(|line| line.contains("tickets") && !outer(line))
                        .collect();
                    assert!(!walks.is_empty());
                    for line in walks {
                        assert!(
                            line.starts_with("SEARCH tickets USING INDEX"),
                            "{sort:?} {tab:?}: {plan:#?}"
                        );
                    }
                    // One status of everybody comes out of the index in order.
                    if tab == Tab::All
                        && wanted.statuses.len() == 1
                        && !matches!(sort, Sort::Waiting | Sort::Wakes)
                    {
                        assert!(
                            !plan.iter().any(|line| line.contains("TEMP B-TREE")),
                            "{sort:?}: {plan:#?}"
                        );
                    }
                }
            }
        }
    }
}

/// Tabs that hold little of a large table: found without a look at the rest.
#[tokio::test]
async fn small_tabs_are_reached_at_once() {
    let test = TestApp::start().await;
    if test.app.store.backend() != DbBackend::Sqlite {
        return;
    }
    for (tab, sort, index) in [
        (
            Tab::Snoozed,
            Sort::Wakes,
            "ix_tickets_status_snoozed_until_id (status=? AND snoozed_until",
        ),
        (
            Tab::Spam,
            Sort::Newest,
            "ix_tickets_status_last_activity_at_id (status=?)",
        ),
        (Tab::Spam, Sort::CreatedNewest, "ix_tickets_status_id (status=?)"),
    ] {
        let wanted = Selection {
            tab,
            ..selection(&test)
        };
        let query = ticket_list::query(&everybody(), &wanted, sort, None, 51).unwrap();
        let plan = plan(&test, &query).await;
        assert!(plan.iter().any(|line| line.contains(index)), "{tab:?}: {plan:#?}");
    }
    let wanted = Selection {
        tab: Tab::Mentions,
        ..selection(&test)
    };
    let query = ticket_list::query(&everybody(), &wanted, Sort::Newest, None, 51).unwrap();
    let plan = plan(&test, &query).await;
    for index in [
        "ix_notifications_user_id_kind_id (user_id=? AND kind=?)",
        "SEARCH tickets USING INDEX ix_tickets_status_id (status=? AND id=?)",
    ] {
        assert!(plan.iter().any(|line| line.contains(index)), "{plan:#?}");
    }
}

#[tokio::test]
async fn counts_and_searches_use_theirs() {
    let test = TestApp::start().await;
    if test.app.store.backend() != DbBackend::Sqlite {
        return;
    }
    let filter = json!({"all": [
        {"field": "status", "op": "is", "value": "open"},
        {"field": "tag", "op": "is", "value": "vip"},
        {"field": "subject", "op": "contains", "value": "late"},
    ]});
    let view = Selection {
        filter: parse(&filter).unwrap(),
        ..selection(&test)
    };
    let tabs = [Tab::Mine, Tab::Unassigned, Tab::All].map(|tab| Selection {
        tab,
        statuses: vec![TicketStatus::Open],
        ..selection(&test)
    });
    let mut wanted = tabs.to_vec();
    wanted.push(view);
    let plan_of_counts = plan(&test, &ticket_counts::query(&everybody(), &wanted)).await;
    for line in plan_of_counts.iter().filter(|line| line.starts_with("SCAN")) {
        // The window and the capped rows are scanned: they are small whatever the table.
        let small = [
            "SCAN tickets",
            "SCAN (subquery",
            "SCAN capped",
            "SCAN CONSTANT ROW",
            "SCAN recent",
            "SCAN part",
        ];
        assert!(
            small.iter().any(|name| line.starts_with(name)),
            "{plan_of_counts:#?}"
        );
        assert!(!line.contains("USING"), "{plan_of_counts:#?}");
    }
    let walked = |line: &String| line.starts_with("SEARCH tickets USING") && line.contains("ix_tickets_");
    assert!(
        plan_of_counts.iter().filter(|line| walked(line)).count() >= 4,
        "{plan_of_counts:#?}"
    );

    let found = plan(
        &test,
        &contact_ids(test.app.store.read(), &[Phrase::exact("ada")]),
    )
    .await;
    assert!(found[0].contains("search_index VIRTUAL TABLE"), "{found:#?}");
    assert!(
        found[1].starts_with("SEARCH search_documents USING INTEGER PRIMARY KEY"),
        "{found:#?}"
    );
}

/// Asked once for every mail: it must not grow with the ledger, whose rows are nearly all of one state.
#[tokio::test]
async fn copies_of_a_mail_are_found_by_its_id() {
    let test = TestApp::start().await;
    if test.app.store.backend() != DbBackend::Sqlite {
        return;
    }
    let query = centralino::store::intake::copies("1@customer.example").into_query();
    let plan = plan(&test, &query).await;
    assert_eq!(plan.len(), 1, "{plan:#?}");
    assert!(plan[0].contains("(reference_id=?"), "{plan:#?}");
}
