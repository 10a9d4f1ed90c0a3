//! A backup taken while the hub runs comes back whole.

use bytes::Bytes;
use centralino::app::App;
use centralino::backup::{backup, restore};
use centralino::clock::Clock;
use centralino::config::{Config, DataDir};
use centralino::store::entity::tags;
use sea_orm::{ActiveModelTrait, DbBackend, EntityTrait, Set};

use crate::support::TestApp;

async fn add_tag(app: &App, name: &str) {
    let tx = app.store.write().await.unwrap();
    let tag = tags::ActiveModel {
        id: Set(tx.id()),
        name: Set(name.to_owned()),
        color: Set("#808080".to_owned()),
        created_at: Set(tx.now()),
    };
    tag.insert(&tx).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_backup_comes_back_whole() {
    let test = TestApp::start().await;
    add_tag(&test.app, "before").await;
    let blob = test.app.blobs.put(Bytes::from_static(b"raw mail")).await.unwrap();
    let folder = test.dir.path().join("backup");
    let first = backup(&test.app, &folder, |_, _| ()).await.unwrap();
    add_tag(&test.app, "after").await;
    // A second backup into the same folder replaces the first.
    let second = backup(&test.app, &folder, |_, _| ()).await.unwrap();
    assert_eq!((first.blobs, second.blobs), (1, 1));
    assert_ne!(first.database_sha256, second.database_sha256);

    let target = tempfile::tempdir().unwrap();
    let config = Config {
        data_dir: DataDir(target.path().to_owned()),
        database: crate::support::database::empty().await,
        ..Default::default()
    };
    restore(&config, &folder, |_, _| ()).await.unwrap();
    let restored = App::open(config.clone(), Clock::system()).await.unwrap();
    assert_eq!(
        tags::Entity::find()
            .all(restored.store.read())
            .await
            .unwrap()
            .len(),
        2
    );
    assert_eq!(restored.blobs.get(&blob.hash).await.unwrap(), "raw mail");
    let purpose = centralino::keys::Purpose::TokenHash;
    assert_eq!(restored.keys.derive(purpose), test.app.keys.derive(purpose));

    let refused = restore(&config, &folder, |_, _| ())
        .await
        .unwrap_err()
        .to_string();
    assert!(refused.contains("exists already"), "{refused}");
}

#[tokio::test]
async fn a_damaged_backup_is_refused() {
    let test = TestApp::start().await;
    let folder = test.dir.path().join("backup");
    let manifest = backup(&test.app, &folder, |_, _| ()).await.unwrap();
    std::fs::write(folder.join(&manifest.database_file), b"not a database").unwrap();
    let target = tempfile::tempdir().unwrap();
    let config = Config {
        data_dir: DataDir(target.path().to_owned()),
        ..Default::default()
    };
    let refused = restore(&config, &folder, |_, _| ())
        .await
        .unwrap_err()
        .to_string();
    assert!(refused.contains("damaged"), "{refused}");
    if test.app.store.backend() == DbBackend::Sqlite {
        assert!(!target.path().join("centralino.db").exists());
    }
}
