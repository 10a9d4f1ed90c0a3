//! The hub a story plays in: two mailboxes, an agent, and everything queued is sent at once.

use std::sync::atomic::{AtomicU32, Ordering};

use bytes::Bytes;
use centralino::access::{Caller, Credential};
use centralino::app::App;
use centralino::desk::intake::{self, Filed, IntakeSource};
use centralino::desk::parcel;
use centralino::store::entity::messages::DeliveryState;
use centralino::store::entity::{channels, outbox, roles, users};
use centralino::store::scope::{Reach, Scope};
use centralino::store::{self, users::NewUser};
use centralino_channels::event::Incoming;
use sea_orm::{ColumnTrait, EntityTrait, ModelTrait, QueryFilter};

use crate::support::TestApp;

pub struct Hub {
    pub test: TestApp,
    pub support: channels::Model,
    pub sales: channels::Model,
    pub agent: users::Model,
    uid: AtomicU32,
}

impl Hub {
    pub async fn start() -> Self {
        let test = TestApp::start_with(|config| config.desk.undo_seconds = 0).await;
        let app = &test.app;
        let support = mailbox(app, "Centralino Support", "support@centralino.example").await;
        let sales = mailbox(app, "Centralino Sales", "sales@centralino.example").await;
        let tx = app.store.write().await.unwrap();
        let role = roles::Entity::find()
            .filter(roles::Column::Builtin.eq("agent"))
            .one(&tx)
            .await
            .unwrap()
            .unwrap();
        let agent = NewUser {
            email: "agent@centralino.example".into(),
            name: "Agneta Agent".into(),
            role_id: role.id,
            language: "en".into(),
            password_hash: None,
        };
        let agent = store::users::insert(&tx, agent).await.unwrap();
        tx.commit().await.unwrap();
        Self {
            test,
            support,
            sales,
            agent,
            uid: AtomicU32::new(0),
        }
    }

    pub fn app(&self) -> &App {
        &self.test.app
    }

    /// The agent, allowed everything.
    pub fn caller(&self) -> Caller {
        Caller {
            user_id: self.agent.id,
            name: self.agent.name.clone(),
            email: self.agent.email.clone(),
            scope: Scope {
                user_id: self.agent.id,
                teams: Reach::All,
                channels: Reach::All,
            },
            credential: Credential::System,
            ..Caller::system()
        }
    }

    /// What the puller of `channel` would hand over: each call is a delivery of its own.
    pub fn delivery(&self, channel: &channels::Model, folder: &str, raw: &str) -> Incoming {
        let uid = self.uid.fetch_add(1, Ordering::Relaxed);
        let raw = Bytes::from(raw.replace("\r\n", "\n").replace('\n', "\r\n"));
        let now = self.app().clock.now();
        let event = self.app().channels.open(channel).unwrap().read(&raw, now);
        Incoming {
            external_id: format!("imap:{folder}:1:{uid}"),
            raw,
            received_at: now,
            event,
        }
    }

    /// Files one mail of `channel`'s inbox.
    pub async fn receive(&self, channel: &channels::Model, raw: &str) -> Filed {
        let incoming = self.delivery(channel, "INBOX", raw);
        self.accept(channel, vec![incoming]).await.remove(0)
    }

    pub async fn accept(&self, channel: &channels::Model, incoming: Vec<Incoming>) -> Vec<Filed> {
        intake::accept(self.app(), IntakeSource::Pull, channel, incoming, None)
            .await
            .unwrap()
    }

    /// Everything in the outbox is built for its channel and taken by the other side.
    pub async fn send_all(&self) {
        let app = self.app();
        let rows = outbox::Entity::find().all(app.store.read()).await.unwrap();
        for row in rows {
            let outbound = parcel::load(app, &row).await.unwrap();
            let tx = app.store.write().await.unwrap();
            for party in outbound.to.iter().chain(&outbound.cc).chain(&outbound.bcc) {
                let recipient = Some(party.address.as_str());
                parcel::advance(&tx, &row, recipient, DeliveryState::Sent, None, None)
                    .await
                    .unwrap();
            }
            row.delete(&tx).await.unwrap();
            tx.commit().await.unwrap();
        }
    }
}

async fn mailbox(app: &App, name: &str, address: &str) -> channels::Model {
    let settings = serde_json::json!({
        "address": address,
        "bounce_address": "bounce@centralino.example",
        "outbound": {"kind": "file"},
    });
    let tx = app.store.write().await.unwrap();
    let mut row = store::channels::blank(&tx, "email", name);
    app.channels.put_settings(&mut row, settings).unwrap();
    row.acknowledge = true;
    let row = store::channels::insert(&tx, row).await.unwrap();
    tx.commit().await.unwrap();
    row
}
