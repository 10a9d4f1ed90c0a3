//! Death at the n-th fsync and the n-th write of a socket or file (strace), and clocks that jump (libfaketime): for
//! `make torture`, which installs both.

use super::asked;
use super::dice::Dice;
use super::place::Place;
use super::story::{self, Ending};

/// The system calls by which something becomes durable or leaves the house.
const CALLS: [&str; 4] = [
    "fdatasync,fsync",
    "sendto,sendmsg",
    "write,writev,pwrite64",
    "fdatasync,fsync,sendto,sendmsg,write,writev,pwrite64,linkat,link,rename,ftruncate",
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "make torture"]
async fn nothing_is_lost_or_doubled_by_death_at_the_nth_system_call() {
    for _ in 0..asked("CENTRALINO_TEST_STORIES", 1) {
        let mut dice = Dice::new("death at the n-th system call");
        let lives: Vec<Ending> = (0..asked("CENTRALINO_TEST_KILLS", 24))
            .map(|_| {
                // Of any one thread: small numbers strike at the start, large ones under load.
                let most = [3, 20, 100][dice.below(3)];
                Ending::AtCall {
                    calls: CALLS[dice.below(CALLS.len())],
                    nth: 1 + dice.below(most),
                }
            })
            .collect();
        story::tell(&mut dice, lives).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "make torture"]
async fn nothing_is_lost_or_doubled_when_the_clock_jumps_between_lives() {
    for _ in 0..asked("CENTRALINO_TEST_STORIES", 1) {
        let mut dice = Dice::new("the clock jumps");
        let mut lives: Vec<Ending> = (0..asked("CENTRALINO_TEST_KILLS", 24))
            .map(|_| Ending::WithClock(["+0", "+1h", "-1h"][dice.below(3)]))
            .collect();
        // What was put off in the future is due at last.
        lives.push(Ending::LastWithClock("+3h"));
        story::tell(&mut dice, lives).await;
    }
}

/// An empty directory, and death at the first, second, third … durable call: the next start needs nobody's hand.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "make torture"]
async fn a_first_start_may_die_at_every_system_call() {
    let (mut nth, mut deaths) = (1, 0);
    loop {
        let place = Place::new().await;
        let wrap = story::strace(CALLS[3], nth);
        let wrap: Vec<&str> = wrap.iter().map(String::as_str).collect();
        let mut life = place.spawn(&wrap);
        let came_up = life.up().await.is_some();
        life.kill();
        let (_second, _) = place.start().await;
        if came_up {
            break;
        }
        deaths += 1;
        nth += 1;
    }
    println!("a first start died at {deaths} system calls, and the next start was always ready");
    assert!(deaths > 5, "strace kills nobody");
}
