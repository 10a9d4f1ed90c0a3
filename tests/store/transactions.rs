//! What a write transaction promises.

use centralino::live::Notice;
use centralino::store::entity::tags;
use sea_orm::{ActiveModelTrait, ConnectionTrait, EntityTrait, Set};

use crate::support::TestApp;

fn tag(tx: &centralino::store::Tx, name: &str) -> tags::ActiveModel {
    tags::ActiveModel {
        id: Set(tx.id()),
        name: Set(name.to_owned()),
        color: Set("#808080".to_owned()),
        created_at: Set(tx.now()),
    }
}

#[tokio::test]
async fn dropping_undoes_writes_and_notices() {
    let test = TestApp::start().await;
    let mut notices = test.app.live.subscribe();
    {
        let tx = test.app.store.write().await.unwrap();
        tag(&tx, "lost").insert(&tx).await.unwrap();
        tx.notify(Notice::Intake);
    }
    assert!(
        tags::Entity::find()
            .one(test.app.store.read())
            .await
            .unwrap()
            .is_none()
    );
    assert!(notices.try_recv().is_err());
}

#[tokio::test]
async fn a_savepoint_is_undone_alone() {
    let test = TestApp::start().await;
    let mut notices = test.app.live.subscribe();
    let tx = test.app.store.write().await.unwrap();
    let kept = tx.savepoint().await.unwrap();
    tag(&kept, "kept").insert(&kept).await.unwrap();
    kept.notify(Notice::Intake);
    kept.merge_into(&tx).await.unwrap();
    let lost = tx.savepoint().await.unwrap();
    tag(&lost, "lost").insert(&lost).await.unwrap();
    lost.rollback().await.unwrap();
    tx.commit().await.unwrap();
    let names: Vec<String> = tags::Entity::find()
        .all(test.app.store.read())
        .await
        .unwrap()
        .into_iter()
        .map(|tag| tag.name)
        .collect();
    assert_eq!(names, ["kept"]);
    assert_eq!(notices.try_recv().unwrap(), Notice::Intake);
}

#[tokio::test]
async fn many_writers_wait_for_each_other() {
    let test = TestApp::start().await;
    let writers = (0..40).map(|n| {
        let store = test.app.store.clone();
        tokio::spawn(async move {
            let tx = store.write().await.unwrap();
            tags::Entity::find().all(&tx).await.unwrap();
            tag(&tx, &format!("tag {n}")).insert(&tx).await.unwrap();
            tx.commit().await.unwrap();
        })
    });
    for writer in writers.collect::<Vec<_>>() {
        writer.await.unwrap();
    }
    assert_eq!(
        tags::Entity::find()
            .all(test.app.store.read())
            .await
            .unwrap()
            .len(),
        40
    );
}

#[tokio::test]
async fn readers_cannot_write_on_sqlite() {
    let test = TestApp::start().await;
    if test.app.store.backend() == sea_orm::DbBackend::Sqlite {
        assert!(
            test.app
                .store
                .read()
                .execute_unprepared("DELETE FROM tags")
                .await
                .is_err()
        );
    }
}
