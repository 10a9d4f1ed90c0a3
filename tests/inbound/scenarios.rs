//! Plays `scenarios/*.toml` and reports every step that went another way.

use std::collections::{HashMap, HashSet};

use centralino::desk::change::{self, Change};
use centralino::desk::intake::{Filed, IntakeState};
use centralino::desk::reply::{self, NewReply};
use centralino::desk::{merge, participant};
use centralino::store::addresses::Address;
use centralino::store::entity::messages::{AuthorKind, DeliveryState, MessageKind};
use centralino::store::entity::tickets::TicketStatus;
use centralino::store::entity::{contacts, identities, messages, ticket_links, tickets};
use centralino::store::{self, participants};
use centralino_channels::event::Event;
use futures::StreamExt;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use uuid::Uuid;

use super::hub::Hub;
use super::placeholders;
use super::scenario::{Scenario, Step, duration};

/// Stories played at the same time.
const AT_ONCE: usize = 4;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn every_scenario_holds() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/inbound/scenarios");
    let wanted = std::env::var("SCENARIO").unwrap_or_default();
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .filter(|path| path.file_stem().unwrap().to_string_lossy().contains(&wanted))
        .collect();
    files.sort();
    assert!(!files.is_empty());
    let played: Vec<Vec<String>> = futures::stream::iter(files)
        .map(|file| async move {
            let name = file.file_stem().unwrap().to_string_lossy().into_owned();
            let text = std::fs::read_to_string(&file).unwrap();
            let scenario: Scenario = toml::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
            let played = tokio::spawn(play(name.clone(), scenario)).await;
            played.unwrap_or_else(|panic| vec![format!("{name}: {panic}")])
        })
        .buffer_unordered(AT_ONCE)
        .collect()
        .await;
    let mut wrong: Vec<String> = played.into_iter().flatten().collect();
    wrong.sort();
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

async fn play(name: String, scenario: Scenario) -> Vec<String> {
    let mut story = Story {
        hub: Hub::start().await,
        named: HashMap::new(),
        known: HashSet::new(),
        wrong: Vec::new(),
        at: String::new(),
    };
    for (index, step) in scenario.step.iter().enumerate() {
        story.at = format!(
            "{name}, step {} ({}; {})",
            index + 1,
            scenario.title,
            scenario.rule
        );
        story.step(step).await;
        story.hub.send_all().await;
    }
    story.wrong
}

struct Story {
    hub: Hub,
    named: HashMap<String, Uuid>,
    /// Tickets that were there before the step.
    known: HashSet<Uuid>,
    wrong: Vec<String>,
    at: String,
}

/// What one mail became, in the words of the README.
struct Became {
    word: &'static str,
    ticket_id: Option<Uuid>,
    filed: Filed,
}

impl Story {
    async fn step(&mut self, step: &Step) {
        if let Some(mail) = &step.mail {
            for n in 1..=step.repeat.unwrap_or(1) {
                let acknowledged = self.acknowledgements().await;
                let became = self.receive(step, mail, n).await;
                self.check_mail(step, &became, acknowledged).await;
                self.check(step, became.ticket_id).await;
            }
            return;
        }
        if let Some(reply) = &step.agent_reply {
            self.agent_reply(&reply.ticket, &reply.text, &reply.cc).await;
        } else if let Some(set) = &step.set {
            self.set(&set.ticket, &set.status, set.until.as_deref()).await;
        } else if let Some(merge) = &step.merge {
            let (from, into) = (self.named[&merge.from], self.named[&merge.into]);
            let tx = self.hub.app().store.write().await.unwrap();
            merge::merge(&tx, &self.hub.caller(), from, None, into)
                .await
                .unwrap();
            tx.commit().await.unwrap();
        } else if let Some(accept) = &step.accept {
            self.accept(&accept.ticket, &accept.address).await;
        } else if let Some(by) = &step.advance {
            self.hub.app().clock.advance(duration(by));
        } else {
            assert!(step.check, "{}: nothing happens", self.at);
        }
        let ticket = step.ticket.as_ref().map(|name| self.named[name]);
        self.check(step, ticket).await;
    }

    async fn receive(&mut self, step: &Step, mail: &str, n: u32) -> Became {
        let raw = self.filled(mail, n).await;
        let channel = match step.second_channel {
            true => &self.hub.sales,
            false => &self.hub.support,
        };
        let folder = if step.sent_folder { "Sent" } else { "INBOX" };
        let mut incoming = self.hub.delivery(channel, folder, &raw);
        if let Some(age) = &step.age {
            incoming.received_at -= duration(age);
        }
        let is_receipt = matches!(incoming.event, Event::Receipt(_));
        let filed = self.hub.accept(channel, vec![incoming]).await.remove(0);
        let word = match filed.state {
            _ if filed.duplicate => "duplicate",
            IntakeState::Ignored | IntakeState::Discarded => "ignored",
            IntakeState::Failed => "failed",
            IntakeState::Accepted if is_receipt => "receipt",
            IntakeState::Accepted => self.message_word(&filed).await,
        };
        let ticket_id = filed.ticket_id;
        if word == "new"
            && let (Some(name), Some(id)) = (&step.ticket, ticket_id)
        {
            self.named.insert(name.clone(), id);
        }
        self.known.extend(ticket_id);
        Became {
            word,
            ticket_id,
            filed,
        }
    }

    async fn message_word(&self, filed: &Filed) -> &'static str {
        let message = messages::Entity::find_by_id(filed.message_id.unwrap())
            .one(self.hub.app().store.read())
            .await
            .unwrap()
            .unwrap();
        match message.kind {
            MessageKind::Note => "note",
            MessageKind::Outbound if message.state == DeliveryState::Queued => "agent_reply",
            MessageKind::Outbound => "sent",
            MessageKind::Inbound if !self.known.contains(&message.ticket_id) => "new",
            MessageKind::Inbound if message.third_party => "third_party",
            MessageKind::Inbound => "append",
        }
    }

    async fn check_mail(&mut self, step: &Step, became: &Became, acknowledged: u64) {
        let word = became.word;
        if let Some(expected) = &step.expect
            && !expected.contain(word)
        {
            self.fail(format!(
                "became {word} ({:?}), not {expected:?}",
                became.filed.reason
            ));
        }
        if let Some(unwanted) = &step.expect_not
            && unwanted.contain(word)
        {
            self.fail(format!("became {word}"));
        }
        if let Some(expected) = step.acknowledged {
            let now = self.acknowledgements().await > acknowledged;
            if now != expected {
                self.fail(format!("acknowledged: {now}"));
            }
        }
        if let Some(name) = &step.ticket
            && became.ticket_id.is_some()
            && self.named.get(name).copied() != became.ticket_id
        {
            self.fail(format!("did not go to ticket {name}"));
        }
        if let Some(old) = &step.linked_to {
            let linked = ticket_links::Entity::find()
                .filter(ticket_links::Column::TicketId.eq(became.ticket_id.unwrap_or_default()))
                .filter(ticket_links::Column::OtherId.eq(self.named[old]))
                .one(self.hub.app().store.read())
                .await
                .unwrap();
            if linked.is_none() {
                self.fail(format!("is not linked to {old}"));
            }
        }
    }

    async fn check(&mut self, step: &Step, went_to: Option<Uuid>) {
        let db = self.hub.app().store.read().clone();
        let id = step
            .ticket
            .as_ref()
            .and_then(|name| self.named.get(name).copied())
            .or(went_to);
        if let Some(id) = id {
            let ticket = tickets::Entity::find_by_id(id).one(&db).await.unwrap().unwrap();
            if let Some(expected) = &step.status
                && ticket.status.as_str() != expected
            {
                self.fail(format!("status: {}", ticket.status.as_str()));
            }
            if let Some(expected) = step.waiting
                && ticket.waiting_since.is_some() != expected
            {
                self.fail(format!("waiting: {}", ticket.waiting_since.is_some()));
            }
            if let Some(expected) = &step.contact {
                let contact = contacts::Entity::find_by_id(ticket.contact_id)
                    .one(&db)
                    .await
                    .unwrap();
                let found = self.identity(expected).await.map(|identity| identity.contact_id);
                if found != Some(ticket.contact_id) {
                    self.fail(format!("contact: {:?}", contact.map(|contact| contact.name)));
                }
            }
        }
        if let Some(expected) = &step.delivery {
            self.check_delivery(&expected.ticket, &expected.state, expected.recipient.as_deref())
                .await;
        }
        for (address, wanted) in [
            (&step.identity_undeliverable, true),
            (&step.identity_deliverable, false),
        ] {
            let Some(address) = address else { continue };
            let marked = self
                .identity(address)
                .await
                .is_some_and(|identity| identity.undeliverable_at.is_some());
            if marked != wanted {
                self.fail(format!("{address} undeliverable: {marked}"));
            }
        }
    }

    async fn check_delivery(&mut self, ticket: &str, state: &str, recipient: Option<&str>) {
        let ticket = self.ticket(ticket).await;
        let message = placeholders::written(&self.hub, &ticket, AuthorKind::Agent).await;
        let found = match recipient {
            None => Some(message.state),
            Some(recipient) => store::deliveries::of_message(self.hub.app().store.read(), message.id)
                .await
                .unwrap()
                .into_iter()
                .find(|delivery| delivery.recipient == recipient)
                .map(|delivery| delivery.state),
        };
        if found.map(DeliveryState::as_str) != Some(state) {
            self.fail(format!("delivery: {found:?}"));
        }
    }

    async fn agent_reply(&self, ticket: &str, text: &str, cc: &[String]) {
        let app = self.hub.app();
        let ticket = self.ticket(ticket).await;
        let open = app.channels.open(&self.hub.support).unwrap();
        let new = NewReply {
            cc: Some(cc.iter().map(Address::bare).collect()),
            text: text.to_owned(),
            confirm_newer: true,
            ..NewReply::default()
        };
        let tx = app.store.write().await.unwrap();
        let (caller, channel) = (self.hub.caller(), &self.hub.support);
        reply::compose(app, &tx, &caller, ticket.id, channel, open.capabilities(), new)
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }

    async fn set(&self, ticket: &str, status: &str, until: Option<&str>) {
        let app = self.hub.app();
        let status: TicketStatus = serde_json::from_value(status.into()).unwrap();
        let change = Change {
            status: Some(status),
            snoozed_until: until.map(|until| Some(app.clock.now() + duration(until))),
            ..Change::default()
        };
        let tx = app.store.write().await.unwrap();
        change::apply(&tx, &self.hub.caller(), self.named[ticket], None, &change)
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }

    async fn accept(&self, ticket: &str, address: &str) {
        let app = self.hub.app();
        let ticket_id = self.named[ticket];
        let everyone = participants::of_ticket(app.store.read(), ticket_id)
            .await
            .unwrap();
        let (row, _) = everyone
            .into_iter()
            .find(|(_, identity)| {
                identity
                    .as_ref()
                    .is_some_and(|identity| identity.value == address)
            })
            .expect("nobody of this address is on the ticket");
        let tx = app.store.write().await.unwrap();
        participant::accept(&tx, &self.hub.caller(), ticket_id, row.id)
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }

    async fn filled(&self, mail: &str, n: u32) -> String {
        let mut text = String::new();
        let mut rest = mail;
        while let Some((before, after)) = rest.split_once("{{") {
            let (name, behind) = after.split_once("}}").unwrap();
            text.push_str(before);
            match name.split_once('.') {
                None => text.push_str(&n.to_string()),
                Some((ticket, field)) => {
                    let ticket = self.ticket(ticket).await;
                    text.push_str(&placeholders::value(&self.hub, &ticket, field).await);
                }
            }
            rest = behind;
        }
        text + rest
    }

    async fn ticket(&self, name: &str) -> tickets::Model {
        let id = *self
            .named
            .get(name)
            .unwrap_or_else(|| panic!("{}: no ticket {name}", self.at));
        tickets::Entity::find_by_id(id)
            .one(self.hub.app().store.read())
            .await
            .unwrap()
            .unwrap()
    }

    async fn identity(&self, address: &str) -> Option<identities::Model> {
        identities::Entity::find()
            .filter(identities::Column::Value.eq(address))
            .one(self.hub.app().store.read())
            .await
            .unwrap()
    }

    async fn acknowledgements(&self) -> u64 {
        messages::Entity::find()
            .filter(messages::Column::Automatic.eq(centralino::desk::outgoing::ACKNOWLEDGEMENT))
            .count(self.hub.app().store.read())
            .await
            .unwrap()
    }

    fn fail(&mut self, what: String) {
        self.wrong.push(format!("{}: {what}", self.at));
    }
}
