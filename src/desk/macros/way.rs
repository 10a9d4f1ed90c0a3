//! By which channel a macro sends on a ticket, found before the transaction opens: opening a channel may take a while.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use centralino_channels::capabilities::Capabilities;
use uuid::Uuid;

use crate::access::Caller;
use crate::app::App;
use crate::desk::answer_to;
use crate::desk::error::DeskError;
use crate::store::entity::{channels, tickets};

/// A channel and what it can carry.
#[derive(Clone, Debug)]
pub struct Way {
    pub channel: channels::Model,
    pub can: Capabilities,
}

/// The ways of several tickets; each channel is opened once.
#[derive(Debug, Default)]
pub struct Ways {
    of_tickets: BTreeMap<Uuid, Result<Way, (&'static str, String)>>,
}

impl Ways {
    pub async fn find(app: &App, caller: &Caller, rows: &[tickets::Model]) -> Result<Self, DeskError> {
        let mut opened: BTreeMap<Uuid, Result<Capabilities, String>> = BTreeMap::new();
        let mut ways = Self::default();
        for ticket in rows {
            let channel = match answer_to::channel(app.store.read(), caller, ticket, None).await {
                Ok(channel) => channel,
                Err(DeskError::Database(error)) => return Err(error.into()),
                Err(error) => {
                    ways.of_tickets
                        .insert(ticket.id, Err(("channel_unusable", error.to_string())));
                    continue;
                }
            };
            let found = match opened.entry(channel.id) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(place) => place.insert(match app.channels.get(channel.id).await {
                    Ok(open) => Ok(open.capabilities().clone()),
                    Err(error) => Err(error.to_string()),
                }),
            };
            let way = match found {
                Ok(can) => Ok(Way {
                    channel,
                    can: can.clone(),
                }),
                Err(error) => Err(("channel_unusable", error.clone())),
            };
            ways.of_tickets.insert(ticket.id, way);
        }
        Ok(ways)
    }

    /// The way of a ticket, or why there is none.
    pub fn of(&self, ticket_id: Uuid) -> Result<&Way, DeskError> {
        match self.of_tickets.get(&ticket_id) {
            Some(Ok(way)) => Ok(way),
            Some(Err((code, reason))) => Err(DeskError::conflict(code, reason.clone())),
            None => Err(DeskError::NotFound),
        }
    }
}
