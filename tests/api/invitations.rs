//! New colleagues get in by a link: mailed, sent again, handed over another way, taken back.

use centralino::jobs;
use chrono::Duration;
use serde_json::{Value, json};

use crate::support::{Client, TestApp};

async fn agent_role(client: &Client) -> Value {
    let roles = client.get("/roles").await.ok();
    let found = roles["items"].as_array().unwrap().iter();
    found.clone().find(|role| role["builtin"] == "agent").unwrap()["id"].clone()
}

async fn invited(client: &Client, mail: bool) -> Value {
    let role_id = agent_role(client).await;
    let new = json!({"email": "bob@office.example", "name": "Bob", "role_id": role_id, "language": "it", "mail": mail});
    client.post("/users", new).await.ok()
}

/// The mails that left, unfolded and with soft line breaks undone.
async fn sent(test: &TestApp) -> Vec<String> {
    while jobs::run_due(&test.app).await.unwrap() > 0 {}
    let Ok(mailboxes) = std::fs::read_dir(test.dir.path().join("sent-mail")) else {
        return Vec::new();
    };
    let folders = mailboxes.map(|entry| std::fs::read_dir(entry.unwrap().path()).unwrap());
    let mut files: Vec<_> = folders.flatten().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let read = |file| std::fs::read_to_string(file).unwrap();
    files
        .into_iter()
        .map(|file| read(file).replace("=\r\n", "").replace("=3D", "="))
        .collect()
}

async fn shown(client: &Client, user: &Value) -> Value {
    client
        .get(&format!("/users/{}", user["id"].as_str().unwrap()))
        .await
        .ok()
}

#[tokio::test]
async fn an_invitation_is_mailed_and_its_link_works_once() {
    let test = TestApp::start().await;
    test.mailbox("support").await;
    let anna = test.administrator().await;
    let made = invited(&anna, true).await;
    assert_eq!(made["mailed"], true);
    let waiting = shown(&anna, &made["user"]).await;
    assert_eq!(waiting["invitation"]["purpose"], "invite");
    assert_eq!(waiting["invitation"]["mail"]["state"], "queued");
    assert_eq!(
        (&waiting["invited"], &waiting["joined"]),
        (&json!(true), &json!(false))
    );
    let mails = sent(&test).await;
    let [mail] = mails.as_slice() else {
        panic!("{mails:?}")
    };
    assert!(mail.contains("X-Envelope-To: bob@office.example"), "{mail}");
    let url = made["invitation_url"].as_str().unwrap();
    assert!(mail.contains(url), "{mail}");
    assert!(mail.contains("Scegli"), "in the language of the invited: {mail}");
    let after = shown(&anna, &made["user"]).await;
    assert_eq!(after["invitation"]["mail"]["state"], "sent");
    let token = url.split("token=").nth(1).unwrap();
    let accept = json!({"token": token, "password": "correct horse battery"});
    let nobody = test.anonymous();
    nobody.post("/invitations/accept", accept.clone()).await.ok();
    nobody
        .post("/invitations/accept", accept)
        .await
        .problem(409, "link_expired");
    let joined = shown(&anna, &made["user"]).await;
    assert_eq!(
        (&joined["invitation"], &joined["joined"]),
        (&json!(null), &json!(true))
    );
}

#[tokio::test]
async fn the_same_link_can_be_copied_and_a_new_one_ends_it() {
    let test = TestApp::start().await;
    let anna = test.administrator().await;
    let made = invited(&anna, true).await;
    // No mailbox can send: the link is there to be handed over.
    assert_eq!(made["mailed"], false);
    let path = format!("/users/{}/invitation", made["user"]["id"].as_str().unwrap());
    let copied = anna.get(&path).await.ok();
    assert_eq!(copied["invitation_url"], made["invitation_url"]);
    let renewed = anna.post(&path, json!({})).await.ok();
    assert_ne!(renewed["invitation_url"], made["invitation_url"]);
    let accept = |url: &Value| {
        let token = url.as_str().unwrap().split("token=").nth(1).unwrap().to_owned();
        json!({"token": token, "password": "correct horse battery"})
    };
    let nobody = test.anonymous();
    nobody
        .post("/invitations/accept", accept(&made["invitation_url"]))
        .await
        .problem(409, "link_expired");
    // Who has less than the invited gets no link of theirs.
    let office = test
        .user_with("Olga", &[centralino::access::Permission::UsersManage], true)
        .await;
    office.get(&path).await.problem(403, "forbidden");
    office.delete(&path).await.problem(403, "forbidden");
    test.app.clock.advance(Duration::days(8));
    let anna = test.sign_in(anna.user_id).await;
    anna.get(&path).await.problem(404, "not_found");
    nobody
        .post("/invitations/accept", accept(&renewed["invitation_url"]))
        .await
        .problem(409, "link_expired");
}

#[tokio::test]
async fn what_was_taken_back_is_not_mailed() {
    let test = TestApp::start().await;
    test.mailbox("support").await;
    let anna = test.administrator().await;
    let made = invited(&anna, true).await;
    let path = format!("/users/{}/invitation", made["user"]["id"].as_str().unwrap());
    assert_eq!(anna.delete(&path).await.status, 204);
    assert_eq!(sent(&test).await, Vec::<String>::new());
    anna.delete(&path).await.problem(404, "not_found");
    assert_eq!(shown(&anna, &made["user"]).await["invited"], false);
    let actions = test.audit_actions().await;
    assert!(
        actions.iter().any(|action| action == "user.uninvite"),
        "{actions:?}"
    );
}

#[tokio::test]
async fn the_link_lies_nowhere_in_the_database() {
    use centralino::store::entity::{agent_mails, invitations};
    use sea_orm::EntityTrait;
    let test = TestApp::start().await;
    test.mailbox("support").await;
    let anna = test.administrator().await;
    let made = invited(&anna, true).await;
    let url = made["invitation_url"].as_str().unwrap();
    let token = url.split("token=").nth(1).unwrap();
    let db = test.app.store.read();
    let mails = agent_mails::Entity::find().all(db).await.unwrap();
    let links = invitations::Entity::find().all(db).await.unwrap();
    assert_eq!((mails.len(), links.len()), (1, 1));
    assert!(!format!("{mails:?}{links:?}").contains(token));
}
