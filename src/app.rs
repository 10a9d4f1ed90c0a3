//! Everything a running hub holds, built in one function.

use std::path::PathBuf;
use std::sync::Arc;

use thiserror::Error;

use crate::access;
use crate::blobs::{BlobError, Blobs};
use crate::clock::Clock;
use crate::config::Config;
use crate::desk::intake::Queue;
use crate::keys::{KeyError, Keys};
use crate::live::Live;
use crate::open_channels::{OpenChannels, OpenError};
use crate::pulse::Pulse;
use crate::store::{Store, StoreError};
use crate::templates::{Templates, TemplatesError};

/// Cheap to clone; every room takes what it needs from it.
#[derive(Clone)]
pub struct App {
    pub store: Store,
    pub blobs: Blobs,
    pub live: Live,
    pub clock: Clock,
    pub keys: Keys,
    pub templates: Templates,
    pub channels: OpenChannels,
    /// How this process and its jobs fare.
    pub pulse: Pulse,
    /// Arrivals that wait for a transaction they share.
    pub intake: Queue,
    pub config: Arc<Config>,
}

#[derive(Debug, Error)]
pub enum AppError {
    #[error("failed to prepare the data directory {path}: {source}")]
    DataDir { path: PathBuf, source: std::io::Error },
    #[error(transparent)]
    Key(#[from] KeyError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Blobs(#[from] BlobError),
    #[error(transparent)]
    Templates(#[from] TemplatesError),
    #[error(transparent)]
    Channels(#[from] OpenError),
}

impl App {
    /// Opens key, database (bringing the schema up to date) and blobs of `config`.
    pub async fn open(config: Config, clock: Clock) -> Result<Self, AppError> {
        let data_dir = config.data_dir.0.clone();
        std::fs::create_dir_all(&data_dir).map_err(|source| AppError::DataDir {
            path: data_dir.clone(),
            source,
        })?;
        let keys = match &config.security.secret_key {
            Some(hex) => Keys::parse(hex)?,
            None => Keys::load_or_create(&data_dir)?,
        };
        let live = Live::in_process();
        let pulse = Pulse::begin(&clock);
        let store = Store::open(&config.database, &data_dir, clock.clone(), live.clone()).await?;
        access::roles::seed(&store).await.map_err(StoreError::from)?;
        let blobs = Blobs::open(&config.blobs, &data_dir)?;
        let templates = Templates::load()?;
        let channels = OpenChannels::new(
            store.clone(),
            keys.clone(),
            data_dir.clone(),
            config.security.allow_private_addresses,
        )?;
        Ok(Self {
            store,
            blobs,
            live,
            clock,
            keys,
            templates,
            channels,
            pulse,
            intake: Queue::default(),
            config: Arc::new(config),
        })
    }
}
