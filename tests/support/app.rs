//! `TestApp`: a whole hub in a temporary directory.

use centralino::app::App;
use centralino::clock::Clock;
use centralino::config::{Config, DataDir};
use tempfile::TempDir;

/// A hub of one test. Its directory goes when it is dropped.
pub struct TestApp {
    pub app: App,
    /// What `serve` would listen with.
    pub router: axum::Router,
    pub dir: TempDir,
}

impl TestApp {
    /// Starts with the default configuration.
    pub async fn start() -> Self {
        Self::start_with(|_| ()).await
    }

    /// Starts with a configuration the test has touched.
    pub async fn start_with(touch: impl FnOnce(&mut Config)) -> Self {
        rustls::crypto::ring::default_provider().install_default().ok();
        let dir = tempfile::tempdir().unwrap();
        let mut config = Config {
            data_dir: DataDir(dir.path().to_owned()),
            database: super::database::fresh().await,
            ..Default::default()
        };
        config.security.allow_private_addresses = true;
        touch(&mut config);
        let app = App::open(config, Clock::system()).await.unwrap();
        let router = centralino::http::router(app.clone());
        Self { app, router, dir }
    }
}
