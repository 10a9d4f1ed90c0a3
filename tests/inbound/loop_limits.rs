//! The numbers of automatic answers to one address: each limit holds at its number and lets go after its time.

use centralino::desk::loop_limit;
use centralino::store::automatic_replies;
use centralino::store::entity::automatic_replies::Entity;
use chrono::Duration;
use sea_orm::EntityTrait;
use uuid::Uuid;

use crate::support::TestApp;

const ROBOT: &str = "robot@machines.example";

/// Count and minutes, on one ticket and on all together.
const PER_TICKET: [(u32, i64); 5] = [(10, 10), (15, 30), (25, 60), (50, 180), (100, 600)];
const IN_ALL: [(u32, i64); 5] = [(30, 10), (60, 30), (120, 60), (240, 180), (360, 600)];

/// Leaves this many answers in the last `minutes`, and as many as the next shorter limit just allows in its time; forgets
/// what was before.
async fn answered(
    test: &TestApp,
    count: u32,
    minutes: i64,
    shorter: Option<(u32, i64)>,
    on: impl Fn(u32) -> Uuid,
) {
    let tx = test.app.store.write().await.unwrap();
    Entity::delete_many().exec(&tx).await.unwrap();
    tx.commit().await.unwrap();
    let late = shorter.map_or(0, |(count, _)| count - 1);
    let early = count - late;
    let mut tx = test.app.store.write().await.unwrap();
    for n in 0..count {
        if n == early {
            tx.commit().await.unwrap();
            let (_, late_minutes) = shorter.unwrap();
            test.app.clock.advance(Duration::minutes(minutes - late_minutes));
            tx = test.app.store.write().await.unwrap();
        }
        automatic_replies::insert(&tx, ROBOT, on(n)).await.unwrap();
    }
    tx.commit().await.unwrap();
    let age = shorter.map_or(minutes, |(_, minutes)| minutes);
    test.app
        .clock
        .advance(Duration::minutes(age) - Duration::seconds(30));
}

async fn refusal(test: &TestApp, recipient: &str, ticket: Uuid) -> Option<String> {
    let tx = test.app.store.write().await.unwrap();
    loop_limit::refusal(&tx, recipient, ticket).await.unwrap()
}

/// Real tickets: the rows refer to them.
async fn tickets(test: &TestApp, count: u32) -> Vec<Uuid> {
    let channel = test.channel("Support").await;
    let mut ids = Vec::new();
    for _ in 0..count {
        ids.push(test.ticket(channel).await);
    }
    ids
}

#[tokio::test]
async fn one_ticket_answers_one_address_only_so_often() {
    let test = TestApp::start().await;
    let ids = tickets(&test, 2).await;
    for (at, (count, minutes)) in PER_TICKET.into_iter().enumerate() {
        let shorter = at.checked_sub(1).map(|at| PER_TICKET[at]);
        answered(&test, count - 1, minutes, shorter, |_| ids[0]).await;
        assert_eq!(
            refusal(&test, ROBOT, ids[0]).await,
            None,
            "{} in {minutes}",
            count - 1
        );
        answered(&test, count, minutes, shorter, |_| ids[0]).await;
        let words = refusal(&test, ROBOT, ids[0]).await.unwrap_or_default();
        assert!(
            words.starts_with(&format!("{count} automatic answers within {minutes} ")),
            "{count} in {minutes}: {words}"
        );
        // Another ticket has its own count, another address its own.
        assert_eq!(refusal(&test, ROBOT, ids[1]).await, None, "{count} in {minutes}");
        assert_eq!(refusal(&test, "ada@customer.example", ids[0]).await, None);
        // The first of them grow too old.
        test.app.clock.advance(Duration::minutes(1));
        assert_eq!(refusal(&test, ROBOT, ids[0]).await, None, "after {minutes}");
    }
}

#[tokio::test]
async fn all_tickets_together_answer_one_address_only_so_often() {
    let test = TestApp::start().await;
    // So many that none of them comes near its own limit.
    let ids = tickets(&test, 60).await;
    let on = |n: u32| ids[n as usize % (ids.len() - 1)];
    let fresh = ids[ids.len() - 1];
    for (at, (count, minutes)) in IN_ALL.into_iter().enumerate() {
        let shorter = at.checked_sub(1).map(|at| IN_ALL[at]);
        answered(&test, count - 1, minutes, shorter, on).await;
        assert_eq!(
            refusal(&test, ROBOT, fresh).await,
            None,
            "{} in {minutes}",
            count - 1
        );
        answered(&test, count, minutes, shorter, on).await;
        let words = refusal(&test, ROBOT, fresh).await.unwrap_or_default();
        assert!(
            words.starts_with(&format!("{count} automatic answers within {minutes} ")),
            "{count} in {minutes}: {words}"
        );
        assert_eq!(refusal(&test, "ada@customer.example", fresh).await, None);
    }
}
