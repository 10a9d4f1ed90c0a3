//! The statements a story sends to the database, and how the database would run each of them.

use std::cell::RefCell;
use std::fmt::Debug;
use std::sync::Once;

use sea_orm::{ConnectionTrait, Database, DbBackend, Statement};
use tracing::field::{Field, Visit};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};

use super::TestApp;

const TARGET: &str = "centralino::sql";

/// One for the whole process: what listens in one thread only may be found switched off by another.
static LISTENING: Once = Once::new();

thread_local! {
    static HEARD: RefCell<Option<Vec<String>>> = const { RefCell::new(None) };
}

/// Everything `story` asks the database, in order. For tests whose runtime is one thread, as `#[tokio::test]` makes it.
pub async fn asked<T>(story: impl Future<Output = T>) -> (T, Vec<String>) {
    LISTENING.call_once(|| {
        let listener = Listener.with_filter(Targets::new().with_target(TARGET, Level::TRACE));
        tracing::subscriber::set_global_default(tracing_subscriber::registry().with(listener)).unwrap();
    });
    HEARD.set(Some(Vec::new()));
    let done = story.await;
    (done, HEARD.take().unwrap_or_default())
}

struct Listener;

impl<S: Subscriber> Layer<S> for Listener {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        event.record(&mut Statements);
    }
}

struct Statements;

impl Visit for Statements {
    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() == "sql" {
            HEARD.with_borrow_mut(|heard| heard.iter_mut().for_each(|all| all.push(value.to_owned())));
        }
    }

    fn record_debug(&mut self, _: &Field, _: &dyn Debug) {}
}

/// The lines of the plan of a statement whatever its values. PostgreSQL is asked what it would do if reading whole
/// tables were dear: ours are small.
pub async fn plan(test: &TestApp, sql: &str) -> Vec<String> {
    let backend = test.app.store.backend();
    if backend == DbBackend::Sqlite {
        let explain = Statement::from_string(backend, format!("EXPLAIN QUERY PLAN {sql}"));
        let rows = test.app.store.read().query_all_raw(explain).await.unwrap();
        return rows
            .iter()
            .map(|row| row.try_get("", "detail").unwrap())
            .collect();
    }
    let mut options = sea_orm::ConnectOptions::new(test.app.config.database.url.clone().unwrap());
    options.max_connections(1);
    let own = Database::connect(options).await.unwrap();
    let values = (1..)
        .take_while(|n| sql.contains(&format!("${n}")))
        .map(|_| "NULL")
        .collect::<Vec<_>>();
    let values = match values.is_empty() {
        true => String::new(),
        false => format!("({})", values.join(", ")),
    };
    own.execute_unprepared("SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off")
        .await
        .unwrap();
    own.execute_unprepared(&format!("PREPARE asked AS {sql}"))
        .await
        .unwrap_or_else(|error| panic!("{error}: {sql}"));
    // Not by the extended protocol: it would prepare the EXPLAIN itself.
    let explain = Statement::from_string(backend, format!("EXPLAIN EXECUTE asked{values}"));
    let rows = own.query_all_raw(explain).await.unwrap();
    let lines = rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect();
    own.close().await.unwrap();
    lines
}
