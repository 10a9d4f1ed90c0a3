//! Canned replies: whose they are, how they are found, and what becomes of their variables and files.

use centralino::access::Permission;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::replies::drafts::upload;
use crate::support::{Client, TestApp};

async fn titles(client: &Client, query: &str) -> Vec<String> {
    let page = client.get(&format!("/canned-replies{query}")).await.ok();
    let items = page["items"].as_array().unwrap().iter();
    items
        .map(|reply| reply["title"].as_str().unwrap().to_owned())
        .collect()
}

fn path(reply: &Value) -> String {
    format!("/canned-replies/{}", reply["id"].as_str().unwrap())
}

#[tokio::test]
async fn replies_are_personal_of_a_team_or_for_everyone() {
    let test = TestApp::start().await;
    let admin = test.administrator().await;
    let (berta, carl) = (test.agent("Berta").await, test.agent("Carl").await);
    let team = admin
        .post("/teams", json!({"name": "North", "member_ids": [berta.user_id]}))
        .await
        .ok();
    let write = async |client: &Client, title: &str, more: Value| {
        let mut body = json!({"title": title, "text": "Hello"});
        body.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        client.post("/canned-replies", body).await
    };
    let own = write(&berta, "Own", json!({"scope": "personal"})).await.ok();
    let of_team = json!({"scope": "team", "team_id": team["id"]});
    let teams = write(&admin, "Team's", of_team.clone()).await.ok();
    let ours = write(&admin, "Ours", json!({"scope": "everyone"})).await.ok();
    assert_eq!(titles(&berta, "").await, ["Ours", "Own", "Team's"]);
    assert_eq!(titles(&carl, "").await, ["Ours"]);
    assert_eq!(titles(&admin, "").await, ["Ours", "Team's"]);
    assert_eq!(titles(&berta, "?scope=team").await, ["Team's"]);
    assert_eq!((&own["own"], &own["scope"]), (&json!(true), &json!("personal")));

    // Who may not manage does not share, and does not touch what others share.
    for refused in [of_team, json!({"scope": "everyone"})] {
        write(&berta, "X", refused).await.problem(403, "forbidden");
    }
    for shared in [&teams, &ours] {
        let change = json!({"title": "X"});
        berta.patch(&path(shared), change).await.problem(403, "forbidden");
        berta.delete(&path(shared)).await.problem(403, "forbidden");
    }
    for stranger in [&carl, &admin] {
        stranger.get(&path(&own)).await.problem(404, "not_found");
        stranger
            .patch(&path(&own), json!({"title": "X"}))
            .await
            .problem(404, "not_found");
    }
    carl.get(&path(&teams)).await.problem(404, "not_found");
    write(&admin, "X", json!({"scope": "team"}))
        .await
        .problem(422, "validation");

    // Shared later, and with the version that was read.
    let change = json!({"scope": "personal"});
    let stale = admin.clone().with("if-match", "\"7\"");
    stale
        .patch(&path(&teams), change.clone())
        .await
        .problem(412, "version_mismatch");
    let taken = admin.patch(&path(&teams), change).await.ok();
    assert_eq!((&taken["team_id"], &taken["version"]), (&Value::Null, &json!(2)));
    assert_eq!(titles(&berta, "").await, ["Ours", "Own"]);
    admin.delete(&path(&ours)).await.ok();
    assert_eq!(titles(&carl, "").await, Vec::<String>::new());
}

/// Somebody whose role ends at one team manages that team's replies only.
#[tokio::test]
async fn managing_ends_at_the_teams_of_the_role() {
    let test = TestApp::start().await;
    let admin = test.administrator().await;
    let mut teams = Vec::new();
    for name in ["North", "South"] {
        let team = admin.post("/teams", json!({"name": name})).await.ok();
        let body = json!({"scope": "team", "team_id": team["id"], "title": name, "text": "x"});
        admin.post("/canned-replies", body).await.ok();
        teams.push(team["id"].as_str().unwrap().parse().unwrap());
    }
    let may = [Permission::TicketsReply, Permission::CannedManage];
    let lena = test.limited("Lena", &may, &teams[..1], &[]).await;
    assert_eq!(titles(&lena, "").await, ["North"]);
    let there = json!({"scope": "team", "team_id": teams[1], "title": "X", "text": "x"});
    let problem = lena
        .post("/canned-replies", there)
        .await
        .problem(422, "validation");
    assert_eq!(problem["errors"][0]["pointer"], "/team_id");
    let here = json!({"scope": "team", "team_id": teams[0], "title": "X", "text": "x"});
    lena.post("/canned-replies", here).await.ok();
}

/// Nothing a team wrote is lost with it: somebody says whose it becomes.
#[tokio::test]
async fn what_a_team_has_goes_to_its_heir() {
    let test = TestApp::start().await;
    let admin = test.administrator().await;
    let berta = test.agent("Berta").await;
    let mut ids = Vec::new();
    for name in ["North", "South"] {
        let team = json!({"name": name, "member_ids": [berta.user_id]});
        let team = admin.post("/teams", team).await.ok()["id"].clone();
        let reply = json!({"scope": "team", "team_id": team, "title": name, "text": "x", "shortcut": "hi"});
        admin.post("/canned-replies", reply).await.ok();
        ids.push(team);
    }
    let (north, south) = (&ids[0], &ids[1]);
    let view = json!({"name": "Ours", "filter": {"all": []}, "scope": "team", "team_id": north});
    admin.post("/views", view).await.ok();
    let steps = json!([{"type": "set_status", "status": "resolved"}]);
    let done = json!({"name": "Done", "scope": "team", "team_id": north, "actions": steps});
    admin.post("/macros", done).await.ok();
    let path = |team: &Value, rest: &str| format!("/teams/{}{rest}", team.as_str().unwrap());
    assert_eq!(
        admin.get(&path(north, "/belongings")).await.ok(),
        json!({"channels": 0, "views": 1, "canned_replies": 1, "macros": 1})
    );
    admin.delete(&path(north, "")).await.problem(409, "needs_heir");
    for nobody in [
        "?heir=nobody".to_owned(),
        format!("?heir={}", north.as_str().unwrap()),
    ] {
        let problem = admin
            .delete(&path(north, &nobody))
            .await
            .problem(422, "validation");
        assert_eq!(problem["errors"][0]["pointer"], "/heir");
    }
    let to_south = format!("?heir={}", south.as_str().unwrap());
    let narrow: Uuid = north.as_str().unwrap().parse().unwrap();
    let lena = test
        .limited("Lena", &[Permission::UsersManage], &[narrow], &[])
        .await;
    for beyond in [to_south.as_str(), "?heir=everyone"] {
        lena.delete(&path(north, beyond)).await.problem(403, "forbidden");
    }
    admin.delete(&path(north, &to_south)).await.ok();
    assert_eq!(
        admin.get(&path(south, "/belongings")).await.ok(),
        json!({"channels": 0, "views": 1, "canned_replies": 2, "macros": 1})
    );
    // Of two alike shortcuts that of the heir stays.
    let replies = berta.get("/canned-replies").await.ok();
    let shortcuts: Vec<&Value> = replies["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|reply| &reply["shortcut"])
        .collect();
    assert_eq!(shortcuts, [&Value::Null, &json!("hi")]);

    admin.delete(&path(south, "?heir=everyone")).await.ok();
    let stranger = test.agent("Carl").await;
    assert_eq!(titles(&stranger, "").await, ["North", "South"]);
    assert_eq!(stranger.get("/macros").await.ok()["items"][0]["name"], "Done");
    assert_eq!(stranger.get("/views").await.ok()["items"][0]["name"], "Ours");
    let told = admin.get("/audit?action=team.delete").await.ok();
    assert_eq!(
        told["items"][0]["data"],
        json!({"name": "South", "heir": "everyone"})
    );
    assert_eq!(
        told["items"][1]["data"],
        json!({"name": "North", "heir": "South"})
    );
}

#[tokio::test]
async fn they_are_found_by_the_beginnings_of_their_words() {
    let test = TestApp::start().await;
    let agent = test.agent("Berta").await;
    for (title, folder, shortcut, text, language) in [
        (
            "Délai de livraison",
            "Orders/Late",
            Some("late"),
            "Votre colis",
            Some("fr"),
        ),
        (
            "Order is late",
            "Orders/Late",
            None,
            "Your parcel 100% late",
            Some("en"),
        ),
        ("Invoice copy", "Billing", Some("inv"), "Here is the copy", None),
        ("Thanks", "", None, "Thank you", None),
    ] {
        let body = json!({"scope": "personal", "title": title, "folder": folder, "shortcut": shortcut, "text": text, "language": language});
        agent.post("/canned-replies", body).await.ok();
    }
    assert_eq!(titles(&agent, "?q=delai").await, ["Délai de livraison"]);
    assert_eq!(titles(&agent, "?q=LATE%20par").await, ["Order is late"]);
    assert_eq!(titles(&agent, "?q=arcel").await, Vec::<String>::new());
    assert_eq!(titles(&agent, "?q=inv").await, ["Invoice copy"]);
    assert_eq!(
        titles(&agent, "?folder=Orders").await,
        ["Délai de livraison", "Order is late"]
    );
    assert_eq!(titles(&agent, "?folder=Order").await, Vec::<String>::new());
    assert_eq!(
        titles(&agent, "?language=en").await,
        ["Invoice copy", "Order is late", "Thanks"]
    );
    let first = agent.get("/canned-replies?limit=3").await.ok();
    let next = first["next"].as_str().unwrap();
    assert_eq!(
        titles(&agent, &format!("?limit=3&cursor={next}")).await,
        ["Thanks"]
    );
    agent
        .get(&format!("/canned-replies?order=used&cursor={next}"))
        .await
        .problem(422, "validation");
    let folders = agent.get("/canned-folders").await.ok();
    assert_eq!(
        folders["items"],
        json!([{"path": "", "replies": 1}, {"path": "Billing", "replies": 1}, {"path": "Orders/Late", "replies": 2}])
    );
    let moved = agent
        .post(
            "/canned-folders/rename",
            json!({"from": "Orders", "to": "Sales / Orders"}),
        )
        .await
        .ok();
    assert_eq!(moved["moved"], 2);
    assert_eq!(titles(&agent, "?folder=Sales/Orders/Late").await.len(), 2);
}

#[tokio::test]
async fn what_cannot_be_is_refused_where_it_stands() {
    let test = TestApp::start().await;
    let agent = test.agent("Berta").await;
    let good = json!({"scope": "personal", "title": "T", "text": "x", "shortcut": "Late"});
    let reply = agent.post("/canned-replies", good).await.ok();
    assert_eq!(reply["shortcut"], "late");
    for (field, value, says) in [
        ("text", "Dear {{contact.salary}}", "{{contact.salary}}"),
        ("text", "{{#each contact}}x{{/each}}", "double braces"),
        ("text", "{{contact.name", "never closed"),
        ("text", "\\{{contact.name}}", "stands before"),
        ("text", " ", "empty"),
        ("html", "<p>{{config.secret}}</p>", "{{config.secret}}"),
        ("title", "", "1 to 150"),
        ("folder", "a/b/c/d/e/f", "at most 5"),
        ("shortcut", "two words", "one word"),
        ("shortcut", "/late", "another reply"),
        ("language", "english", "language"),
    ] {
        let mut body = json!({"scope": "personal", "title": "T", "text": "x"});
        body[field] = json!(value);
        let problem = agent
            .post("/canned-replies", body)
            .await
            .problem(422, "validation");
        let error = &problem["errors"][0];
        assert_eq!(error["pointer"], format!("/{field}"), "{problem}");
        assert!(error["detail"].as_str().unwrap().contains(says), "{problem}");
    }
    let html = "<p onclick=x()>Hi {{contact.name}}<script>1</script><img src=https://t.example/x></p>";
    let clean = json!({"html": html});
    let cleaned = agent.patch(&path(&reply), clean).await.ok();
    let html = cleaned["html"].as_str().unwrap();
    assert!(html.contains("Hi {{contact.name}}"), "{html}");
    assert!(!html.contains("script") && !html.contains("onclick") && !html.contains("t.example"));
}

#[tokio::test]
async fn variables_are_filled_in_and_gaps_are_never_sent() {
    let test = TestApp::start_with(|config| config.desk.name = "Example Shop".to_owned()).await;
    let mailbox = test.mailbox("support").await;
    let ticket = test
        .begun(&mailbox, "ada@customer.example", "Late order", "Where is it?")
        .await;
    let agent = test.agent("Berta Blum").await;
    let company = agent.post("/companies", json!({"name": "Acme & Sons"})).await;
    let company = if company.status.is_success() {
        company.json()["id"].clone()
    } else {
        Value::Null
    };
    let contact = format!("/contacts/{}", ticket.contact_id);
    agent
        .patch(&contact, json!({"name": "Ada <b>Rossi", "company_id": company}))
        .await
        .ok();
    let words = "{{contact.first_name}}|{{contact.name}}|{{contact.email}}|{{contact.company}}|{{ticket.number}}|\
                 {{ticket.subject}}|{{agent.first_name}}|{{agent.name}}|{{channel.name}}|{{hub.name}}";
    let body = json!({"scope": "personal", "title": "All", "text": words, "html": format!("<p>{words}</p>")});
    let reply = agent.post("/canned-replies", body).await.ok();
    let filled = agent
        .get(&format!("{}/filled?ticket_id={}", path(&reply), ticket.id))
        .await
        .ok();
    assert_eq!(
        filled["text"],
        format!(
            "Ada|Ada <b>Rossi|ada@customer.example|Acme & Sons|{}|Late order|Berta|Berta Blum|support|Example Shop",
            ticket.number
        )
    );
    let html = filled["html"].as_str().unwrap();
    assert!(
        html.contains("Ada &lt;b&gt;Rossi") && html.contains("Acme &amp; Sons"),
        "{html}"
    );
    assert_eq!(filled["gaps"], json!([]));

    // Without the company its place is a gap, which is seen before it is sent.
    agent.patch(&contact, json!({"company_id": null})).await.ok();
    let taken = agent
        .post(&format!("{}/use", path(&reply)), json!({"ticket_id": ticket.id}))
        .await
        .ok();
    assert_eq!(taken["gaps"], json!(["contact.company"]));
    let words = taken["text"].as_str().unwrap();
    assert!(words.contains("⟦contact.company⟧"), "{words}");
    let answer = |text: &str| json!({"text": text, "confirm_newer": true});
    let replies = format!("/tickets/{}/replies", ticket.id);
    let problem = agent
        .post(&replies, answer(words))
        .await
        .problem(422, "validation");
    assert_eq!(problem["errors"][0]["pointer"], "/text");
    let mended = words.replace("⟦contact.company⟧", "your company");
    agent.post(&replies, answer(&mended)).await.ok();
    let used = agent.get("/canned-replies?order=used").await.ok();
    assert_eq!(used["items"][0]["used_count"], 1);
    assert!(used["items"][0]["last_used_at"].is_string());

    // Words that are not saved yet are filled in and checked alike.
    let preview = json!({"text": "Hi {{contact.first_name}}", "ticket_id": ticket.id});
    let preview = agent.post("/canned-replies/preview", preview).await.ok();
    assert_eq!(preview["text"], "Hi Ada");
    let nobody = agent
        .post("/canned-replies/preview", json!({"text": "Hi {{contact.name}}"}))
        .await
        .ok();
    assert_eq!(nobody["gaps"], json!(["contact.name"]));
    agent
        .post("/canned-replies/preview", json!({"text": "{{x}}"}))
        .await
        .problem(422, "validation");
    // The name an administrator types stands before that of the configuration, until they take it back.
    let admin = test.administrator().await;
    let name = async |name: Value| admin.patch("/settings", json!({"name": name})).await.ok();
    let hub = async || {
        let hub = json!({"text": "{{hub.name}}"});
        agent.post("/canned-replies/preview", hub).await.ok()["text"].clone()
    };
    let set = name(json!(" Example & Sons ")).await;
    assert_eq!(
        (&set["name"], &set["configured_name"]),
        (&json!("Example & Sons"), &json!("Example Shop"))
    );
    assert_eq!(hub().await, "Example & Sons");
    assert_eq!(name(Value::Null).await["name"], "Example Shop");
    assert_eq!(hub().await, "Example Shop");
    for wrong in ["two\nlines".to_owned(), "x".repeat(101)] {
        let problem = admin
            .patch("/settings", json!({"name": wrong}))
            .await
            .problem(422, "validation");
        assert_eq!(problem["errors"][0]["pointer"], "/name");
    }
    let told = admin.get("/audit?action=settings.update").await.ok();
    let names: Vec<&Value> = told["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| &line["data"]["hub_name"])
        .collect();
    assert_eq!(names, [&Value::Null, &json!("Example & Sons")]);
    let known = agent.get("/canned-variables").await.ok();
    assert!(
        known["items"]
            .as_array()
            .unwrap()
            .contains(&json!({"name": "hub.name", "label": null}))
    );
}

#[tokio::test]
async fn files_go_along_each_time() {
    let test = TestApp::start().await;
    let mailbox = test.mailbox("support").await;
    let ticket = test
        .begun(&mailbox, "ada@customer.example", "Form", "Which form?")
        .await;
    let (agent, carl) = (test.agent("Berta").await, test.agent("Carl").await);
    let form = upload(&agent, "form.txt", "text/plain", b"Name:").await;
    let body = json!({"scope": "personal", "title": "Form", "text": "Here", "attachment_ids": [form]});
    carl.post("/canned-replies", body.clone())
        .await
        .problem(422, "validation");
    let reply = agent.post("/canned-replies", body).await.ok();
    assert_eq!(reply["files"][0]["filename"], "form.txt");
    // The upload is the reply's now.
    agent
        .get(&format!("/attachments/{form}"))
        .await
        .problem(404, "not_found");
    for _ in 0..2 {
        let taken = agent
            .post(&format!("{}/use", path(&reply)), json!({"ticket_id": ticket.id}))
            .await
            .ok();
        let id = taken["attachments"][0]["id"].as_str().unwrap();
        assert_eq!(agent.get(&format!("/attachments/{id}")).await.text(), "Name:");
        let sent = json!({"text": taken["text"], "confirm_newer": true, "attachment_ids": [id]});
        let sent = agent
            .post(&format!("/tickets/{}/replies", ticket.id), sent)
            .await
            .ok();
        assert_eq!(sent["attachments"][0]["filename"], "form.txt");
    }
    let more = upload(&agent, "more.txt", "text/plain", b"more").await;
    let changed = agent
        .patch(&path(&reply), json!({"attachment_ids": [more]}))
        .await
        .ok();
    assert_eq!(changed["files"].as_array().unwrap().len(), 2);
    let kept = changed["files"][1]["id"].clone();
    let changed = agent.patch(&path(&reply), json!({"file_ids": [kept]})).await.ok();
    assert_eq!(changed["files"][0]["filename"], "more.txt");
    assert_eq!(changed["files"].as_array().unwrap().len(), 1);
    agent
        .patch(&path(&reply), json!({"file_ids": [ticket.id]}))
        .await
        .problem(422, "validation");
}

#[tokio::test]
async fn custom_fields_of_contacts_are_variables_too() {
    let test = TestApp::start().await;
    let mailbox = test.mailbox("support").await;
    let ticket = test
        .begun(&mailbox, "ada@customer.example", "Late order", "Where is it?")
        .await;
    let admin = test.administrator().await;
    let field = json!({"about": "contact", "name": "Plan", "key": "plan", "type": "text"});
    let early = json!({"scope": "personal", "title": "Plan", "text": "{{contact.fields.plan}}"});
    admin
        .post("/canned-replies", early.clone())
        .await
        .problem(422, "validation");
    admin.post("/custom-fields", field).await.ok();
    let reply = admin.post("/canned-replies", early).await.ok();
    let filled = format!("{}/filled?ticket_id={}", path(&reply), ticket.id);
    assert_eq!(
        admin.get(&filled).await.ok()["gaps"],
        json!(["contact.fields.plan"])
    );
    let contact = format!("/contacts/{}", ticket.contact_id);
    admin
        .patch(&contact, json!({"fields": {"plan": "Gold & more"}}))
        .await
        .ok();
    assert_eq!(admin.get(&filled).await.ok()["text"], "Gold & more");
    let known = admin.get("/canned-variables").await.ok();
    let plan = json!({"name": "contact.fields.plan", "label": "Plan"});
    assert!(known["items"].as_array().unwrap().contains(&plan));
}
