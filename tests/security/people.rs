//! Nobody hands out more than they have, and the house keeps an administrator.

use centralino::access::Permission;
use serde_json::{Value, json};

use crate::support::{Client, TestApp};

async fn role(client: &Client, builtin: &str) -> Value {
    let roles = client.get("/roles").await.ok();
    let found = roles["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|role| role["builtin"] == builtin);
    found.unwrap().clone()
}

#[tokio::test]
async fn nobody_grants_more_than_they_have() {
    let test = TestApp::start().await;
    let anna = test.administrator().await;
    let administrator = role(&anna, "administrator").await;
    let agent = role(&anna, "agent").await;
    let office = test
        .user_with("Olga", &[Permission::UsersManage, Permission::TicketsRead], true)
        .await;
    let grab = json!({"email": "x@example.com", "name": "X", "role_id": administrator["id"]});
    office.post("/users", grab).await.problem(403, "forbidden");
    let wide =
        json!({"name": "Wide", "permissions": ["channels_manage"], "all_teams": true, "all_channels": true});
    office.post("/roles", wide).await.problem(403, "forbidden");
    // Nor take over somebody who has more, by address, password link or role.
    let anna_path = format!("/users/{}", anna.user_id);
    let steal = json!({"email": "olga2@example.com"});
    office.patch(&anna_path, steal).await.problem(403, "forbidden");
    let link = format!("{anna_path}/invitation");
    office.post(&link, json!({})).await.problem(403, "forbidden");
    let promote = json!({"role_id": agent["id"]});
    office
        .patch(&format!("/users/{}", office.user_id), promote)
        .await
        .problem(403, "forbidden");
    let narrow =
        json!({"name": "Narrow", "permissions": ["tickets_read"], "all_teams": true, "all_channels": true});
    office.post("/roles", narrow).await.ok();
}

#[tokio::test]
async fn a_limited_manager_stays_within_their_reach() {
    let test = TestApp::start().await;
    let anna = test.administrator().await;
    let team = anna.post("/teams", json!({"name": "North"})).await.ok();
    let other = anna.post("/teams", json!({"name": "South"})).await.ok();
    let id = |value: &Value| value["id"].as_str().unwrap().parse().unwrap();
    let lead = test
        .limited("Lea", &[Permission::UsersManage], &[id(&team)], &[])
        .await;
    let south = json!({"name": "S", "permissions": [], "team_ids": [other["id"]]});
    lead.post("/roles", south).await.problem(403, "forbidden");
    let everywhere = json!({"name": "E", "permissions": [], "all_teams": true});
    lead.post("/roles", everywhere).await.problem(403, "forbidden");
    let north = json!({"name": "N", "permissions": [], "team_ids": [team["id"]]});
    lead.post("/roles", north).await.ok();
    let path = format!("/teams/{}", other["id"].as_str().unwrap());
    lead.patch(&path, json!({"member_ids": [lead.user_id]}))
        .await
        .problem(403, "forbidden");
}

#[tokio::test]
async fn the_last_administrator_stays() {
    let test = TestApp::start().await;
    let anna = test.administrator().await;
    let agent = role(&anna, "agent").await;
    let path = format!("/users/{}", anna.user_id);
    for change in [json!({"state": "disabled"}), json!({"role_id": agent["id"]})] {
        anna.patch(&path, change).await.problem(409, "last_administrator");
    }
    let builtin = format!("/roles/{}", agent["id"].as_str().unwrap());
    anna.patch(&builtin, json!({"name": "Mine"}))
        .await
        .problem(409, "builtin_role");
    anna.delete(&builtin).await.problem(409, "builtin_role");
}

#[tokio::test]
async fn what_administrators_do_is_written_down() {
    let test = TestApp::start().await;
    let anna = test.administrator().await;
    let team = anna.post("/teams", json!({"name": "North"})).await.ok();
    let path = format!("/teams/{}", team["id"].as_str().unwrap());
    anna.patch(&path, json!({"name": "Northern"})).await.ok();
    anna.delete(&path).await.ok();
    let lines = test.audit_actions().await;
    assert_eq!(lines, ["team.create", "team.update", "team.delete"]);
}

#[tokio::test]
async fn a_change_of_an_outdated_copy_is_refused() {
    let test = TestApp::start().await;
    let anna = test.administrator().await;
    let ada = test.agent("Ada").await;
    let path = format!("/users/{}", ada.user_id);
    let version = anna.get(&path).await.ok()["version"].to_string();
    let careful = anna.clone().with("if-match", &format!("\"{version}\""));
    careful.patch(&path, json!({"name": "Ada B"})).await.ok();
    careful
        .patch(&path, json!({"name": "Ada C"}))
        .await
        .problem(412, "version_mismatch");
    anna.post(
        "/users",
        json!({"email": "ADA@example.com", "name": "Twin", "role_id": role(&anna, "agent").await["id"]}),
    )
    .await
    .problem(409, "already_exists");
}
