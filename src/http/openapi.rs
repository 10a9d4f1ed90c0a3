//! The API document at `/api/openapi.json` and a reference page that needs no network at `/api/docs`.

mod always_there;
mod operation_ids;

use std::sync::{Arc, LazyLock};

use axum::Router;
use axum::extract::{FromRequestParts, Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use http::request::Parts;
use http::{HeaderValue, header};
use utoipa_swagger_ui::Config;

use super::auth::Authenticated;
use super::error::ApiError;
use super::router::{API, api};
use crate::app::App;

/// The document, always in the same order, so that a difference is a change.
static TEXT: LazyLock<Result<String, serde_json::Error>> = LazyLock::new(|| {
    // By way of a value: its maps are sorted.
    let mut document = serde_json::to_value(api().into_openapi())?;
    always_there::require(&mut document);
    operation_ids::name(&mut document);
    serde_json::to_string_pretty(&document)
});

/// The document, as `centralino openapi` prints it and `web/openapi.json` keeps it.
pub fn text() -> Result<&'static str, &'static serde_json::Error> {
    TEXT.as_deref()
}

/// Document and page. Neither is public unless configured: they tell what there is to attack.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/api/openapi.json", get(json))
        .route("/api/docs", get(async || Redirect::permanent("/api/docs/")))
        .route(
            "/api/docs/",
            get(async |caller, state| page(caller, state, None).await),
        )
        .route(
            "/api/docs/{*file}",
            get(async |caller, state, file: Path<String>| page(caller, state, Some(file)).await),
        )
}

async fn json(_: Reader) -> Result<Response, ApiError> {
    let text = text().map_err(ApiError::internal)?;
    Ok(([(header::CONTENT_TYPE, JSON)], text).into_response())
}

const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// Whoever may read about the API: signed-in users, or everybody (`http.public_api_docs`).
struct Reader;

impl FromRequestParts<App> for Reader {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        if !app.config.http.public_api_docs {
            Authenticated::from_request_parts(parts, app).await?;
        }
        Ok(Self)
    }
}

/// The page's own styles are inline and its pictures data: URLs; nothing comes from elsewhere.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
     font-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; \
     frame-ancestors 'none'",
);

static CONFIG: LazyLock<Arc<Config<'static>>> =
    LazyLock::new(|| Arc::new(Config::from("/api/openapi.json").validator_url("none")));

async fn page(_: Reader, _: State<App>, file: Option<Path<String>>) -> Result<Response, ApiError> {
    let name = file.map(|Path(name)| name).unwrap_or_default();
    let found = utoipa_swagger_ui::serve(&name, Arc::clone(&CONFIG)).map_err(ApiError::internal)?;
    let file = found.ok_or_else(ApiError::not_found)?;
    let mut response = file.bytes.into_owned().into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, POLICY);
    if let Ok(kind) = HeaderValue::from_str(&file.content_type) {
        headers.insert(header::CONTENT_TYPE, kind);
    }
    if file.gzpipped {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    Ok(response)
}
