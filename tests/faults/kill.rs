//! `kill -9` at any moment, while mail is fetched and replies are posted and sent.

use super::asked;
use super::dice::Dice;
use super::integrator::Integrator;
use super::place::Place;
use super::story::{self, Ending};
use crate::support::dovecot::absent;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_lost_or_doubled_by_kill_9_under_load() {
    if absent("dovecot") {
        return;
    }
    for _ in 0..asked("CENTRALINO_TEST_STORIES", 1) {
        let mut dice = Dice::new("kill -9 under load");
        let lives = asked("CENTRALINO_TEST_KILLS", 24);
        story::tell(&mut dice, (0..lives).map(|_| Ending::AtSomeMoment)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_first_start_may_be_cut_off_at_any_moment() {
    if absent("dovecot") {
        return;
    }
    let mut dice = Dice::new("a first start cut off");
    for _ in 0..asked("CENTRALINO_TEST_KILLS", 24) / 8 {
        let place = Place::new().await;
        for _ in 0..4 {
            let mut stillborn = place.spawn(&[]);
            tokio::time::sleep(dice.milliseconds(0, 500)).await;
            stillborn.kill();
        }
        let (_life, address) = place.start().await;
        let hub = Integrator::new(&address, &place.administrator());
        assert_eq!(hub.all("/tickets").await.len(), 0);
    }
}
