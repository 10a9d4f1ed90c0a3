//! Notices of one connection that wait for the next flush: a burst about one ticket becomes one word, and whether the
//! caller may see it is asked once for all of them.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::DbErr;
use uuid::Uuid;

use super::words::Word;
use crate::access::{Caller, Permission};
use crate::app::App;
use crate::live::{Notice, TicketChange};
use crate::store::visibility;

#[derive(Default)]
pub struct Pending {
    tickets: BTreeMap<Uuid, TicketChange>,
    contacts: BTreeSet<Uuid>,
    companies: BTreeSet<Uuid>,
    channels: BTreeSet<Uuid>,
    imports: BTreeSet<Uuid>,
    intake: bool,
    view: bool,
    custom_fields: bool,
    segments: bool,
    agents: BTreeSet<Uuid>,
    canned: bool,
    notification: bool,
    /// The caller's drafts that changed, by ticket and kind, with their newest version.
    drafts: BTreeMap<(Uuid, String), Option<i64>>,
}

impl Pending {
    pub fn is_empty(&self) -> bool {
        self.tickets.is_empty()
            && self.contacts.is_empty()
            && self.companies.is_empty()
            && self.channels.is_empty()
            && self.agents.is_empty()
            && self.drafts.is_empty()
            && self.imports.is_empty()
            && !(self.intake || self.view || self.custom_fields || self.segments || self.notification)
            && !self.canned
    }

    pub fn add(&mut self, notice: Notice, caller: &Caller) {
        match notice {
            Notice::Ticket { id, change } => {
                let known = self.tickets.entry(id).or_insert(change);
                *known = stronger(*known, change);
            }
            Notice::Contact { id } => {
                self.contacts.insert(id);
            }
            Notice::Company { id } => {
                self.companies.insert(id);
            }
            Notice::Channel { id } => {
                self.channels.insert(id);
            }
            Notice::ContactImport { id, user_id } => {
                if user_id == caller.user_id || caller.scope.is_unlimited() {
                    self.imports.insert(id);
                }
            }
            Notice::Intake => self.intake = true,
            Notice::View => self.view = true,
            Notice::CustomFields => self.custom_fields = true,
            Notice::Segments => self.segments = true,
            Notice::Agent { id } => {
                self.agents.insert(id);
            }
            Notice::Draft {
                user_id,
                ticket_id,
                kind,
                version,
            } => {
                if user_id == caller.user_id {
                    self.drafts.insert((ticket_id, kind), version);
                }
            }
            Notice::Canned => self.canned = true,
            Notice::Notification { user_id } => self.notification |= user_id == caller.user_id,
            Notice::AccessRevoked { .. } | Notice::FetchNow { .. } => {}
        }
    }

    /// What of it the caller may know.
    pub async fn take(&mut self, app: &App, caller: &Caller) -> Result<Vec<Word>, DbErr> {
        let taken = std::mem::take(self);
        let (db, scope) = (app.store.read(), &caller.scope);
        let mut words = Vec::new();
        if caller.may(Permission::TicketsRead) {
            let ids = taken.tickets.keys().copied().collect();
            for id in visibility::tickets(db, scope, ids).await? {
                let change = taken.tickets.get(&id).copied().unwrap_or(TicketChange::Changed);
                words.push(Word::Ticket { id, change });
            }
        }
        if caller.may(Permission::ContactsRead) {
            let ids = taken.contacts.into_iter().collect();
            let visible = visibility::contacts(db, scope, ids).await?;
            words.extend(visible.into_iter().map(|id| Word::Contact { id }));
            words.extend(taken.companies.into_iter().map(|id| Word::Company { id }));
        }
        let ids = taken.channels.into_iter().collect();
        let visible = visibility::channels(db, scope, ids).await?;
        words.extend(visible.into_iter().map(|id| Word::Channel { id }));
        if taken.intake && caller.may(Permission::IntakeManage) {
            words.push(Word::Intake);
        }
        if caller.may(Permission::ContactsChange) {
            words.extend(taken.imports.into_iter().map(|id| Word::ContactImport { id }));
        }
        if taken.view {
            words.push(Word::View);
        }
        if taken.custom_fields {
            words.push(Word::CustomFields);
        }
        if taken.segments {
            words.push(Word::Segments);
        }
        // Everybody in the house knows their colleagues.
        words.extend(taken.agents.into_iter().map(|id| Word::Agent { id }));
        let drafts = taken.drafts.into_iter();
        words.extend(drafts.map(|((ticket_id, kind), version)| Word::Draft {
            ticket_id,
            kind,
            version,
        }));
        if taken.canned {
            words.push(Word::Canned);
        }
        if taken.notification {
            words.push(Word::Notification);
        }
        Ok(words)
    }
}

/// `created` says more than `message`, and that more than `changed`.
fn stronger(a: TicketChange, b: TicketChange) -> TicketChange {
    let rank = |change| match change {
        TicketChange::Created => 2,
        TicketChange::Message => 1,
        TicketChange::Changed => 0,
    };
    if rank(b) > rank(a) { b } else { a }
}
