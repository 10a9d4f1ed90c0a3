//! Our own addresses: which mail is for us, which is from us, and for which channel it is.

use std::collections::HashSet;

use sea_orm::DbErr;

use super::impostor::skeleton;
use crate::store;
use crate::store::Tx;
use crate::store::entity::channels;

/// All channels with the addresses customers write to, and the names customers know us by.
pub struct Ours {
    channels: Vec<channels::Model>,
    /// Skeletons of the names of agents and channels.
    names: HashSet<String>,
}

impl Ours {
    pub async fn load(tx: &Tx) -> Result<Self, DbErr> {
        let channels = store::channels::all(tx).await?;
        let agents = store::users::active_names(tx).await?;
        let names = channels.iter().map(|channel| &channel.name).chain(&agents);
        let mut names: HashSet<String> = names.map(|name| skeleton(name)).collect();
        names.remove("");
        Ok(Self { channels, names })
    }

    /// Channels alone, for who only asks about addresses.
    pub fn of(channels: Vec<channels::Model>) -> Self {
        Self {
            channels,
            names: HashSet::new(),
        }
    }

    /// Whether a display name looks like an agent's or a channel's.
    pub fn is_called(&self, name: &str) -> bool {
        self.names.contains(&skeleton(name))
    }

    /// Whether an address is one of our channels', plus-tags and case aside.
    pub fn is(&self, address: &str) -> bool {
        let bare = without_tag(address);
        self.channels.iter().any(|channel| has_address(channel, &bare))
    }

    /// The channel mail that came by a pipe is for: the one it was given to if that is among the recipients, else the
    /// first recipient's.
    pub fn receiving<'a>(&'a self, recipients: &[String], given: &'a channels::Model) -> &'a channels::Model {
        let bare: Vec<String> = recipients.iter().map(|address| without_tag(address)).collect();
        if bare.iter().any(|address| has_address(given, address)) {
            return given;
        }
        bare.iter()
            .find_map(|address| {
                self.channels
                    .iter()
                    .find(|channel| channel.kind == given.kind && has_address(channel, address))
            })
            .unwrap_or(given)
    }

    pub fn by_name(&self, name: &str) -> Option<&channels::Model> {
        self.channels.iter().find(|channel| channel.name == name)
    }

    pub fn by_id(&self, id: uuid::Uuid) -> Option<&channels::Model> {
        self.channels.iter().find(|channel| channel.id == id)
    }
}

fn has_address(channel: &channels::Model, bare: &str) -> bool {
    channel
        .address
        .as_deref()
        .is_some_and(|own| without_tag(own) == bare)
}

/// Lower case, without the plus-tag.
fn without_tag(address: &str) -> String {
    let address = address.trim().to_lowercase();
    match address.rsplit_once('@') {
        Some((local, domain)) => {
            let local = local.split('+').next().unwrap_or(local);
            format!("{local}@{domain}")
        }
        None => address,
    }
}
