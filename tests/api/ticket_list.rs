//! Queues: every order, page by page, and the numbers beside them.

use centralino::store::entity::tickets::{TicketPriority, TicketStatus};
use centralino::store::entity::{teams, tickets};
use chrono::Duration;
use sea_orm::{ActiveModelTrait, Set};
use serde_json::{Value, json};

use super::planted;
use crate::support::TestApp;
use crate::support::client::Client;

/// Thirty tickets with ties in every order and some that nobody waits for.
async fn thirty(test: &TestApp) -> Vec<tickets::Model> {
    let channel = planted::channel(test, "Support").await;
    let contact = planted::contact(test, "Ada", "ada@example.org").await.0.id;
    let now = test.app.clock.now();
    let tx = test.app.store.write().await.unwrap();
    let mut all = Vec::new();
    for n in 0..30_i64 {
        let ticket = planted::ticket_in(&tx, channel, contact, &format!("Ticket {n}"), |ticket| {
            ticket.status = [TicketStatus::Open, TicketStatus::Waiting, TicketStatus::Resolved]
                [usize::try_from(n % 3).unwrap()];
            ticket.priority = [
                TicketPriority::Low,
                TicketPriority::Normal,
                TicketPriority::Urgent,
            ][usize::try_from(n / 2 % 3).unwrap()];
            // Every fourth shares its minute with others.
            ticket.last_activity_at = now - Duration::minutes(n / 4);
            ticket.snoozed_until = (n % 4 == 0).then(|| now + Duration::hours(n % 7));
            ticket.waiting_since = (n % 5 != 0).then(|| now - Duration::hours(n % 7));
        })
        .await;
        all.push(ticket);
    }
    tx.commit().await.unwrap();
    all
}

async fn walk(client: &Client, path: &str) -> Vec<i64> {
    let mut numbers = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = client.get(&format!("{path}&limit=7{cursor}")).await.ok();
        let items = page["items"].as_array().unwrap();
        numbers.extend(items.iter().map(|item| item["number"].as_i64().unwrap()));
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return numbers,
        }
        assert_eq!(items.len(), 7);
    }
}

#[tokio::test]
async fn every_order_is_walked_page_by_page_without_gap_or_double() {
    let test = TestApp::start().await;
    let all = thirty(&test).await;
    let agent = test.agent("Berta").await;
    let sorted = |compare: fn(&tickets::Model, &tickets::Model) -> std::cmp::Ordering| {
        let mut sorted = all.clone();
        sorted.sort_by(compare);
        sorted.iter().map(|ticket| ticket.number).collect::<Vec<i64>>()
    };
    let newest = sorted(|a, b| (b.last_activity_at, b.id).cmp(&(a.last_activity_at, a.id)));
    let oldest = sorted(|a, b| (a.last_activity_at, a.id).cmp(&(b.last_activity_at, b.id)));
    let waiting = sorted(|a, b| {
        (a.waiting_since.is_none(), a.waiting_since, a.id).cmp(&(
            b.waiting_since.is_none(),
            b.waiting_since,
            b.id,
        ))
    });
    let priority = sorted(|a, b| {
        (b.priority_rank, b.last_activity_at, b.id).cmp(&(a.priority_rank, a.last_activity_at, a.id))
    });
    let created = sorted(|a, b| b.id.cmp(&a.id));
    let first = sorted(|a, b| a.id.cmp(&b.id));
    let wakes = sorted(|a, b| {
        (a.snoozed_until.is_none(), a.snoozed_until, a.id).cmp(&(
            b.snoozed_until.is_none(),
            b.snoozed_until,
            b.id,
        ))
    });
    for (sort, expected) in [
        ("created_newest", &created),
        ("created_oldest", &first),
        ("wakes", &wakes),
        ("newest", &newest),
        ("oldest", &oldest),
        ("waiting", &waiting),
        ("priority", &priority),
    ] {
        assert_eq!(
            &walk(&agent, &format!("/tickets?sort={sort}")).await,
            expected,
            "{sort}"
        );
        let one_status: Vec<i64> = expected
            .iter()
            .copied()
            .filter(|number| {
                all.iter()
                    .any(|t| t.number == *number && t.status == TicketStatus::Open)
            })
            .collect();
        let path = format!("/tickets?status=open&sort={sort}");
        assert_eq!(walk(&agent, &path).await, one_status, "open by {sort}");
    }
}

#[tokio::test]
async fn tabs_statuses_and_filters_narrow() {
    let test = TestApp::start().await;
    let agent = test.agent("Berta").await;
    let channel = planted::channel(&test, "Support").await;
    let contact = planted::contact(&test, "Ada", "ada@example.org").await.0.id;
    let make = async |subject: &str, touch: &dyn Fn(&mut tickets::Model)| {
        planted::ticket(&test, channel, contact, subject, |ticket| touch(ticket)).await
    };
    let me = agent.user_id;
    let mine = make("Mine", &|t| t.assignee_id = Some(me)).await;
    make("Nobody's", &|_| ()).await;
    make("Resolved", &|t| t.status = TicketStatus::Resolved).await;
    make("Spam", &|t| t.status = TicketStatus::Spam).await;
    make("Merged", &|t| t.merged_into = Some(mine.id)).await;
    let subjects = async |path: &str| -> Vec<String> {
        let page = agent.get(path).await.ok();
        let items = page["items"].as_array().unwrap();
        items
            .iter()
            .map(|item| item["subject"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(subjects("/tickets").await, ["Resolved", "Nobody's", "Mine"]);
    assert_eq!(subjects("/tickets?tab=mine").await, ["Mine"]);
    assert_eq!(
        subjects("/tickets?tab=unassigned&status=open").await,
        ["Nobody's"]
    );
    assert_eq!(
        subjects("/tickets?status=spam,resolved").await,
        ["Spam", "Resolved"]
    );
    make("Asleep", &|t| t.status = TicketStatus::Snoozed).await;
    assert_eq!(subjects("/tickets?tab=snoozed").await, ["Asleep"]);
    assert_eq!(subjects("/tickets?tab=spam").await, ["Spam"]);
    assert_eq!(
        subjects("/tickets?tab=spam&status=open").await,
        Vec::<String>::new()
    );
    let filter = r#"{"not":{"field":"assignee","op":"is","value":"me"}}"#;
    let filter: String = url::form_urlencoded::byte_serialize(filter.as_bytes()).collect();
    assert_eq!(
        subjects(&format!("/tickets?filter={filter}")).await,
        ["Asleep", "Resolved", "Nobody's"]
    );

    let counts = agent.get("/tickets/counts").await.ok();
    assert_eq!(
        (&counts["mine"], &counts["unassigned"], &counts["all"]),
        (&json!(1), &json!(1), &json!(2))
    );
    assert_eq!(
        (&counts["snoozed"], &counts["spam"], &counts["mentions"]),
        (&json!(1), &json!(1), &json!(0))
    );
}

#[tokio::test]
async fn mentions_are_a_tab_of_their_own() {
    use centralino::access::Permission;
    let test = TestApp::start().await;
    let contact = planted::contact(&test, "Ada", "ada@example.org").await.0.id;
    let inside = planted::channel(&test, "Inside").await;
    let outside = planted::channel(&test, "Outside").await;
    let berta = test.agent("Berta").await;
    let lina = test.limited("Lina", Permission::AGENT, &[], &[inside]).await;
    let mut ids = Vec::new();
    for n in 0..5 {
        let ticket = planted::ticket(&test, inside, contact, &format!("Ticket {n}"), |_| ()).await;
        ids.push(ticket.id);
    }
    let mention = async |id: uuid::Uuid| {
        let note = json!({"text": "Look, please.", "mention_ids": [lina.user_id]});
        berta.post(&format!("/tickets/{id}/notes"), note).await.ok();
    };
    for at in [0, 3, 1, 3] {
        mention(ids[at]).await;
    }
    for sort in [
        "newest",
        "oldest",
        "waiting",
        "priority",
        "created_newest",
        "wakes",
    ] {
        let path = format!("/tickets?tab=mentions&sort={sort}&limit=2");
        let page = lina.get(&path).await.ok();
        let mut numbers: Vec<i64> = Vec::new();
        let mut more = page;
        loop {
            let items = more["items"].as_array().unwrap();
            numbers.extend(items.iter().map(|item| item["number"].as_i64().unwrap()));
            let Some(next) = more["next"].as_str() else { break };
            more = lina.get(&format!("{path}&cursor={next}")).await.ok();
        }
        if sort == "newest" {
            assert_eq!(numbers, [4, 2, 1]);
        }
        numbers.sort_unstable();
        assert_eq!(numbers, [1, 2, 4], "{sort}");
    }
    assert_eq!(berta.get("/tickets?tab=mentions").await.ok()["items"], json!([]));
    assert_eq!(lina.get("/tickets/counts").await.ok()["mentions"], 4);
    // Reading a ticket is reading what one was told about it.
    lina.post(&format!("/tickets/{}/read", ids[3]), json!({}))
        .await
        .ok();
    assert_eq!(lina.get("/tickets/counts").await.ok()["mentions"], 2);
    // What moved out of reach is out of the tab too.
    let tx = test.app.store.write().await.unwrap();
    let before = centralino::store::tickets::find(&tx, &centralino::access::Caller::system().scope, ids[0])
        .await
        .unwrap()
        .unwrap();
    let mut after = before.clone();
    after.channel_id = outside;
    centralino::store::tickets::save(&tx, &before, after)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let page = lina.get("/tickets?tab=mentions").await.ok();
    assert_eq!(page["items"].as_array().unwrap().len(), 2);
    assert_eq!(lina.get("/tickets/counts").await.ok()["mentions"], 1);
}

#[tokio::test]
async fn every_ticket_of_a_queue_is_changed_batch_by_batch() {
    let test = TestApp::start().await;
    let agent = test.agent("Berta").await;
    let channel = planted::channel(&test, "Support").await;
    let contact = planted::contact(&test, "Ada", "ada@example.org").await.0.id;
    let tx = test.app.store.write().await.unwrap();
    for n in 0..450 {
        planted::ticket_in(&tx, channel, contact, &format!("Ticket {n}"), |t| {
            if n % 9 == 0 {
                t.priority = TicketPriority::Urgent;
            }
        })
        .await;
    }
    tx.commit().await.unwrap();
    let matching = agent
        .get("/tickets/matching?tab=unassigned&status=open")
        .await
        .ok();
    assert_eq!(matching, json!({"count": 450, "more": false}));
    let filter = json!({"field": "priority", "op": "is_not", "value": "urgent"});
    let mut body = json!({
        "tab": "unassigned", "status": ["open"], "filter": filter, "change": {"status": "resolved"},
    });
    let mut sizes = Vec::new();
    let mut undo = Vec::new();
    loop {
        let done = agent.post("/tickets/matching", body.clone()).await.ok();
        let changed = done["changed"].as_array().unwrap();
        sizes.push(changed.len());
        undo.extend(changed.clone());
        assert_eq!(done["failed"], json!([]));
        // What comes while it runs is left alone.
        if sizes.len() == 1 {
            planted::ticket(&test, channel, contact, "Just came", |_| ()).await;
        }
        match done["next"].as_str() {
            Some(next) => body["cursor"] = json!(next),
            None => break,
        }
    }
    assert_eq!(sizes, [200, 200]);
    assert_eq!(undo[0]["before"]["status"], "open");
    let left = agent.get("/tickets/matching?status=open").await.ok();
    assert_eq!(left["count"], 51);
    assert_eq!(
        agent.get("/tickets/matching?status=resolved").await.ok()["count"],
        400
    );

    let viewer = test.viewer("Vera").await;
    let change = json!({"change": {"status": "resolved"}});
    viewer
        .post("/tickets/matching", change)
        .await
        .problem(403, "forbidden");
    let wrong = json!({"change": {}, "filter": {"any": []}});
    let problem = agent
        .post("/tickets/matching", wrong)
        .await
        .problem(422, "validation");
    assert_eq!(problem["errors"][0]["pointer"], "filter/any");
}

#[tokio::test]
async fn what_is_asked_wrongly_is_named() {
    let test = TestApp::start().await;
    thirty(&test).await;
    let agent = test.agent("Berta").await;
    let pointer = |problem: &Value| problem["errors"][0]["pointer"].as_str().unwrap().to_owned();
    let cursor = agent.get("/tickets?limit=2").await.ok()["next"]
        .as_str()
        .unwrap()
        .to_owned();
    for (query, expected) in [
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("cursor=x", "cursor"),
        ("status=open,late", "status"),
        ("filter={", "filter"),
        ("filter=%7B%22all%22:[7]%7D", "filter/all/0"),
    ] {
        let problem = agent
            .get(&format!("/tickets?{query}"))
            .await
            .problem(422, "validation");
        assert_eq!(pointer(&problem), expected, "{query}");
    }
    let problem = agent
        .get(&format!("/tickets?sort=oldest&cursor={cursor}"))
        .await
        .problem(422, "validation");
    assert_eq!(pointer(&problem), "cursor");
    agent.get("/tickets?colour=red").await.problem(422, "validation");
    agent
        .get(&format!("/tickets?view={}", agent.user_id))
        .await
        .problem(404, "not_found");
    test.anonymous()
        .get("/tickets")
        .await
        .problem(401, "unauthenticated");
}

#[tokio::test]
async fn a_limited_agent_lists_and_counts_only_their_tickets() {
    use centralino::access::Permission;
    let test = TestApp::start().await;
    let contact = planted::contact(&test, "Ada", "ada@example.org").await.0.id;
    let inside = planted::channel(&test, "Inside").await;
    let outside = planted::channel(&test, "Outside").await;
    let tx = test.app.store.write().await.unwrap();
    let team = teams::ActiveModel {
        id: Set(tx.id()),
        name: Set("Others".to_owned()),
        created_at: Set(tx.now()),
        updated_at: Set(tx.now()),
    };
    let team = team.insert(&tx).await.unwrap().id;
    tx.commit().await.unwrap();
    let agent = test.limited("Lina", Permission::AGENT, &[], &[inside]).await;
    planted::ticket(&test, inside, contact, "Seen", |_| ()).await;
    planted::ticket(&test, inside, contact, "Another team's", |t| {
        t.team_id = Some(team)
    })
    .await;
    planted::ticket(&test, outside, contact, "Another channel's", |_| ()).await;
    let me = agent.user_id;
    planted::ticket(&test, outside, contact, "Assigned", |t| t.assignee_id = Some(me)).await;
    let page = agent.get("/tickets").await.ok();
    let subjects: Vec<&str> = page["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["subject"].as_str().unwrap())
        .collect();
    assert_eq!(subjects, ["Assigned", "Seen"]);
    assert_eq!(agent.get("/tickets/counts").await.ok()["all"], 2);
}
