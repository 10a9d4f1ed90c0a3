//! Strangers: whom they pretend to be, what they hide in file names, and for whom a mail by a pipe is.

use centralino::desk::ours::Ours;
use centralino::store::attachments as files;
use centralino::store::entity::events::EventKind;
use centralino::store::entity::messages;
use sea_orm::EntityTrait;

use super::hub::Hub;

async fn problems(hub: &Hub, raw: &str) -> String {
    let filed = hub.receive(&hub.support, raw).await;
    let id = filed.message_id.unwrap_or_else(|| panic!("{filed:?}"));
    let row = messages::Entity::find_by_id(id).one(hub.app().store.read()).await;
    row.unwrap().unwrap().problems.to_string()
}

#[tokio::test]
async fn who_is_called_like_one_of_us_is_told_of() {
    let hub = Hub::start().await;
    let from = |n: usize, name: &str| {
        format!(
            "From: {name} <eve{n}@evil.example>\nTo: support@centralino.example\nSubject: Invoice {n}\n\
            Message-ID: <e{n}@evil.example>\n\nPlease pay.\n"
        )
    };
    for (n, name) in [
        "Agneta Agent",
        "AGNETA AGENT",
        "Аgnеta Аgеnt",
        "Agneta.Agent",
        "Centralino Support",
    ]
    .into_iter()
    .enumerate()
    {
        let said = problems(&hub, &from(n, name)).await;
        assert!(said.contains("somebody in this house"), "{name}: {said}");
    }
    for (n, name) in ["Agneta Agentsson", "Ada Lindgren", "Support"]
        .into_iter()
        .enumerate()
    {
        let said = problems(&hub, &from(n + 50, name)).await;
        assert!(!said.contains("somebody in this house"), "{name}: {said}");
    }
    let said = problems(&hub, &from(90, "\"billing@bank.example\"")).await;
    assert!(said.contains("another address: billing@bank.example"), "{said}");
}

#[tokio::test]
async fn a_domain_of_look_alikes_is_shown_as_what_it_is() {
    let hub = Hub::start().await;
    // Cyrillic а, е and о; then a whole word of another script.
    for (n, (written, shown)) in [
        ("ada@custоmer.example", "ada@xn--custmer-djg.example"),
        ("ada@ПОЧТА.example", "ada@xn--80a1acny.example"),
    ]
    .into_iter()
    .enumerate()
    {
        let raw = format!(
            "From: Ada <{written}>\nTo: support@centralino.example\nSubject: Hello {n}\nMessage-ID: <h{n}@x.example>\n\nHello\n"
        );
        let filed = hub.receive(&hub.support, &raw).await;
        let row = messages::Entity::find_by_id(filed.message_id.unwrap())
            .one(hub.app().store.read())
            .await
            .unwrap()
            .unwrap();
        let address = row.author_address.unwrap();
        assert!(address.is_ascii(), "{address}");
        assert_eq!(address, shown);
    }
}

#[tokio::test]
async fn a_file_name_shows_what_the_file_is() {
    let hub = Hub::start().await;
    for (n, (name, shown)) in [
        ("filename*=utf-8''invoice%E2%80%AEfdp.exe", "invoicefdp.exe"),
        (
            "filename*=utf-8''invoice%E2%81%A6.pdf%E2%81%A9.exe",
            "invoice.pdf.exe",
        ),
        (
            "filename=\"invoice.pdf                                          .exe\"",
            "invoice.pdf .exe",
        ),
        ("filename=\"../../etc/passwd\"", "passwd"),
        ("filename=\"C:\\\\Windows\\\\a.txt\"", "a.txt"),
    ]
    .into_iter()
    .enumerate()
    {
        let raw = format!(
            "From: Eve <eve@evil.example>\nTo: support@centralino.example\nSubject: File {n}\nMessage-ID: <f{n}@evil.example>\n\
            MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=B\n\n--B\n\nSee.\n--B\n\
            Content-Type: application/octet-stream\nContent-Disposition: attachment; {name}\n\nx\n--B--\n"
        );
        let filed = hub.receive(&hub.support, &raw).await;
        let found = files::of_messages(hub.app().store.read(), &[filed.message_id.unwrap()])
            .await
            .unwrap();
        assert_eq!(found[0].filename, shown, "{name}");
    }
}

#[tokio::test]
async fn a_mail_to_two_mailboxes_is_noted_at_both() {
    let hub = Hub::start().await;
    let raw = "From: Ada <ada@customer.example>\nTo: support@centralino.example, sales@centralino.example\n\
        Subject: Both\nMessage-ID: <both@customer.example>\n\nHello\n";
    let first = hub.receive(&hub.support, raw).await;
    let second = hub.receive(&hub.sales, raw).await;
    assert!(second.duplicate);
    assert_eq!(second.ticket_id, first.ticket_id);
    let told = centralino::store::entity::events::Entity::find()
        .all(hub.app().store.read())
        .await
        .unwrap();
    let also: Vec<_> = told
        .iter()
        .filter(|event| event.kind == EventKind::AlsoReceived)
        .collect();
    assert_eq!(also.len(), 1);
    assert_eq!(also[0].data["channel"], "Centralino Sales");
    assert_eq!(also[0].ticket_id, first.ticket_id);
}

#[tokio::test]
async fn mail_by_a_pipe_is_for_whom_it_names() {
    let hub = Hub::start().await;
    let ours = Ours::of(vec![hub.support.clone(), hub.sales.clone()]);
    let chosen = |recipients: &[&str]| {
        let recipients: Vec<String> = recipients.iter().map(|&address| address.to_owned()).collect();
        ours.receiving(&recipients, &hub.support).name.clone()
    };
    assert_eq!(chosen(&["sales@centralino.example"]), "Centralino Sales");
    assert_eq!(chosen(&["Sales+tabc@Centralino.Example"]), "Centralino Sales");
    assert_eq!(
        chosen(&["ada@x.example", "SALES@centralino.example"]),
        "Centralino Sales"
    );
    // The one it was given to stays, where it is named at all or nobody is.
    assert_eq!(
        chosen(&["sales@centralino.example", "support+x@centralino.example"]),
        "Centralino Support"
    );
    assert_eq!(chosen(&["ada@x.example"]), "Centralino Support");
    assert!(ours.is("Support+anything@CENTRALINO.example"));
    assert!(!ours.is("support@centralino.example.evil.example"));
}
