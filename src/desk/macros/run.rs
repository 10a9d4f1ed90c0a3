//! Running a macro on a ticket: note, reply and changes in one transaction, with an event that names the macro.

use chrono::Duration;
use serde_json::json;
use uuid::Uuid;

use super::action::{MacroAction, from_stored};
use super::way::Ways;
use crate::access::{Caller, Permission};
use crate::app::App;
use crate::desk::bulk::MOST;
use crate::desk::canned::fill::fill;
use crate::desk::canned::values::Values;
use crate::desk::canned::variables::Variables;
use crate::desk::canned::{take, viewer};
use crate::desk::change::{self, Change};
use crate::desk::error::DeskError;
use crate::desk::note::{self, NewNote};
use crate::desk::open_ticket::{hold_own, require};
use crate::desk::reply::{self, NewReply};
use crate::desk::{draft, quote};
use crate::store::entity::drafts::DraftKind;
use crate::store::entity::events::EventKind;
use crate::store::entity::macros::Model as Macro;
use crate::store::entity::tickets::{Model as Ticket, TicketStatus};
use crate::store::entity::{canned_replies as reply_row, drafts, messages};
use crate::store::events::{self, Actor};
use crate::store::{Tx, canned_replies, drafts as draft_rows, macros, tickets};

/// How far the caller has read, for a macro that sends.
#[derive(Clone, Copy, Debug, Default)]
pub struct Read {
    /// The newest message they had seen.
    pub seen_message_id: Option<Uuid>,
    /// Send although newer ones came.
    pub confirm_newer: bool,
}

/// What a macro did to a ticket.
#[derive(Clone, Debug)]
pub struct Ran {
    pub ticket: Ticket,
    /// The changed fields as they were; as a change of the ticket it undoes them.
    pub before: Change,
    /// The reply that was queued.
    pub message: Option<messages::Model>,
    pub note: Option<messages::Model>,
    /// The draft that has the reply now.
    pub draft: Option<drafts::Model>,
    /// Variables without a value in what became a draft.
    pub gaps: Vec<String>,
}

/// A macro the caller sees, with what it needs before the transaction: the channels it sends by.
pub struct Ready {
    pub(super) row: Macro,
    pub(super) actions: Vec<MacroAction>,
    ways: Ways,
}

impl Ready {
    /// Finds the macro and, if it sends, the channels of `ticket_ids`. Tickets out of sight are left out.
    pub async fn new(
        app: &App,
        caller: &Caller,
        macro_id: Uuid,
        ticket_ids: &[Uuid],
    ) -> Result<Self, DeskError> {
        let conn = app.store.read();
        let row = macros::find(conn, viewer(caller), macro_id)
            .await?
            .ok_or(DeskError::NotFound)?;
        let actions = from_stored(&row.actions);
        let ways = if actions.iter().any(MacroAction::sends) {
            // More are refused anyway.
            let some = &ticket_ids[..ticket_ids.len().min(MOST)];
            let rows = tickets::find_many(conn, &caller.scope, some).await?;
            Ways::find(app, caller, &rows).await?
        } else {
            Ways::default()
        };
        Ok(Self { row, actions, ways })
    }
}

/// Does every step on the ticket, or none.
pub async fn run(
    app: &App,
    tx: &Tx,
    caller: &Caller,
    ready: &Ready,
    ticket_id: Uuid,
    read: Read,
) -> Result<Ran, DeskError> {
    let original = hold_own(tx, caller, ticket_id, Permission::TicketsChange).await?;
    let data = json!({"id": ready.row.id, "name": ready.row.name});
    let actor = Actor::Agent(caller.user_id);
    events::on_ticket(tx, &original, actor, EventKind::MacroApplied, data).await?;
    let wanted = wanted(tx, caller, &ready.actions);
    let mut ran = Ran {
        ticket: original.clone(),
        before: Change::default(),
        message: None,
        note: None,
        draft: None,
        gaps: Vec::new(),
    };
    let begun = begun(tx, caller, ticket_id).await?;
    for action in &ready.actions {
        match action {
            MacroAction::AddNote { text } => {
                ran.note = Some(add_note(app, tx, caller, &original, text).await?);
            }
            MacroAction::SendReply { canned_reply_id } => {
                let found = found(tx, caller, *canned_reply_id).await?;
                let way = ready.ways.of(ticket_id)?;
                let taken = take::on(app, tx, caller, &found, &original, Some(way.channel.id)).await?;
                if !taken.words.gaps.is_empty() {
                    let words = format!("the reply has gaps here: {}", taken.words.gaps.join(", "));
                    return Err(DeskError::conflict("gaps", words));
                }
                let new = NewReply {
                    text: taken.words.text,
                    html: taken.words.html,
                    attachment_ids: taken.files.iter().map(|file| file.id).collect(),
                    seen_message_id: read.seen_message_id,
                    confirm_newer: read.confirm_newer,
                    quote: true,
                    status: wanted.status.filter(|status| *status != TicketStatus::Snoozed),
                    ..NewReply::default()
                };
                let sent = reply::compose(app, tx, caller, ticket_id, &way.channel, &way.can, new).await?;
                ran.message = Some(sent);
            }
            MacroAction::InsertReply { canned_reply_id } => {
                let found = found(tx, caller, *canned_reply_id).await?;
                let (draft, gaps) = insert(app, tx, caller, &original, &found).await?;
                ran.draft = Some(draft);
                ran.gaps = gaps;
            }
            _ => {}
        }
    }
    keep(tx, begun).await?;
    // Note and reply have moved the row since it was read.
    let now = tickets::lock(tx, &caller.scope, ticket_id)
        .await?
        .ok_or(DeskError::NotFound)?;
    let changed = change::apply_to(tx, caller, now, &wanted).await?;
    ran.before = difference(&original, &changed.ticket, changed.before.tags);
    ran.ticket = changed.ticket;
    macros::used(tx, ready.row.id, 1).await?;
    Ok(ran)
}

/// The changes of fields among the steps.
fn wanted(tx: &Tx, caller: &Caller, actions: &[MacroAction]) -> Change {
    let mut wanted = Change::default();
    for action in actions {
        match action {
            MacroAction::SetStatus { status } => wanted.status = Some(*status),
            MacroAction::SetPriority { priority } => wanted.priority = Some(*priority),
            MacroAction::AssignMe {} => wanted.assignee_id = Some(Some(caller.user_id)),
            MacroAction::Assign { user_id } => wanted.assignee_id = Some(*user_id),
            MacroAction::SetTeam { team_id } => wanted.team_id = Some(*team_id),
            MacroAction::AddTags { tags } => wanted.add_tags.clone_from(tags),
            MacroAction::RemoveTags { tags } => wanted.remove_tags.clone_from(tags),
            MacroAction::Snooze { minutes } => {
                wanted.status = Some(TicketStatus::Snoozed);
                wanted.snoozed_until = Some(Some(tx.now() + Duration::minutes(*minutes)));
            }
            MacroAction::AddNote { .. } | MacroAction::InsertReply { .. } | MacroAction::SendReply { .. } => {
            }
        }
    }
    wanted
}

async fn found(tx: &Tx, caller: &Caller, id: Uuid) -> Result<reply_row::Model, DeskError> {
    canned_replies::find(tx, viewer(caller), id)
        .await?
        .ok_or_else(|| DeskError::conflict("reply_gone", "the canned reply of this macro is gone"))
}

/// What the caller has begun to write on the ticket.
async fn begun(tx: &Tx, caller: &Caller, ticket_id: Uuid) -> Result<Vec<drafts::Model>, DeskError> {
    let mut begun = Vec::new();
    for kind in [DraftKind::Reply, DraftKind::Note] {
        begun.extend(draft_rows::find(tx, ticket_id, caller.user_id, kind).await?);
    }
    Ok(begun)
}

/// A message written by a macro is not what the caller had begun: their own words stay.
async fn keep(tx: &Tx, begun: Vec<drafts::Model>) -> Result<(), DeskError> {
    for draft in begun {
        let there = draft_rows::find(tx, draft.ticket_id, draft.user_id, draft.kind).await?;
        if there.is_none() {
            draft_rows::insert(tx, draft).await?;
        }
    }
    Ok(())
}

async fn add_note(
    app: &App,
    tx: &Tx,
    caller: &Caller,
    ticket: &Ticket,
    text: &str,
) -> Result<messages::Model, DeskError> {
    let variables = Variables::load(tx).await?;
    let values = Values::load(app, tx, caller, Some(ticket), None, &variables).await?;
    let new = NewNote {
        text: fill(&app.templates, text, None, &values)?.text,
        ..NewNote::default()
    };
    note::write(tx, caller, ticket.id, new).await
}

/// The reply below what the caller has begun, as their draft; and its gaps.
async fn insert(
    app: &App,
    tx: &Tx,
    caller: &Caller,
    ticket: &Ticket,
    reply: &reply_row::Model,
) -> Result<(drafts::Model, Vec<String>), DeskError> {
    require(caller, Permission::TicketsReply)?;
    let taken = take::on(app, tx, caller, reply, ticket, None).await?;
    let html = match taken.words.html {
        Some(html) => html,
        None => format!("<p>{}</p>", quote::text_as_html(&taken.words.text)),
    };
    let files: Vec<Uuid> = taken.files.iter().map(|file| file.id).collect();
    let draft = draft::append(tx, caller, ticket, &taken.words.text, html, &files).await?;
    Ok((draft, taken.words.gaps))
}

fn difference(original: &Ticket, now: &Ticket, tags: Option<Vec<String>>) -> Change {
    let moved = original.status != now.status || original.snoozed_until != now.snoozed_until;
    let until = original.snoozed_until != now.snoozed_until;
    Change {
        status: moved.then_some(original.status),
        // Only a snoozed ticket takes a time back.
        snoozed_until: (until && original.snoozed_until.is_some()).then_some(original.snoozed_until),
        priority: (original.priority != now.priority).then_some(original.priority),
        assignee_id: (original.assignee_id != now.assignee_id).then_some(original.assignee_id),
        team_id: (original.team_id != now.team_id).then_some(original.team_id),
        tags,
        ..Change::default()
    }
}
