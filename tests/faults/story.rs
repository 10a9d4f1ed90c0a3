//! The long story of one hub that dies many times: customers write, clients post replies, and in the end all is there.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tokio::sync::Semaphore;

use super::dice::Dice;
use super::integrator::{Integrator, Posted};
use super::letters::Letters;
use super::place::{Life, Place};
use super::postbox::account;
use super::tally::{self, Tally};
use crate::support::dovecot::Dovecot;
use crate::support::smtp_peer::{At, Fault, Script, SmtpPeer};

const LETTERS: Letters = Letters {
    openings: 1000,
    customers: 200,
};
const REPLIES: usize = 500;
const CLIENTS: usize = 6;
/// Leases of the dead lapse after a minute and are looked for every ten seconds; the rest is for sending.
const HEALED_WITHIN: Duration = Duration::from_secs(180);

/// How a life of the hub ends.
#[derive(Clone, Copy, Debug)]
pub enum Ending {
    /// SIGKILL when the dice say so, now and then before it is up.
    AtSomeMoment,
    /// SIGKILL at the n-th of these system calls of some thread.
    AtCall { calls: &'static str, nth: usize },
    /// SIGKILL when the dice say so, after a life by a clock that is off by so much.
    WithClock(&'static str),
    /// Not at all: the life in which everything comes to its end, by such a clock.
    LastWithClock(&'static str),
}

impl Ending {
    fn wrap(self) -> Vec<String> {
        match self {
            Self::AtSomeMoment => Vec::new(),
            Self::AtCall { calls, nth } => strace(calls, nth),
            Self::WithClock(offset) | Self::LastWithClock(offset) => clock(offset),
        }
    }
}

/// Runs a program that is killed at its n-th call of one thread.
pub fn strace(calls: &str, nth: usize) -> Vec<String> {
    let inject = format!("inject={calls}:signal=KILL:when={nth}");
    let trace = format!("trace={calls}");
    // -D: our child is the program, not the tracer.
    let words = [
        "strace",
        "-D",
        "-f",
        "-qq",
        "-o",
        "/dev/null",
        "-e",
        &trace,
        "-e",
        &inject,
    ];
    words.map(str::to_owned).to_vec()
}

/// Runs a program by a clock that is off.
fn clock(offset: &str) -> Vec<String> {
    let folders = std::fs::read_dir("/usr/lib").unwrap().flatten();
    let library = folders
        .map(|folder| folder.path().join("faketime/libfaketimeMT.so.1"))
        .find(|path| path.exists())
        .expect("libfaketime is not installed: `tests/services/install torture`");
    vec![
        "env".to_owned(),
        format!("LD_PRELOAD={}", library.display()),
        format!("FAKETIME={offset}"),
        "FAKETIME_DONT_FAKE_MONOTONIC=1".to_owned(),
    ]
}

/// Tells it with one life after another, then looks whether a promise was broken.
pub async fn tell(dice: &mut Dice, lives: impl IntoIterator<Item = Ending>) {
    let lives: Vec<Ending> = lives.into_iter().collect();
    let dovecot = Dovecot::start(None);
    // A peer that takes a moment to answer the final dot: the moment in which a death leaves a doubt.
    let peer = SmtpPeer::start(Script {
        faults: [(At::Dot, Fault::Slow(Duration::from_millis(25)))].into(),
        ..Script::default()
    })
    .await;
    let place = Place::new().await;
    let token = place.administrator();
    let (mut life, address) = place.start().await;
    let hub = Integrator::new(&address, &token);
    hub.add_channel(&account("Support", Some(&dovecot), &peer)).await;
    // There is something to answer from the first life on, however slow the machine.
    let mut delivered = LETTERS.count() / 40;
    LETTERS.deliver(&dovecot, 0..delivered);
    some_ticket(&hub, 0).await;
    life.kill();

    let work = Work::begin(&hub);
    let (mut slowest, mut deaths, mut premature) = (Duration::ZERO, 0, 0);
    let mut last = Ending::AtSomeMoment;
    for (round, ending) in lives.iter().enumerate() {
        let until = delivered.max(LETTERS.count() * (round + 1) / lives.len());
        LETTERS.deliver(&dovecot, delivered..until);
        delivered = until;
        work.allow(REPLIES * (round + 1) / lives.len());
        last = *ending;
        if matches!(last, Ending::LastWithClock(_)) {
            break;
        }
        if dice.below(4) == 0 {
            let mut stillborn = place.spawn(&[]);
            tokio::time::sleep(dice.milliseconds(0, 400)).await;
            stillborn.kill();
            premature += 1;
        }
        life = spawn(&place, *ending);
        if let Some(address) = life.up().await {
            slowest = slowest.max(life.age());
            hub.moved_to(&address);
            live(dice, *ending, &mut life, &work).await;
        }
        life.kill();
        deaths += 1;
    }
    life = match last {
        Ending::LastWithClock(_) => spawn(&place, last),
        _ => place.spawn(&[]),
    };
    hub.moved_to(&life.ready().await);
    let healing = Instant::now();
    let posted = work.end().await;
    assert_eq!(posted.len(), REPLIES);
    settled(&hub).await;
    let mut tally = Tally::default();
    tally::letters(&hub, LETTERS, &mut tally).await;
    tally::replies(&hub, &posted, &peer.taken(), &place.log(), &mut tally).await;
    let again = posted.iter().filter(|reply| reply.tries > 1).count();
    let lost_answers = posted.iter().filter(|reply| reply.message.is_none()).count();
    println!(
        "{deaths} deaths at work and {premature} during the start; {} letters, {} sent, {} in doubt ({} of them arrived), \
         {} failed, {} broken promises; {again} replies posted again, {lost_answers} answers lost; slowest start {slowest:?}, \
         healed after {:?}",
        tally.letters,
        tally.sent,
        tally.doubts.len(),
        tally.doubts_that_arrived,
        tally.failed,
        tally.wrong.len(),
        healing.elapsed()
    );
    assert!(tally.wrong.is_empty(), "{:#?}", tally.wrong);
    assert_eq!(tally.failed, 0, "the peer refused nothing");
    // At most what was being handed over at a death: four attempts of one channel.
    assert!(tally.doubts.len() <= 4 * deaths, "{:?}", tally.doubts);
}

fn spawn(place: &Place, ending: Ending) -> Life {
    let wrap = ending.wrap();
    let wrap: Vec<&str> = wrap.iter().map(String::as_str).collect();
    place.spawn(&wrap)
}

/// Lets it work until its end is near: mostly until it has done something, so that a slow machine tells no idle story.
async fn live(dice: &mut Dice, ending: Ending, life: &mut Life, work: &Work) {
    let span = dice.milliseconds(50, 1500);
    let (before, born) = (work.done(), Instant::now());
    let patience = match (ending, dice.below(4)) {
        // It ends by itself, or the call never comes.
        (Ending::AtCall { .. }, _) => {
            while life.ended().is_none() && born.elapsed() < Duration::from_secs(5) {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            return;
        }
        (_, 0) => Duration::ZERO,
        _ => Duration::from_secs(6),
    };
    while work.done() == before && born.elapsed() < patience {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    tokio::time::sleep(span).await;
}

/// Waits until nothing waits at the mailbox or in the outbox.
async fn settled(hub: &Integrator) {
    let started = Instant::now();
    loop {
        let channels = hub.get("/channels").await;
        let channel = &channels["items"][0];
        let tickets = hub.all("/tickets").await.len();
        if channel["outbox_waiting"] == 0 && channel["backlog"] == 0 && tickets >= LETTERS.openings {
            return;
        }
        assert!(started.elapsed() < HEALED_WITHIN, "{tickets} tickets, {channel}");
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

/// Clients that post replies, as many as they are allowed to.
struct Work {
    allowed: Arc<Semaphore>,
    granted: AtomicUsize,
    log: Arc<Mutex<Vec<Posted>>>,
    clients: Vec<tokio::task::JoinHandle<()>>,
}

impl Work {
    fn begin(hub: &Integrator) -> Self {
        let allowed = Arc::new(Semaphore::new(0));
        let log = Arc::new(Mutex::new(Vec::new()));
        let next = Arc::new(AtomicUsize::new(0));
        let clients = (0..CLIENTS).map(|_| {
            let (hub, allowed, log, next) = (hub.clone(), allowed.clone(), log.clone(), next.clone());
            tokio::spawn(async move {
                loop {
                    allowed.acquire().await.unwrap().forget();
                    let n = next.fetch_add(1, Ordering::SeqCst);
                    if n >= REPLIES {
                        return;
                    }
                    let ticket = some_ticket(&hub, n).await;
                    let posted = hub.reply(&ticket, &format!("reply-{n:05}-end")).await;
                    log.lock().unwrap().push(posted);
                }
            })
        });
        Self {
            clients: clients.collect(),
            granted: AtomicUsize::new(0),
            allowed,
            log,
        }
    }

    /// Up to `total` replies may be posted by now.
    fn allow(&self, total: usize) {
        let before = self.granted.swap(total, Ordering::SeqCst);
        self.allowed.add_permits(total - before);
    }

    /// Replies that the hub said were taken.
    fn done(&self) -> usize {
        self.log.lock().unwrap().len()
    }

    /// Waits for all clients; their log.
    async fn end(self) -> Vec<Posted> {
        self.allowed.add_permits(CLIENTS);
        for client in self.clients {
            client.await.unwrap();
        }
        let log = self.log.lock().unwrap();
        log.clone()
    }
}

/// One of the newest tickets, once there is any.
async fn some_ticket(hub: &Integrator, n: usize) -> String {
    loop {
        let page = hub.get("/tickets?limit=50").await;
        let items = page["items"].as_array().unwrap();
        if !items.is_empty() {
            return items[n % items.len()]["id"].as_str().unwrap().to_owned();
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}
