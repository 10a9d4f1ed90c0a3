//! `DELETE /session`: signs out.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{StatusCode, header};

use crate::access::{Credential, sessions};
use crate::app::App;
use crate::http::Authenticated;
use crate::http::auth::removal_cookie;
use crate::http::error::{ApiResult, Problem};

/// Ends this session; its live sockets close.
#[utoipa::path(delete, path = "/session", tag = "session", responses(
    (status = NO_CONTENT),
    (status = UNAUTHORIZED, body = Problem),
))]
pub async fn sign_out(State(app): State<App>, Authenticated(caller): Authenticated) -> ApiResult<Response> {
    if let Credential::Session(id) = caller.credential {
        let tx = app.store.write().await?;
        sessions::end(&tx, caller.user_id, id).await?;
        tx.commit().await?;
    }
    let cookie = removal_cookie(&app);
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie)]).into_response())
}
