//! Search through the API, against `LIKE '%word%'` over the messages.

use centralino::app::App;
use centralino::store::entity::messages;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::hub::Agent;
use super::timing::{row, table, timed_for};

/// Needs a filled desk.
pub async fn run(app: &App, user: Uuid) {
    let agent = Agent::new(app, user).await;
    table("Search through the API (tickets, messages and contacts at once)");
    for (name, word) in [
        ("a word of most messages", "parcel"),
        ("a word of few messages", "needle77"),
        ("a word of none", "nowhere"),
    ] {
        let path = format!("/search?q={word}");
        let indexed = timed_for(40, async || agent.get(&path).await).await;
        let scanned = timed_for(2, async || {
            messages::Entity::find()
                .filter(messages::Column::Text.contains(word))
                .order_by_desc(messages::Column::Id)
                .limit(20)
                .all(app.store.read())
                .await
                .unwrap()
                .len()
        })
        .await;
        row(name, &indexed, Some(("LIKE '%word%'", &scanned)));
    }
    for (name, query) in [
        ("two words of most messages", "parcel%20late"),
        ("a begun word", "nee"),
        ("a contact's name", "contact%2077"),
        ("a word among open tickets", "parcel%20is:open"),
        ("a word since a day", "parcel%20after:2026-01-01"),
    ] {
        let path = format!("/search?q={query}");
        row(name, &timed_for(40, async || agent.get(&path).await).await, None);
    }
}
