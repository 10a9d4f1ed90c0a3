//! Credentials: found, expired, ended.

use centralino::access::{Permission, credentials};
use centralino::store::scope::Reach;
use secrecy::ExposeSecret;

use crate::support::TestApp;

fn cookie_value(client: &crate::support::Client) -> String {
    let cookie = client.headers["cookie"].to_str().unwrap();
    cookie.split_once('=').unwrap().1.to_owned()
}

#[tokio::test]
async fn a_session_names_its_user_until_it_ends() {
    let test = TestApp::start().await;
    let ada = test.agent("Ada").await;
    let token = cookie_value(&ada);
    let caller = credentials::by_session(&test.app, &token, None)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(caller.user_id, ada.user_id);
    assert_eq!(caller.permissions, Permission::AGENT);
    assert_eq!(caller.scope.teams, Reach::All);
    // Idle for a day: gone.
    test.app.clock.advance(chrono::Duration::hours(25));
    assert!(
        credentials::by_session(&test.app, &token, None)
            .await
            .unwrap()
            .is_none()
    );
}

#[tokio::test]
async fn a_limited_role_reaches_no_more_than_it_says() {
    let test = TestApp::start().await;
    let bob = test.limited("Bob", &[Permission::TicketsRead], &[], &[]).await;
    let caller = credentials::by_session(&test.app, &cookie_value(&bob), None)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(caller.scope.teams, Reach::Only(vec![]));
    assert_eq!(caller.scope.channels, Reach::Only(vec![]));
    assert_eq!(caller.permissions, [Permission::TicketsRead]);
}

#[tokio::test]
async fn only_hashes_are_stored() {
    let test = TestApp::start().await;
    let (token, hash) = credentials::mint(&test.app.keys, credentials::API_TOKEN_PREFIX);
    assert!(token.expose_secret().starts_with("ctl_"));
    assert_eq!(hash, test.hash_of(token.expose_secret()));
    assert!(!hash.contains(&token.expose_secret()[4..]));
}
