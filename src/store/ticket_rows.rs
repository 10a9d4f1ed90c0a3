//! Everything a list of tickets shows, loaded with the same few statements however many there are.

use std::collections::{BTreeSet, HashMap, HashSet};

use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use super::entity::participants::ParticipantRole;
use super::entity::{
    channels, contacts, drafts, identities, participants, taggings, tags, teams, ticket_reads, tickets, users,
};
use super::lookup;

/// What hangs on the tickets of one page. Maps are keyed by the id of the thing, unless their name says by ticket.
#[derive(Debug, Default)]
pub struct Surroundings {
    pub users: HashMap<Uuid, users::Model>,
    pub teams: HashMap<Uuid, teams::Model>,
    pub contacts: HashMap<Uuid, contacts::Model>,
    pub channels: HashMap<Uuid, channels::Model>,
    pub tags_by_ticket: HashMap<Uuid, Vec<tags::Model>>,
    /// Address the requester wrote from, else the first the contact has.
    pub address_by_ticket: HashMap<Uuid, String>,
    /// The newest message the user has seen.
    pub seen_by_ticket: HashMap<Uuid, Uuid>,
    /// Tickets on which the user has begun to write.
    pub drafted: HashSet<Uuid>,
}

/// Loads what `user_id` is shown beside these tickets.
pub async fn surroundings(
    conn: &impl ConnectionTrait,
    user_id: Uuid,
    rows: &[tickets::Model],
) -> Result<Surroundings, DbErr> {
    if rows.is_empty() {
        return Ok(Surroundings::default());
    }
    let ids: Vec<Uuid> = rows.iter().map(|t| t.id).collect();
    Ok(Surroundings {
        users: lookup::by_id::<users::Entity>(conn, rows.iter().filter_map(|t| t.assignee_id), |u| u.id)
            .await?,
        teams: lookup::by_id::<teams::Entity>(conn, rows.iter().filter_map(|t| t.team_id), |t| t.id).await?,
        contacts: lookup::by_id::<contacts::Entity>(conn, rows.iter().map(|t| t.contact_id), |c| c.id)
            .await?,
        channels: lookup::by_id::<channels::Entity>(conn, rows.iter().map(|t| t.channel_id), |c| c.id)
            .await?,
        tags_by_ticket: tags_of(conn, &ids).await?,
        address_by_ticket: addresses_of(conn, rows, &ids).await?,
        seen_by_ticket: seen_of(conn, user_id, &ids).await?,
        drafted: drafted_of(conn, user_id, &ids).await?,
    })
}

/// Tags under the ticket they are on, by name.
pub async fn tags_of(
    conn: &impl ConnectionTrait,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, Vec<tags::Model>>, DbErr> {
    let on = taggings::Entity::find()
        .filter(taggings::Column::TicketId.is_in(ids.iter().copied()))
        .all(conn)
        .await?;
    let named = lookup::by_id::<tags::Entity>(conn, on.iter().map(|t| t.tag_id), |t| t.id).await?;
    let mut result: HashMap<Uuid, Vec<tags::Model>> = HashMap::new();
    for tagging in on {
        if let Some(tag) = named.get(&tagging.tag_id) {
            result.entry(tagging.ticket_id).or_default().push(tag.clone());
        }
    }
    for tags in result.values_mut() {
        tags.sort_by(|a, b| a.name.cmp(&b.name));
    }
    Ok(result)
}

async fn addresses_of(
    conn: &impl ConnectionTrait,
    rows: &[tickets::Model],
    ids: &[Uuid],
) -> Result<HashMap<Uuid, String>, DbErr> {
    let requesters: HashMap<Uuid, Uuid> = participants::Entity::find()
        .filter(participants::Column::TicketId.is_in(ids.iter().copied()))
        .filter(participants::Column::Role.eq(ParticipantRole::Requester))
        .order_by_desc(participants::Column::Id)
        .all(conn)
        .await?
        .into_iter()
        .map(|p| (p.ticket_id, p.identity_id))
        .collect();
    let contacts: BTreeSet<Uuid> = rows.iter().map(|t| t.contact_id).collect();
    let known = identities::Entity::find()
        .filter(
            identities::Column::ContactId
                .is_in(contacts)
                .or(identities::Column::Id.is_in(requesters.values().copied())),
        )
        .order_by_asc(identities::Column::Id)
        .all(conn)
        .await?;
    Ok(rows
        .iter()
        .filter_map(|ticket| {
            let requester = requesters.get(&ticket.id);
            let identity = known
                .iter()
                .find(|i| requester == Some(&i.id))
                .or_else(|| known.iter().find(|i| i.contact_id == ticket.contact_id))?;
            Some((ticket.id, identity.value.clone()))
        })
        .collect())
}

async fn seen_of(
    conn: &impl ConnectionTrait,
    user_id: Uuid,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, Uuid>, DbErr> {
    let reads = ticket_reads::Entity::find()
        .filter(ticket_reads::Column::UserId.eq(user_id))
        .filter(ticket_reads::Column::TicketId.is_in(ids.iter().copied()))
        .all(conn)
        .await?;
    Ok(reads
        .into_iter()
        .filter_map(|read| Some((read.ticket_id, read.message_id?)))
        .collect())
}

async fn drafted_of(
    conn: &impl ConnectionTrait,
    user_id: Uuid,
    ids: &[Uuid],
) -> Result<HashSet<Uuid>, DbErr> {
    let drafted: Vec<Uuid> = drafts::Entity::find()
        .select_only()
        .column(drafts::Column::TicketId)
        .filter(drafts::Column::UserId.eq(user_id))
        .filter(drafts::Column::TicketId.is_in(ids.iter().copied()))
        .into_tuple()
        .all(conn)
        .await?;
    Ok(drafted.into_iter().collect())
}
