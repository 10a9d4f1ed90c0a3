//! The reckoning: what went in and what came out, compared token by token; the hub is asked through its public API only.

use std::collections::{BTreeMap, BTreeSet};

use super::integrator::{Integrator, Posted};
use super::letters::Letters;
use crate::support::smtp_peer::Taken;

/// What the reckoning found; everything in `wrong` breaks a promise.
#[derive(Debug, Default)]
pub struct Tally {
    pub letters: usize,
    pub sent: usize,
    pub failed: usize,
    /// Replies of which the hub says that nobody knows.
    pub doubts: Vec<String>,
    /// Of those, the ones the peer did get.
    pub doubts_that_arrived: usize,
    /// Replies that are still on their way.
    pub under_way: usize,
    pub wrong: Vec<String>,
}

/// A message of ours as the API shows it.
#[derive(Debug)]
struct Shown {
    id: String,
    ticket: String,
    state: String,
}

/// Every letter of a mailbox is in the ticket of its matter and in its customer's timeline, once.
pub async fn letters(hub: &Integrator, letters: Letters, tally: &mut Tally) {
    let mut seen: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    let mut raws = Vec::new();
    for contact in hub.all("/contacts").await {
        let address = contact["identities"][0]["value"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        for item in hub
            .timeline(&format!("/contacts/{}", contact["id"].as_str().unwrap()))
            .await
        {
            let message = &item["message"];
            if message["kind"] != "inbound" {
                continue;
            }
            let text = message["text"].as_str().unwrap_or_default();
            let Some(n) = token_in(text).filter(|n| *n < letters.count()) else {
                tally.wrong.push(format!("an unexpected mail: {message}"));
                continue;
            };
            if letters.customer(n) != address {
                tally.wrong.push(format!("letter {n} is with {address}"));
            }
            if n % 40 == 0 {
                raws.push((n, message["id"].as_str().unwrap().to_owned()));
            }
            let ticket = message["ticket"]["id"].as_str().unwrap().to_owned();
            seen.entry(n).or_default().push(ticket);
        }
    }
    let mut tickets: BTreeMap<usize, BTreeSet<&str>> = BTreeMap::new();
    for n in 0..letters.count() {
        match seen.get(&n).map(Vec::as_slice) {
            None => tally.wrong.push(format!("letter {n} is lost")),
            Some([ticket]) => {
                tally.letters += 1;
                tickets.entry(letters.matter(n)).or_default().insert(ticket);
            }
            Some(all) => tally
                .wrong
                .push(format!("letter {n} is there {} times", all.len())),
        }
    }
    for (matter, tickets) in &tickets {
        if tickets.len() > 1 {
            tally.wrong.push(format!(
                "matter {matter} is spread over {} tickets",
                tickets.len()
            ));
        }
    }
    let distinct: BTreeSet<&str> = tickets.values().flatten().copied().collect();
    if distinct.len() != tickets.len() {
        tally.wrong.push("two matters share a ticket".to_owned());
    }
    for (n, id) in raws {
        if hub.bytes(&format!("/messages/{id}/raw")).await != letters.raw(n) {
            tally.wrong.push(format!("letter {n} has other bytes"));
        }
    }
    for failed in hub.all("/intake?state=failed").await {
        tally.wrong.push(format!("could not be filed: {failed}"));
    }
}

fn token_in(text: &str) -> Option<usize> {
    let (_, rest) = text.split_once("letter-")?;
    rest.get(..5)?.parse().ok()
}

/// Every posted reply is in its ticket once and says what became of it, and the peer's log agrees.
pub async fn replies(hub: &Integrator, posted: &[Posted], taken: &[Taken], log: &str, tally: &mut Tally) {
    let mut shown: BTreeMap<String, Vec<Shown>> = BTreeMap::new();
    for ticket in hub.all("/tickets").await {
        let id = ticket["id"].as_str().unwrap();
        for item in hub.timeline(&format!("/tickets/{id}")).await {
            let message = &item["message"];
            if message["kind"] != "outbound" {
                continue;
            }
            let text = message["text"].as_str().unwrap_or_default();
            shown
                .entry(reply_token(text).unwrap_or_else(|| text.to_owned()))
                .or_default()
                .push(Shown {
                    id: message["id"].as_str().unwrap().to_owned(),
                    ticket: id.to_owned(),
                    state: message["state"].as_str().unwrap().to_owned(),
                });
        }
    }
    let mut copies: BTreeMap<String, Vec<&Taken>> = BTreeMap::new();
    for mail in taken {
        let token = reply_token(&String::from_utf8_lossy(&mail.bytes));
        copies.entry(token.unwrap_or_default()).or_default().push(mail);
    }
    let known: BTreeSet<&str> = posted.iter().map(|reply| reply.token.as_str()).collect();
    for token in shown.keys().chain(copies.keys()) {
        if !known.contains(token.as_str()) {
            tally.wrong.push(format!("nobody wrote {token}"));
        }
    }
    for reply in posted {
        let arrived = copies.get(&reply.token).map_or(&[][..], Vec::as_slice);
        one(
            reply,
            shown.get(&reply.token).map_or(&[], Vec::as_slice),
            arrived,
            log,
            tally,
        );
    }
}

fn one(reply: &Posted, shown: &[Shown], arrived: &[&Taken], log: &str, tally: &mut Tally) {
    let token = &reply.token;
    let [message] = shown else {
        tally
            .wrong
            .push(format!("{token} was accepted and is there {} times", shown.len()));
        return;
    };
    if reply.message.as_ref().is_some_and(|id| *id != message.id) {
        tally
            .wrong
            .push(format!("{token} is another message than was answered"));
    }
    if !reply.ticket.is_empty() && reply.ticket != message.ticket {
        tally.wrong.push(format!("{token} is in another ticket"));
    }
    match (message.state.as_str(), arrived.len()) {
        ("sent", 1..) => tally.sent += 1,
        ("sent", 0) => tally.wrong.push(format!("{token} says sent and never arrived")),
        ("failed", 0) => tally.failed += 1,
        ("failed", _) => tally.wrong.push(format!("{token} says failed and arrived")),
        ("unknown", count) => {
            tally.doubts.push(token.clone());
            tally.doubts_that_arrived += usize::from(count > 0);
            let told = log
                .lines()
                .any(|line| line.contains("nobody knows") && line.contains(&message.id));
            if !told {
                tally
                    .wrong
                    .push(format!("{token} is in doubt and the log does not say so"));
            }
        }
        (state, _) => {
            tally.under_way += 1;
            tally.wrong.push(format!("{token} is still {state}"));
        }
    }
    // Mail is never sent again after a doubt, so there is no excuse for a second copy.
    if arrived.len() > 1 {
        tally.wrong.push(format!(
            "{token} ({}) arrived {} times",
            message.state,
            arrived.len()
        ));
    }
    if arrived.iter().any(|copy| copy.bytes != arrived[0].bytes) {
        tally.wrong.push(format!("the copies of {token} differ"));
    }
}

/// Replies carry `reply-00000-end`.
fn reply_token(text: &str) -> Option<String> {
    let (_, rest) = text.split_once("reply-")?;
    let (number, _) = rest.split_once("-end")?;
    Some(format!("reply-{number}-end"))
}
