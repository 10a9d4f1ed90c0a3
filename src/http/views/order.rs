//! `PUT /views/order`: puts views in the order they are given in.

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::view::{Eyes, View, audience, require_change};
use crate::app::App;
use crate::http::error::{ApiError, ApiResult, Problem};
use crate::http::page::Items;
use crate::http::{ApiJson, Authenticated};
use crate::live::Notice;
use crate::store::views;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ViewOrder {
    /// Views the caller may change, 1 to 200, each once. Views keep their group: everybody's, a team's, one's own.
    pub ids: Vec<Uuid>,
}

/// Gives the views the positions 1, 2, 3 … in the order named; answers all views in their new order.
#[utoipa::path(put, path = "/views/order", tag = "views", request_body = ViewOrder, responses(
    (status = OK, body = Items<View>),
    (status = NOT_FOUND, description = "one of them is not there", body = Problem),
    (status = UNPROCESSABLE_ENTITY, body = Problem),
))]
pub async fn order(
    State(app): State<App>,
    Authenticated(caller): Authenticated,
    ApiJson(body): ApiJson<ViewOrder>,
) -> ApiResult<Json<Items<View>>> {
    let unique: BTreeSet<Uuid> = body.ids.iter().copied().collect();
    let fits = u64::try_from(body.ids.len()).is_ok_and(|count| (1..=views::MOST).contains(&count));
    if !fits || unique.len() != body.ids.len() {
        let detail = format!("must name 1 to {} views, each once", views::MOST);
        return Err(ApiError::validation("/ids", detail));
    }
    let tx = app.store.write().await?;
    let found = views::lock_many(&tx, audience(&caller), &body.ids).await?;
    if found.len() != body.ids.len() {
        return Err(ApiError::not_found());
    }
    for view in &found {
        require_change(view, &caller)?;
    }
    for (position, id) in (1..).zip(&body.ids) {
        let Some(before) = found.iter().find(|view| view.id == *id) else {
            continue;
        };
        if before.position != position {
            let mut after = before.clone();
            after.position = position;
            views::save(&tx, before, after).await?;
        }
    }
    let eyes = Eyes::of(&tx, &caller).await?;
    let all = views::list(&tx, audience(&caller)).await?;
    tx.notify(Notice::View);
    tx.commit().await?;
    Ok(Json(Items {
        items: all.into_iter().map(|view| eyes.view(view)).collect(),
    }))
}
