//! A line to the mailbox that breaks in the middle of mails, again and again.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt, copy};
use tokio::net::{TcpListener, TcpStream};

use super::dice::Dice;
use super::integrator::Integrator;
use super::letters::Letters;
use super::place::Place;
use super::postbox::account;
use super::tally::{self, Tally};
use crate::support::dovecot::{Dovecot, absent};
use crate::support::smtp_peer::{Script, SmtpPeer};

const LETTERS: Letters = Letters {
    openings: 150,
    customers: 30,
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn mail_comes_once_over_a_line_that_breaks_inside_literals() {
    if absent("dovecot") {
        return;
    }
    let mut dice = Dice::new("a line that breaks");
    let dovecot = Dovecot::start(None);
    LETTERS.deliver(&dovecot, 0..LETTERS.count());
    // The first lines break early, later ones let a batch through; the last ones hold.
    let budgets = (0..12).map(|n| 300 + dice.below(4000 << (n / 2))).collect();
    let line = Line::lay(dovecot.port, budgets).await;
    let peer = SmtpPeer::start(Script::default()).await;
    let place = Place::new().await;
    let token = place.administrator();
    let (_life, address) = place.start().await;
    let hub = Integrator::new(&address, &token);
    let mut channel = account("Support", Some(&dovecot), &peer);
    let inbound = &mut channel["settings"]["inbound"];
    inbound["port"] = line.port.into();
    // Unencrypted, so that what is cut are mails and not records of TLS.
    inbound["security"] = "plain".into();
    inbound["allow_plain"] = true.into();
    hub.add_channel(&channel).await;

    let started = Instant::now();
    loop {
        let channels = hub.get("/channels").await;
        if channels["items"][0]["backlog"] == 0 && hub.all("/tickets").await.len() >= LETTERS.openings {
            break;
        }
        assert!(started.elapsed() < Duration::from_secs(120), "{channels}");
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    let mut tally = Tally::default();
    tally::letters(&hub, LETTERS, &mut tally).await;
    assert!(tally.wrong.is_empty(), "{:#?}", tally.wrong);
    assert_eq!(line.broken.load(Ordering::SeqCst), 12, "every cut was met");
}

/// A way to a server on which each connection ends after so many bytes of the server's.
struct Line {
    port: u16,
    broken: Arc<AtomicUsize>,
}

impl Line {
    async fn lay(server: u16, budgets: Vec<usize>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let broken = Arc::new(AtomicUsize::new(0));
        let count = broken.clone();
        tokio::spawn(async move {
            let mut budgets = budgets.into_iter();
            while let Ok((client, _)) = listener.accept().await {
                let budget = budgets.next();
                let count = count.clone();
                tokio::spawn(async move { carry(client, server, budget, &count).await });
            }
        });
        Self { port, broken }
    }
}

async fn carry(mut client: TcpStream, server: u16, budget: Option<usize>, broken: &AtomicUsize) {
    let mut server = TcpStream::connect(("127.0.0.1", server)).await.unwrap();
    let (mut from_server, mut to_server) = server.split();
    let (mut from_client, mut to_client) = client.split();
    let down = async {
        let mut left = budget.unwrap_or(usize::MAX);
        let mut buffer = [0; 4096];
        while left > 0 {
            let room = left.min(buffer.len());
            match from_server.read(&mut buffer[..room]).await {
                Ok(count) if count > 0 => {
                    left -= count;
                    if to_client.write_all(&buffer[..count]).await.is_err() {
                        return;
                    }
                }
                _ => return,
            }
        }
        broken.fetch_add(1, Ordering::SeqCst);
    };
    tokio::select! {
        () = down => {}
        _ = copy(&mut from_client, &mut to_server) => {}
    }
}
