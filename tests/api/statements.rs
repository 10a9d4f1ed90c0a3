//! A list asks the database as often for two rows as for twenty.

use super::planted;
use crate::support::TestApp;

#[tokio::test]
async fn lists_do_not_ask_once_per_row() {
    let test = TestApp::start().await;
    let agent = test.administrator().await;
    let channel = planted::channel(&test, "Support").await;
    let paths = [
        "/tickets",
        "/contacts",
        "/search?q=parcel",
        "/notifications",
        "/intake",
        "/tickets/counts",
    ];
    let mut before = Vec::new();
    for round in 0..2 {
        for n in 0..(2 + round * 18) {
            let name = format!("Parcel {round} {n}");
            let (contact, _) = planted::contact(&test, &name, &format!("p{round}x{n}@example.org")).await;
            let ticket = planted::ticket(&test, channel, contact.id, "A parcel", |_| ()).await;
            planted::message(&test, &ticket, "My parcel", &[]).await;
        }
        for (index, path) in paths.iter().enumerate() {
            let so_far = test.app.store.statements();
            agent.get(path).await.ok();
            let count = test.app.store.statements() - so_far;
            assert!((1..=20).contains(&count), "{path} took {count} statements");
            match round {
                0 => before.push(count),
                _ => assert_eq!(count, before[index], "{path}"),
            }
        }
    }
}
