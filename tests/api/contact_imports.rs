//! A spreadsheet becomes contacts: read as it is written, tried first, worked off in batches that never double.

use axum::body::Body;
use http::{Method, header};
use serde_json::{Value, json};

use super::planted;
use crate::support::{Client, TestApp};

async fn upload(client: &Client, name: &str, bytes: &[u8]) -> crate::support::Answer {
    let mut body = format!(
        "--cut\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
         Content-Type: text/csv\r\n\r\n"
    )
    .into_bytes();
    body.extend_from_slice(bytes);
    body.extend_from_slice(b"\r\n--cut--\r\n");
    let request = client
        .request(Method::POST, "/contact-imports")
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=cut")
        .body(Body::from(body))
        .unwrap();
    client.answer(request).await
}

/// Works until nothing moves, and answers the import.
async fn settled(test: &TestApp, client: &Client, id: &str) -> Value {
    while centralino::jobs::import_contacts::run_once(&test.app)
        .await
        .unwrap()
        > 0
    {}
    client.get(&format!("/contact-imports/{id}")).await.ok()
}

fn counts(import: &Value) -> [i64; 4] {
    ["made", "changed", "unchanged", "refused"].map(|name| import[name].as_i64().unwrap())
}

const FILE: &str = "Nome;Cognome;E-mail;Telefono;Azienda;Lingua\n\
    Ada;Lovelace;ADA@example.org;06 1234567;Shop;it\n\
    Berta;;berta@example.org;;Shop;\n\
    Carla;;carla@;;;\n\
    ;;ada@example.org;;;it\n\
    Nobody;;;;;\n";

#[tokio::test]
async fn a_file_is_tried_then_imported_and_a_second_time_changes_nothing() {
    let test = TestApp::start().await;
    let agent = test.agent("Berta").await;
    planted::contact(&test, "berta@example.org", "berta@example.org").await;
    let import = upload(&agent, "people.csv", FILE.as_bytes()).await.ok();
    assert_eq!(
        (
            &import["delimiter"],
            &import["encoding"],
            &import["total"],
            &import["state"]
        ),
        (&json!("semicolon"), &json!("utf-8"), &json!(5), &json!("draft"))
    );
    assert_eq!(
        import["mapping"],
        json!(["first_name", "last_name", "email", "phone", "company", "language"])
    );
    let id = import["id"].as_str().unwrap().to_owned();
    let path = format!("/contact-imports/{id}");
    let preview = agent.get(&format!("{path}/preview")).await.ok();
    assert_eq!(preview["columns"][2]["header"], "E-mail");
    assert_eq!(preview["rows"][0][0], "Ada");
    agent
        .patch(&path, json!({"phone_prefix": "39"}))
        .await
        .problem(422, "validation");
    agent
        .patch(&path, json!({"mapping": ["name", "name", "email"]}))
        .await
        .problem(422, "validation");
    let changed = agent.patch(&path, json!({"phone_prefix": "+39"})).await.ok();
    assert_eq!(changed["version"], 2);
    agent
        .clone()
        .with("if-match", "\"1\"")
        .patch(&path, json!({"known": "skip"}))
        .await
        .problem(412, "version_mismatch");

    agent.post(&format!("{path}/check"), json!({})).await.ok();
    let tried = settled(&test, &agent, &id).await;
    assert_eq!(tried["state"], "checked");
    // The fourth record is the first one's person again.
    assert_eq!(counts(&tried), [1, 2, 0, 2]);
    assert_eq!(
        agent.get("/contacts").await.ok()["items"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    let refused = agent.get(&format!("{path}/rows?outcome=refused")).await.ok();
    let reasons: Vec<_> = refused["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| (row["line"].clone(), row["notes"][0]["code"].clone()))
        .collect();
    assert_eq!(
        reasons,
        [(json!(3), json!("bad_email")), (json!(5), json!("no_address"))]
    );

    agent.post(&format!("{path}/start"), json!({})).await.ok();
    let done = settled(&test, &agent, &id).await;
    assert_eq!((&done["state"], counts(&done)), (&json!("done"), [1, 1, 1, 2]));
    let found = agent.get("/contacts?q=lovelace").await.ok();
    let ada = &found["items"][0];
    assert_eq!(
        (&ada["name"], &ada["company"]["name"], &ada["language"]),
        (&json!("Ada Lovelace"), &json!("Shop"), &json!("it"))
    );
    let addresses: Vec<_> = ada["identities"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["value"])
        .collect();
    assert_eq!(addresses, ["ada@example.org", "+39061234567"]);
    // Known by her bare address until now.
    assert_eq!(
        agent.get("/contacts?q=berta").await.ok()["items"][0]["name"],
        "Berta"
    );
    agent
        .post(&format!("{path}/start"), json!({}))
        .await
        .problem(409, "begun");

    let csv = agent.get(&format!("{path}/rejected")).await;
    assert_eq!(csv.status, 200);
    let text = csv.text();
    assert!(text.contains("E-mail: not an email address"), "{text}");
    assert!(text.lines().count() == 3, "{text}");

    let again = upload(&agent, "people.csv", FILE.as_bytes()).await.ok();
    let id = again["id"].as_str().unwrap().to_owned();
    agent
        .patch(&format!("/contact-imports/{id}"), json!({"phone_prefix": "+39"}))
        .await
        .ok();
    agent
        .post(&format!("/contact-imports/{id}/start"), json!({}))
        .await
        .ok();
    assert_eq!(counts(&settled(&test, &agent, &id).await), [0, 0, 3, 2]);
    let listed = agent.get("/contact-imports").await.ok();
    assert_eq!(listed["items"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn a_run_that_breaks_off_goes_on_and_one_that_is_stopped_stays() {
    let test = TestApp::start().await;
    let agent = test.agent("Berta").await;
    let mut file = "name,email\n".to_owned();
    for n in 0..2_100 {
        file.push_str(&format!("Person {n},p{n}@example.org\n"));
    }
    let import = upload(&agent, "many.csv", file.as_bytes()).await.ok();
    let id = import["id"].as_str().unwrap().to_owned();
    let path = format!("/contact-imports/{id}");
    agent.post(&format!("{path}/start"), json!({})).await.ok();
    // One round ends before the file does: what follows is another process, as after a kill.
    centralino::jobs::import_contacts::run_once(&test.app)
        .await
        .unwrap();
    let half = agent.get(&path).await.ok();
    assert_eq!(
        (&half["state"], &half["position"]),
        (&json!("running"), &json!(2_000))
    );
    let done = settled(&test, &agent, &id).await;
    assert_eq!(
        (&done["state"], counts(&done)),
        (&json!("done"), [2_100, 0, 0, 0])
    );

    let import = upload(&agent, "again.csv", file.as_bytes()).await.ok();
    let id = import["id"].as_str().unwrap().to_owned();
    let path = format!("/contact-imports/{id}");
    agent.post(&format!("{path}/start"), json!({})).await.ok();
    agent.delete(&path).await.problem(409, "running");
    agent.post(&format!("{path}/cancel"), json!({})).await.ok();
    let stopped = settled(&test, &agent, &id).await;
    assert_eq!(
        (&stopped["state"], &stopped["position"]),
        (&json!("cancelled"), &json!(0))
    );
    agent
        .post(&format!("{path}/cancel"), json!({}))
        .await
        .problem(409, "not_running");
    agent.delete(&path).await.ok();
    agent.get(&path).await.problem(404, "not_found");
}

#[tokio::test]
async fn what_is_no_list_of_contacts_is_refused() {
    let test = TestApp::start().await;
    let agent = test.agent("Berta").await;
    upload(&agent, "a.xlsx", b"PK\x03\x04....")
        .await
        .problem(422, "validation");
    upload(&agent, "a.csv", b"").await.problem(422, "validation");
    upload(&agent, "a.csv", b"name,email\n")
        .await
        .problem(422, "validation");
    let nameless = upload(&agent, "a.csv", b"colour\nred\n").await.ok();
    let id = nameless["id"].as_str().unwrap();
    agent
        .post(&format!("/contact-imports/{id}/check"), json!({}))
        .await
        .problem(409, "no_address_column");
    upload(&test.viewer("Vera").await, "a.csv", b"email\na@example.org\n")
        .await
        .problem(403, "forbidden");
    // Whose reach is limited sees their own imports only.
    let channel = planted::channel(&test, "Inside").await;
    let limited = test
        .limited("Lina", centralino::access::Permission::AGENT, &[], &[channel])
        .await;
    limited
        .get(&format!("/contact-imports/{id}"))
        .await
        .problem(404, "not_found");
    assert_eq!(limited.get("/contact-imports").await.ok()["items"], json!([]));
}

#[tokio::test]
async fn an_export_holds_who_was_asked_for_and_no_formula() {
    let test = TestApp::start().await;
    let agent = test.agent("Berta").await;
    let (ada, _) = planted::contact(&test, "=HYPERLINK(1)", "ada@example.org").await;
    planted::contact(&test, "Grace, Hopper", "grace@example.net").await;
    let all = agent.get("/contacts/export").await.text();
    assert!(all.starts_with("\u{feff}Name,Email,Phone,"), "{all}");
    assert!(all.contains("'=HYPERLINK(1),ada@example.org"), "{all}");
    assert!(all.contains("\"Grace, Hopper\",grace@example.net"), "{all}");
    let some = agent.get("/contacts/export?q=grace").await.text();
    assert_eq!(some.lines().count(), 2, "{some}");
    let chosen = agent
        .get(&format!("/contacts/export?ids={}", ada.id))
        .await
        .text();
    assert_eq!(chosen.lines().count(), 2, "{chosen}");
    agent
        .get("/contacts/export?ids=x")
        .await
        .problem(422, "validation");
    // What was exported is imported again as it was.
    let back = upload(&agent, "contacts.csv", all.as_bytes()).await.ok();
    let id = back["id"].as_str().unwrap();
    agent
        .post(&format!("/contact-imports/{id}/start"), json!({}))
        .await
        .ok();
    assert_eq!(counts(&settled(&test, &agent, id).await), [0, 0, 2, 0]);
    assert!(test.audit_actions().await.contains(&"contacts.export".to_owned()));
}

const OWN: &str = "Name,Email,Plan,seats,Renewal,VIP,Colours,Etichette\n\
    Ada,ada@example.org,gold,\"1,5\",21.11.2026,sì,Red; blue,north; VIP\n\
    Berta,berta@example.org,Iron,many,11/21/2026,perhaps,Green,\n\
    Carla,carla@example.org,,,,,,north\n";

#[tokio::test]
async fn columns_name_the_fields_and_tags_of_the_house() {
    let test = TestApp::start().await;
    let admin = test.administrator().await;
    let red_and_blue = json!([{"name": "Red"}, {"name": "Blue"}]);
    for (kind, name, key, choices) in [
        ("choice", "Plan", "plan", json!([{"name": "Gold"}])),
        ("number", "Seats", "seats", Value::Null),
        ("date", "Renewal", "renewal", Value::Null),
        ("yes_no", "VIP", "vip", Value::Null),
        ("choices", "Colours", "colours", red_and_blue),
    ] {
        let mut field = json!({"about": "contact", "type": kind, "name": name, "key": key});
        if !choices.is_null() {
            field["choices"] = choices;
        }
        admin.post("/custom-fields", field).await.ok();
    }
    let import = upload(&admin, "own.csv", OWN.as_bytes()).await.ok();
    let mapping = json!([
        "name",
        "email",
        "field:plan",
        "field:seats",
        "field:renewal",
        "field:vip",
        "field:colours",
        "tags"
    ]);
    assert_eq!(import["mapping"], mapping);
    let path = format!("/contact-imports/{}", import["id"].as_str().unwrap());
    let strange = json!({"mapping": ["name", "email", "field:nowhere"]});
    admin.patch(&path, strange).await.problem(422, "validation");
    admin.post(&format!("{path}/check"), json!({})).await.ok();
    let id = import["id"].as_str().unwrap();
    assert_eq!(counts(&settled(&test, &admin, id).await), [2, 0, 0, 1]);
    let refused = admin.get(&format!("{path}/rows?outcome=refused")).await.ok();
    let notes = refused["items"][0]["notes"].as_array().unwrap();
    let columns: Vec<_> = notes.iter().map(|note| note["column"].clone()).collect();
    assert_eq!(refused["items"][0]["name"], "Berta · berta@example.org · Iron");
    assert_eq!(columns, ["Plan", "seats", "Renewal", "VIP", "Colours"]);
    assert!(notes.iter().all(|note| note["code"] == "bad_field"), "{notes:?}");
    admin.post(&format!("{path}/start"), json!({})).await.ok();
    settled(&test, &admin, id).await;
    let ada = admin.get("/contacts?q=ada").await.ok()["items"][0].clone();
    let values = json!({"plan": "Gold", "seats": 1.5, "renewal": "2026-11-21", "vip": true,
        "colours": ["Red", "Blue"]});
    assert_eq!(ada["fields"], values);
    let tags = |contact: &Value| contact["tags"].as_array().unwrap().len();
    assert_eq!(tags(&ada), 2);

    // What is exported says the same again; what is known already stays unless it may be overwritten.
    let csv = admin.get("/contacts/export").await.text();
    assert!(
        csv.lines()
            .next()
            .unwrap()
            .ends_with("Plan,Seats,Renewal,VIP,Colours"),
        "{csv}"
    );
    let back = upload(&admin, "back.csv", csv.as_bytes()).await.ok();
    let id = back["id"].as_str().unwrap();
    admin
        .post(&format!("/contact-imports/{id}/start"), json!({}))
        .await
        .ok();
    assert_eq!(counts(&settled(&test, &admin, id).await), [0, 0, 2, 0]);
    for (known, seats) in [("fill", 1.5), ("overwrite", 7.0)] {
        let file = "email,seats,tags\nada@example.org,7,new\n";
        let import = upload(&admin, "more.csv", file.as_bytes()).await.ok();
        let id = import["id"].as_str().unwrap();
        let path = format!("/contact-imports/{id}");
        admin.patch(&path, json!({"known": known})).await.ok();
        admin.post(&format!("{path}/start"), json!({})).await.ok();
        assert_eq!(counts(&settled(&test, &admin, id).await), [0, 1, 0, 0]);
        let ada = admin.get("/contacts?q=ada").await.ok()["items"][0].clone();
        assert_eq!((ada["fields"]["seats"].as_f64(), tags(&ada)), (Some(seats), 3));
    }

    // Who may not make tags uses those there are.
    let agent = test.agent("Berta").await;
    let file = "email,tags\nd@example.org,north\ne@example.org,unheard of\n";
    let import = upload(&agent, "tags.csv", file.as_bytes()).await.ok();
    let path = format!("/contact-imports/{}", import["id"].as_str().unwrap());
    agent.post(&format!("{path}/check"), json!({})).await.ok();
    let tried = settled(&test, &agent, import["id"].as_str().unwrap()).await;
    assert_eq!(counts(&tried), [1, 0, 0, 1]);
    let refused = agent.get(&format!("{path}/rows?outcome=refused")).await.ok();
    assert_eq!(refused["items"][0]["notes"][0]["code"], "unknown_tag");
}
