//! The filter tree answered in memory, for one ticket at hand.

use chrono::{DateTime, Utc};

use crate::store::entity::{tags, tickets};
use crate::store::filter::{Expression, Moment, Nullable, Side, TagKey, Test, Viewpoint};
use crate::store::search::ticket_words;

/// All a filter may ask about a ticket.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    pub ticket: &'a tickets::Model,
    pub tags: &'a [tags::Model],
    /// The one who looks has not seen its last message.
    pub unread: bool,
}

/// Whether the ticket is meant; always what the SQL of the same tree says.
pub fn matches(expression: &Expression, facts: &Facts<'_>, view: &Viewpoint) -> bool {
    match expression {
        Expression::All(parts) => parts.iter().all(|part| matches(part, facts, view)),
        Expression::Any(parts) => parts.iter().any(|part| matches(part, facts, view)),
        Expression::Not(part) => !matches(part, facts, view),
        Expression::Test(test) => holds(test, facts, view),
    }
}

fn holds(test: &Test, facts: &Facts<'_>, view: &Viewpoint) -> bool {
    let ticket = facts.ticket;
    match test {
        Test::Status(statuses) => statuses.contains(&ticket.status),
        Test::Priority(priorities) => priorities.contains(&ticket.priority),
        Test::Assignee(users) => ticket
            .assignee_id
            .is_some_and(|id| users.iter().any(|who| view.who(*who) == id)),
        Test::Team(teams) => ticket.team_id.is_some_and(|id| teams.contains(&id)),
        Test::Channel(channels) => channels.contains(&ticket.channel_id),
        Test::Contact(contacts) => contacts.contains(&ticket.contact_id),
        Test::Tag(keys) => facts.tags.iter().any(|tag| {
            keys.iter().any(|key| match key {
                TagKey::Id(id) => tag.id == *id,
                TagKey::Name(name) => tag.name == *name,
            })
        }),
        Test::Tagged => !facts.tags.is_empty(),
        Test::Language(languages) => ticket.language.as_ref().is_some_and(|l| languages.contains(l)),
        Test::Subject(words) => {
            format!(" {}", ticket_words(ticket.number, &ticket.subject)).contains(&format!(" {words}"))
        }
        Test::Number(numbers) => numbers.contains(&ticket.number),
        Test::NumberBetween(least, most) => (*least..=*most).contains(&ticket.number),
        Test::Present(Nullable::Assignee) => ticket.assignee_id.is_some(),
        Test::Present(Nullable::Team) => ticket.team_id.is_some(),
        Test::Present(Nullable::Language) => ticket.language.is_some(),
        Test::Present(Nullable::Time(moment)) => time_of(ticket, *moment).is_some(),
        Test::Time(moment, side, instant) => {
            let at = view.instant(*instant);
            time_of(ticket, *moment).is_some_and(|time| match side {
                Side::Before => time < at,
                Side::After => time >= at,
            })
        }
        Test::Unread => facts.unread,
    }
}

fn time_of(ticket: &tickets::Model, moment: Moment) -> Option<DateTime<Utc>> {
    match moment {
        Moment::Created => Some(ticket.created_at),
        Moment::LastActivity => Some(ticket.last_activity_at),
        Moment::WaitingSince => ticket.waiting_since,
        Moment::SnoozedUntil => ticket.snoozed_until,
        Moment::FirstReply => ticket.first_reply_at,
        Moment::Resolved => ticket.resolved_at,
    }
}
