//! Entities and migrations are written by hand: selecting from every table shows that they agree.

use centralino::store::entity;
use sea_orm::EntityTrait;

use crate::support::TestApp;

macro_rules! every_entity {
    ($app:expr, $($table:ident),+ $(,)?) => {
        $(entity::$table::Entity::find().one($app.store.read()).await.expect(stringify!($table));)+
        const COVERED: &[&str] = &[$(stringify!($table)),+];
    };
}

#[tokio::test]
async fn every_entity_matches_its_table() {
    let test = TestApp::start().await;
    every_entity!(
        test.app,
        agent_mails,
        api_tokens,
        attachments,
        audit_log,
        automatic_replies,
        bells,
        blobs,
        canned_files,
        canned_replies,
        channel_cursors,
        channels,
        companies,
        company_domains,
        consents,
        contact_distinctions,
        contact_import_rows,
        contact_imports,
        contact_merges,
        contact_taggings,
        contacts,
        counters,
        custom_field_choices,
        custom_fields,
        deliveries,
        drafts,
        events,
        field_values,
        idempotency_keys,
        identities,
        imports,
        intake,
        invitations,
        macros,
        messages,
        nodes,
        notifications,
        outbox,
        participants,
        push_messages,
        push_rules,
        push_subscriptions,
        role_channels,
        role_teams,
        roles,
        search_documents,
        segments,
        sessions,
        settings,
        taggings,
        tags,
        team_members,
        teams,
        ticket_reads,
        ticket_links,
        tickets,
        users,
        views,
    );
    let listed = include_str!("../../src/store/entity/mod.rs")
        .matches("pub mod ")
        .count();
    assert_eq!(COVERED.len(), listed, "a new entity must be added here");
}
