//! Channels opened once and shared: settings joined with their secrets, given to the adapter.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use centralino_channels::channel::{Channel, RotatedSecret};
use centralino_channels::error::SettingsError;
use centralino_channels::kind::{self, Deps, Kind};
use sea_orm::DbErr;
use serde_json::{Map, Value};
use thiserror::Error;
use uuid::Uuid;

use crate::keys::{Keys, Purpose, hex};
use crate::secrets::{self, SecretError};
use crate::store::entity::channels;
use crate::store::{self, Store, Tx};

/// Table name in the seal of channel secrets.
const TABLE: &str = "channels";

#[derive(Clone)]
pub struct OpenChannels {
    store: Store,
    keys: Keys,
    data_dir: PathBuf,
    http: reqwest::Client,
    allow_insecure: bool,
    opened: Arc<Mutex<HashMap<Uuid, (i64, Arc<dyn Channel>)>>>,
}

#[derive(Debug, Error)]
pub enum OpenError {
    #[error("there is no kind of channel called {0}")]
    UnknownKind(String),
    #[error("{}", said(.0))]
    Settings(Vec<SettingsError>),
    #[error(transparent)]
    Secret(#[from] SecretError),
    #[error("failed to prepare the HTTP client: {0}")]
    Http(#[from] reqwest::Error),
    #[error("the channel is gone")]
    Gone,
    #[error("failed to use the database: {0}")]
    Database(#[from] DbErr),
}

fn said(errors: &[SettingsError]) -> String {
    errors
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join("; ")
}

impl OpenChannels {
    /// `allow_insecure` lets adapters talk plain text to local stand-ins.
    pub fn new(store: Store, keys: Keys, data_dir: PathBuf, allow_insecure: bool) -> Result<Self, OpenError> {
        // Token endpoints and provider APIs answer themselves; a redirect would carry credentials elsewhere.
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(std::time::Duration::from_secs(10))
            .timeout(std::time::Duration::from_secs(60))
            .build()?;
        Ok(Self {
            store,
            keys,
            data_dir,
            http,
            allow_insecure,
            opened: Arc::default(),
        })
    }

    /// The channel as its row says; opened anew when the row has another version.
    pub fn open(&self, row: &channels::Model) -> Result<Arc<dyn Channel>, OpenError> {
        let known = self
            .opened
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&row.id)
            .cloned();
        match known {
            Some((version, channel)) if version == row.version => Ok(channel),
            _ => {
                let settings = self.settings(row)?;
                let channel = self.try_out(&row.kind, settings, Some(row.id))?;
                self.opened
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .insert(row.id, (row.version, Arc::clone(&channel)));
                Ok(channel)
            }
        }
    }

    /// Whether the channel can be opened and is set up to send.
    pub fn can_send(&self, row: &channels::Model) -> bool {
        self.open(row).is_ok_and(|channel| channel.sends())
    }

    /// Like [`Self::open`], from the id alone.
    pub async fn get(&self, id: Uuid) -> Result<Arc<dyn Channel>, OpenError> {
        let row = store::channels::find(self.store.read(), id)
            .await?
            .ok_or(OpenError::Gone)?;
        self.open(&row)
    }

    /// Closes what is kept open; the next use opens it anew.
    pub fn forget(&self, id: Uuid) {
        self.opened
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(&id);
    }

    /// Opens settings that may not be stored yet (*test connection*). `id`: whose rotated secrets are kept.
    pub fn try_out(
        &self,
        kind: &str,
        settings: Value,
        id: Option<Uuid>,
    ) -> Result<Arc<dyn Channel>, OpenError> {
        let kind = find_kind(kind)?;
        (kind.open)(settings, self.deps(id)).map_err(OpenError::Settings)
    }

    /// The settings with their secrets in place. Never leaves the process.
    pub fn settings(&self, row: &channels::Model) -> Result<Value, OpenError> {
        Ok(secrets::join(row.settings.clone(), &self.secrets(row)?))
    }

    /// The settings as the API shows them.
    pub fn masked(&self, row: &channels::Model) -> Result<Value, OpenError> {
        let kind = find_kind(&row.kind)?;
        Ok(secrets::mask(
            row.settings.clone(),
            kind.secrets,
            &self.secrets(row)?,
        ))
    }

    /// Puts new settings into a row: secrets sealed, the address read. What the API showed as set stays as it was,
    /// unless it would be told to another host than before.
    /// Fails when they do not make a channel.
    pub fn put_settings(&self, row: &mut channels::Model, settings: Value) -> Result<(), OpenError> {
        let kind = find_kind(&row.kind)?;
        let kept = secrets::for_the_same_host(self.secrets(row)?, &row.settings, &settings);
        let (public, secrets) = secrets::split(settings, kind.secrets, &kept);
        let whole = secrets::join(public.clone(), &secrets);
        (kind.open)(whole.clone(), self.deps(Some(row.id))).map_err(OpenError::Settings)?;
        row.address = (kind.address)(&whole);
        row.settings = public;
        row.secrets = self.seal(row.id, &secrets)?;
        Ok(())
    }

    /// The one HTTP client of adapters.
    pub fn http(&self) -> &reqwest::Client {
        &self.http
    }

    /// Puts one new secret into a row (a refresh token after consent).
    pub fn put_secret(&self, row: &mut channels::Model, secret: RotatedSecret) -> Result<(), OpenError> {
        let mut secrets = self.secrets(row)?;
        secrets.insert(secret.pointer, Value::String(secret.value));
        row.secrets = self.seal(row.id, &secrets)?;
        Ok(())
    }

    fn secrets(&self, row: &channels::Model) -> Result<Map<String, Value>, OpenError> {
        let Some(sealed) = &row.secrets else {
            return Ok(Map::new());
        };
        let plain = secrets::open(&self.keys, TABLE, row.id, sealed)?;
        serde_json::from_slice(&plain).map_err(|_| OpenError::Secret(SecretError::Broken))
    }

    fn seal(&self, id: Uuid, secrets: &Map<String, Value>) -> Result<Option<Vec<u8>>, OpenError> {
        if secrets.is_empty() {
            return Ok(None);
        }
        let plain = serde_json::to_vec(secrets).map_err(|_| OpenError::Secret(SecretError::Broken))?;
        Ok(Some(secrets::seal(&self.keys, TABLE, id, &plain)?))
    }

    /// Seals every channel's secrets with the key in use; those sealed with it already stay. Gives how many changed.
    pub async fn reseal(&self, tx: &Tx) -> Result<usize, OpenError> {
        let mut changed = 0;
        for row in store::channels::all(tx).await? {
            let Some(sealed) = &row.secrets else { continue };
            if secrets::is_current(&self.keys, sealed) {
                continue;
            }
            if let Some(anew) = self.seal(row.id, &self.secrets(&row)?)? {
                store::channels::set_secrets(tx, row.id, anew).await?;
                changed += 1;
            }
        }
        Ok(changed)
    }

    fn deps(&self, id: Option<Uuid>) -> Deps {
        let this = self.clone();
        let rotated = move |secret: RotatedSecret| {
            if let Some(id) = id {
                let this = this.clone();
                tokio::spawn(async move { this.keep_rotated(id, secret).await });
            }
        };
        Deps {
            data_dir: self.data_dir.clone(),
            http: self.http.clone(),
            allow_insecure: self.allow_insecure,
            loop_id: self.loop_id(),
            rotated: Arc::new(rotated),
        }
    }

    /// Marks our own automatic mail; the same after a restart, unguessable from outside.
    pub fn loop_id(&self) -> String {
        let digest = self.keys.sign(Purpose::MessageId, b"loop");
        format!("centralino-{}", &hex(&digest)[..16])
    }

    /// A provider replaced a secret: the old one may already be void, so storing is tried until it works.
    async fn keep_rotated(&self, id: Uuid, secret: RotatedSecret) {
        for wait in [0, 1, 5, 30, 120, 600] {
            tokio::time::sleep(std::time::Duration::from_secs(wait)).await;
            match self.store_rotated(id, secret.clone()).await {
                Ok(()) => return,
                Err(error) => tracing::error!(channel = %id, %error, "failed to store a rotated secret"),
            }
        }
    }

    async fn store_rotated(&self, id: Uuid, secret: RotatedSecret) -> Result<(), OpenError> {
        let tx = self.store.write().await?;
        let Some(mut row) = store::channels::find(&tx, id).await? else {
            return Ok(());
        };
        self.put_secret(&mut row, secret)?;
        if let Some(sealed) = row.secrets {
            store::channels::set_secrets(&tx, id, sealed).await?;
        }
        Ok(tx.commit().await?)
    }
}

fn find_kind(name: &str) -> Result<&'static Kind, OpenError> {
    kind::find(name).ok_or_else(|| OpenError::UnknownKind(name.to_owned()))
}
