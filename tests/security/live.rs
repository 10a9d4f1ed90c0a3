//! The live socket: opened by our own pages only, tells each caller what they may see, and closes when access ends.

use std::time::Duration;

use centralino::access::Permission;
use centralino::live::{Notice, TicketChange};
use serde_json::{Value, json};

use crate::support::socket::Socket;
use crate::support::{Client, TestApp};

const PATIENCE: Duration = Duration::from_secs(5);

#[tokio::test]
async fn only_our_own_pages_open_a_socket() {
    let test = TestApp::start().await;
    let listening = test.listen().await;
    let ada = test.agent("Ada").await;
    assert_eq!(Socket::refused(&listening, &test.anonymous(), None).await, 401);
    let foreign = Some("https://evil.example");
    assert_eq!(Socket::refused(&listening, &ada, foreign).await, 403);
    assert_eq!(Socket::refused(&listening, &ada, None).await, 403);
    let mut socket = Socket::open(&listening, &ada).await;
    assert_eq!(
        socket.hear().await,
        json!({"type": "hello", "user_id": ada.user_id})
    );
    socket.say(json!({"type": "ping"})).await;
    assert_eq!(socket.hear().await, json!({"type": "pong"}));
}

async fn announce(test: &TestApp, notices: Vec<Notice>) {
    let tx = test.app.store.write().await.unwrap();
    for notice in notices {
        tx.notify(notice);
    }
    tx.commit().await.unwrap();
}

async fn greeted(listening: &crate::support::socket::Listening, client: &Client) -> Socket {
    let mut socket = Socket::open(listening, client).await;
    assert_eq!(socket.hear().await["type"], "hello");
    socket
}

#[tokio::test]
async fn a_mail_from_another_process_is_heard_within_two_seconds() {
    let test = TestApp::start().await;
    let listening = test.listen().await;
    let shutdown = tokio_util::sync::CancellationToken::new();
    let _stop = shutdown.clone().drop_guard();
    tokio::spawn(centralino::jobs::listen::run(test.app.clone(), shutdown));
    let mailbox = test.mailbox("support").await;
    let anna = test.administrator().await;
    let mut socket = greeted(&listening, &anna).await;
    // As `centralino ingest` does it: the same database, opened anew.
    let config = test.app.config.as_ref().clone();
    let other = centralino::app::App::open(config, centralino::clock::Clock::system())
        .await
        .unwrap();
    other.live.tell_others();
    let raw = bytes::Bytes::from_static(
        b"From: ada@customer.example\r\nTo: support@hub.example\r\nSubject: Hello\r\n\r\nPlease help me.\r\n",
    );
    let now = other.clock.now();
    let incoming = centralino_channels::event::Incoming {
        external_id: "pipe:1".to_owned(),
        event: other.channels.open(&mailbox).unwrap().read(&raw, now),
        received_at: now,
        raw,
    };
    let source = centralino::desk::intake::IntakeSource::Pipe;
    let filed = centralino::desk::intake::accept(&other, source, &mailbox, vec![incoming], None).await;
    let ticket = filed.unwrap()[0].ticket_id.unwrap();
    let heard = tokio::time::timeout(Duration::from_secs(2), async {
        loop {
            let word = socket.hear().await;
            if word["type"] == "ticket" {
                return word;
            }
        }
    });
    assert_eq!(heard.await.expect("within two seconds")["id"], json!(ticket));
    // Who is disabled on the command line is put out at once, too.
    let tx = other.store.write().await.unwrap();
    centralino::access::sessions::end_all(&tx, anna.user_id, None)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(socket.closed().await, 4401);
}

#[tokio::test]
async fn each_caller_hears_only_of_what_they_may_see() {
    let test = TestApp::start().await;
    let listening = test.listen().await;
    let (mine, foreign) = (test.channel("Mine").await, test.channel("Foreign").await);
    let (seen, hidden) = (test.ticket(mine).await, test.ticket(foreign).await);
    let ada = test
        .limited("Ada", &[Permission::TicketsRead], &[], &[mine])
        .await;
    let anna = test.administrator().await;
    let mut of_ada = greeted(&listening, &ada).await;
    let mut of_anna = greeted(&listening, &anna).await;
    let change = TicketChange::Message;
    announce(
        &test,
        vec![
            Notice::Ticket { id: hidden, change },
            Notice::Channel { id: foreign },
            Notice::Intake,
            Notice::Notification {
                user_id: anna.user_id,
            },
            // A burst about one ticket is one word.
            Notice::Ticket {
                id: seen,
                change: TicketChange::Changed,
            },
            Notice::Ticket { id: seen, change },
        ],
    )
    .await;
    assert_eq!(
        of_ada.hear().await,
        json!({"type": "ticket", "id": seen, "change": "message"})
    );
    of_ada.say(json!({"type": "ping"})).await;
    assert_eq!(of_ada.hear().await, json!({"type": "pong"}));
    let mut heard = Vec::new();
    for _ in 0..5 {
        heard.push(of_anna.hear().await["type"].clone());
    }
    heard.sort_by_key(Value::to_string);
    assert_eq!(
        json!(heard),
        json!(["channel", "intake", "notification", "ticket", "ticket"])
    );
}

#[tokio::test]
async fn presence_is_news_of_the_ticket() {
    let test = TestApp::start().await;
    let listening = test.listen().await;
    let (mine, foreign) = (test.channel("Mine").await, test.channel("Foreign").await);
    let (seen, hidden) = (test.ticket(mine).await, test.ticket(foreign).await);
    let ada = test
        .limited("Ada", &[Permission::TicketsRead], &[], &[mine])
        .await;
    let anna = test.administrator().await;
    let mut of_ada = greeted(&listening, &ada).await;
    let mut of_anna = greeted(&listening, &anna).await;
    of_anna.say(json!({"type": "watch", "ticket_id": seen})).await;
    assert_eq!(of_anna.hear().await["users"][0]["name"], "Anna");
    // Not there for Ada: neither does she hear of it nor is she seen at it.
    of_ada.say(json!({"type": "watch", "ticket_id": hidden})).await;
    of_ada.say(json!({"type": "watch", "ticket_id": seen})).await;
    let both = of_ada.hear().await;
    assert_eq!(both["ticket_id"], json!(seen));
    assert_eq!(both["users"].as_array().unwrap().len(), 2);
    assert_eq!(of_anna.hear().await["users"].as_array().unwrap().len(), 2);
    of_ada.say(json!({"type": "typing", "ticket_id": seen})).await;
    let typing = of_anna.hear().await;
    let ada_there = typing["users"]
        .as_array()
        .unwrap()
        .iter()
        .find(|user| user["name"] == "Ada")
        .unwrap();
    assert_eq!(ada_there["typing"], true);
    drop(of_ada);
    assert_eq!(of_anna.hear().await["users"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn sockets_close_when_access_ends() {
    let test = TestApp::start().await;
    let listening = test.listen().await;
    let anna = test.administrator().await;
    let ada = test.agent("Ada").await;
    let mut of_ada = greeted(&listening, &ada).await;
    let mut of_anna = greeted(&listening, &anna).await;
    let path = format!("/users/{}", ada.user_id);
    anna.patch(&path, json!({"state": "disabled"})).await.ok();
    assert_eq!(
        tokio::time::timeout(PATIENCE, of_ada.closed()).await.unwrap(),
        4401
    );
    anna.delete("/session").await.ok();
    assert_eq!(
        tokio::time::timeout(PATIENCE, of_anna.closed()).await.unwrap(),
        4401
    );
}

#[tokio::test]
async fn sockets_close_when_the_server_stops() {
    let test = TestApp::start().await;
    let listening = test.listen().await;
    let anna = test.administrator().await;
    let mut of_anna = greeted(&listening, &anna).await;
    listening.stop.cancel();
    assert_eq!(
        tokio::time::timeout(PATIENCE, of_anna.closed()).await.unwrap(),
        1001
    );
    tokio::time::timeout(PATIENCE, listening.task)
        .await
        .unwrap()
        .unwrap();
}

#[tokio::test]
async fn a_new_password_and_a_revoked_token_close_their_sockets() {
    let test = TestApp::start().await;
    let listening = test.listen().await;
    let ada = test.agent("Ada").await;
    let mut at_home = greeted(&listening, &test.sign_in(ada.user_id).await).await;
    let minted = ada.post("/tokens", json!({"name": "script"})).await.ok();
    let mut of_script = greeted(&listening, &test.bearer(minted["token"].as_str().unwrap())).await;
    let path = format!("/tokens/{}", minted["id"].as_str().unwrap());
    ada.delete(&path).await.ok();
    assert_eq!(
        tokio::time::timeout(PATIENCE, of_script.closed()).await.unwrap(),
        4401
    );
    // Notices of the user's own doing may reach the other socket first; it must close all the same.
    let mut fresh = match tokio::time::timeout(Duration::from_millis(300), at_home.closed()).await {
        Ok(code) => {
            assert_eq!(code, 4401);
            greeted(&listening, &test.sign_in(ada.user_id).await).await
        }
        Err(_) => at_home,
    };
    let tx = test.app.store.write().await.unwrap();
    let mut row = centralino::store::users::lock(&tx, ada.user_id)
        .await
        .unwrap()
        .unwrap();
    row.password_hash = Some(
        centralino::access::passwords::hash("correct horse battery".into())
            .await
            .unwrap(),
    );
    centralino::store::users::save(&tx, row).await.unwrap();
    tx.commit().await.unwrap();
    let change = json!({"current": "correct horse battery", "new": "another horse battery"});
    ada.post("/session/password", change).await.ok();
    assert_eq!(
        tokio::time::timeout(PATIENCE, fresh.closed()).await.unwrap(),
        4401
    );
}

#[tokio::test]
async fn a_list_shows_who_is_where_without_being_there() {
    let test = TestApp::start().await;
    let listening = test.listen().await;
    let (mine, foreign) = (test.channel("Mine").await, test.channel("Foreign").await);
    let (seen, hidden) = (test.ticket(mine).await, test.ticket(foreign).await);
    let anna = test.administrator().await;
    let ada = test
        .limited("Ada", &[Permission::TicketsRead], &[], &[mine])
        .await;
    let mut of_anna = greeted(&listening, &anna).await;
    for ticket in [seen, hidden] {
        of_anna.say(json!({"type": "watch", "ticket_id": ticket})).await;
        assert_eq!(of_anna.hear().await["ticket_id"], json!(ticket));
    }
    let mut of_ada = greeted(&listening, &ada).await;
    of_ada
        .say(json!({"type": "follow", "ticket_ids": [seen, hidden]}))
        .await;
    let there = |typing: bool| json!([{"id": anna.user_id, "name": "Anna", "typing": typing}]);
    // Who is there already, and only where she may look.
    assert_eq!(
        of_ada.hear().await,
        json!({"type": "presence", "ticket_id": seen, "users": there(false)})
    );
    of_anna.say(json!({"type": "typing", "ticket_id": hidden})).await;
    of_anna.say(json!({"type": "typing", "ticket_id": seen})).await;
    assert_eq!(
        of_ada.hear().await,
        json!({"type": "presence", "ticket_id": seen, "users": there(true)})
    );
    // Anna hears of herself only: looking at a list is not looking at a ticket.
    for ticket in [hidden, seen] {
        let word = of_anna.hear().await;
        assert_eq!(word["ticket_id"], json!(ticket));
        assert_eq!(word["users"], there(true));
    }
    of_ada.say(json!({"type": "follow", "ticket_ids": []})).await;
    of_ada.say(json!({"type": "ping"})).await;
    assert_eq!(of_ada.hear().await["type"], "pong");
    of_anna.say(json!({"type": "unwatch", "ticket_id": seen})).await;
    of_ada.say(json!({"type": "ping"})).await;
    assert_eq!(of_ada.hear().await["type"], "pong");
}
