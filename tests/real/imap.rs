//! Following a mailbox on a real Dovecot.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use centralino_channels::channel::{Batch, Channel, Cursor, Puller};
use centralino_channels::error::PullError;
use centralino_channels::event::{Direction, Event};
use serde_json::json;

use super::open;
use crate::support::dovecot::{Dovecot, USER, absent};
use crate::support::oauth::OAuthPeer;

fn mail(n: usize) -> Vec<u8> {
    format!(
        "From: Customer <customer{n}@example.net>\r\nTo: {USER}\r\nSubject: Mail {n}\r\n\
         Message-ID: <mail-{n}-@example.net>\r\nDate: Sat, 21 Nov 2026 10:00:00 +0000\r\n\r\nWords of mail {n}-\r\n"
    )
    .into_bytes()
}

/// A channel on `dovecot` with its settings touched.
fn channel(dovecot: &Dovecot, touch: impl FnOnce(&mut serde_json::Value)) -> std::sync::Arc<dyn Channel> {
    let mut settings = json!({
        "address": USER, "outbound": {"kind": "none"}, "ca_file": dovecot.ca_file, "inbound": dovecot.settings()
    });
    touch(&mut settings);
    open(settings, std::path::Path::new("/nowhere")).0
}

async fn next(puller: &mut Box<dyn Puller>, cursor: &mut Option<Cursor>) -> Result<Batch, PullError> {
    let pulled = tokio::time::timeout(Duration::from_secs(60), puller.next(cursor.as_ref())).await;
    let batch = pulled.expect("the puller hangs")?;
    *cursor = Some(batch.cursor.clone());
    Ok(batch)
}

/// Subjects of everything until the puller has nothing more.
async fn drain(puller: &mut Box<dyn Puller>, cursor: &mut Option<Cursor>) -> Vec<String> {
    let mut all = Vec::new();
    loop {
        let batch = next(puller, cursor).await.unwrap();
        if batch.events.is_empty() {
            return all;
        }
        all.extend(subjects(&batch));
        puller.committed().await.unwrap();
    }
}

fn subjects(batch: &Batch) -> Vec<String> {
    let subject = |event: &Event| match event {
        Event::Message(message) => message.subject.clone().unwrap_or_default(),
        Event::Unreadable(unreadable) => {
            format!("unreadable: {}", unreadable.subject.clone().unwrap_or_default())
        }
        Event::Receipt(_) => "receipt".to_owned(),
    };
    batch
        .events
        .iter()
        .map(|incoming| subject(&incoming.event))
        .collect()
}

#[tokio::test]
async fn a_backlog_comes_whole_in_order_and_once() {
    if absent("dovecot") {
        return;
    }
    let dovecot = Dovecot::start(None);
    for n in 0..300 {
        dovecot.deliver("", &mail(n));
    }
    let channel = channel(&dovecot, |_| ());
    let (mut puller, mut cursor) = (channel.pullers().remove(0), None);
    let first = next(&mut puller, &mut cursor).await.unwrap();
    assert!(
        first.events.len() < 300 && first.remaining.unwrap() > 0,
        "the backlog comes in bounded batches"
    );
    let mut all = subjects(&first);
    all.extend(drain(&mut puller, &mut cursor).await);
    let expected: Vec<String> = (0..300).map(|n| format!("Mail {n}")).collect();
    assert_eq!(all, expected);
    // Offline for days, then on from the stored cursor, with a connection of its own.
    drop(puller);
    for n in 300..350 {
        dovecot.deliver("", &mail(n));
    }
    let mut puller = channel.pullers().remove(0);
    let later = drain(&mut puller, &mut cursor).await;
    assert_eq!(later, (300..350).map(|n| format!("Mail {n}")).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_batch_that_was_not_stored_comes_again() {
    if absent("dovecot") {
        return;
    }
    let dovecot = Dovecot::start(None);
    for n in 0..150 {
        dovecot.deliver("", &mail(n));
    }
    let channel = channel(&dovecot, |_| ());
    let mut puller = channel.pullers().remove(0);
    let first = puller.next(None).await.unwrap();
    let again = puller.next(None).await.unwrap();
    assert_eq!(subjects(&first), subjects(&again));
    assert_eq!(first.events[0].external_id, again.events[0].external_id);
    assert_eq!(first.events[0].raw, mail(0));
}

#[tokio::test]
async fn idle_tells_of_new_mail_at_once() {
    if absent("dovecot") {
        return;
    }
    let dovecot = Dovecot::start(None);
    let channel = channel(&dovecot, |settings| {
        settings["inbound"]["poll_seconds"] = json!(60)
    });
    let (mut puller, mut cursor) = (channel.pullers().remove(0), None);
    dovecot.deliver("", &mail(1));
    assert_eq!(
        subjects(&next(&mut puller, &mut cursor).await.unwrap()),
        ["Mail 1"]
    );
    let started = Instant::now();
    let waiting =
        tokio::spawn(async move { next(&mut puller, &mut cursor).await.map(|batch| subjects(&batch)) });
    tokio::time::sleep(Duration::from_millis(700)).await;
    dovecot.deliver("", &mail(2));
    assert_eq!(waiting.await.unwrap().unwrap(), ["Mail 2"]);
    assert!(
        started.elapsed() < Duration::from_secs(10),
        "found by IDLE, not by the poll"
    );
}

#[tokio::test]
async fn mail_expunged_between_search_and_fetch_is_passed_over() {
    if absent("dovecot") {
        return;
    }
    let dovecot = Dovecot::start(None);
    for n in 0..250 {
        dovecot.deliver("", &mail(n));
    }
    let channel = channel(&dovecot, |_| ());
    let (mut puller, mut cursor) = (channel.pullers().remove(0), None);
    let mut all = subjects(&next(&mut puller, &mut cursor).await.unwrap());
    let gone = dovecot.expunge(&["mail 120-", "mail 121-", "mail 249-"]);
    assert_eq!(gone, 3);
    all.extend(drain(&mut puller, &mut cursor).await);
    let got: HashSet<&str> = all.iter().map(String::as_str).collect();
    assert_eq!((all.len(), got.len()), (247, 247));
    assert!(!got.contains("Mail 120") && got.contains("Mail 122") && got.contains("Mail 248"));
}

#[tokio::test]
async fn another_uidvalidity_is_read_again_under_other_ids() {
    if absent("dovecot") {
        return;
    }
    let mut dovecot = Dovecot::start(None);
    for n in 0..5 {
        dovecot.deliver("", &mail(n));
    }
    let channel = channel(&dovecot, |_| ());
    let (mut puller, mut cursor) = (channel.pullers().remove(0), None);
    let first = next(&mut puller, &mut cursor).await.unwrap();
    assert_eq!(first.events.len(), 5);
    dovecot.renumber();
    dovecot.deliver("", &mail(5));
    // The old connection broke; the stream goes on with a new one and the old cursor.
    let mut again = None;
    for _ in 0..5 {
        match next(&mut puller, &mut cursor).await {
            Ok(batch) if !batch.events.is_empty() => {
                again = Some(batch);
                break;
            }
            Ok(_) | Err(PullError::Transient(_)) => {}
            Err(error) => panic!("{error}"),
        }
    }
    let again = again.expect("nothing came after the renumbering");
    assert!(
        subjects(&again).contains(&"Mail 5".to_owned()),
        "{:?}",
        subjects(&again)
    );
    assert_eq!(again.events.len(), 6, "mail near the newest is looked at again");
    assert_ne!(first.events[0].external_id, again.events[0].external_id);
    assert_eq!(first.events[0].raw, again.events[0].raw);
}

#[tokio::test]
async fn a_wrong_password_is_told_apart_from_a_broken_link() {
    if absent("dovecot") {
        return;
    }
    let mut dovecot = Dovecot::start(None);
    let wrong = channel(&dovecot, |settings| {
        settings["inbound"]["password"] = json!("wrong")
    });
    let error = wrong.pullers().remove(0).next(None).await.unwrap_err();
    assert!(
        matches!(&error, PullError::Unauthorized(words) if !words.contains("wrong")),
        "{error:?}"
    );
    let steps = wrong.test().await;
    assert_eq!(
        steps
            .iter()
            .map(|step| (step.step.as_str(), step.ok))
            .collect::<Vec<_>>(),
        [("imap_connect", true), ("imap_login", false)]
    );
    let nowhere = channel(&dovecot, |settings| {
        settings["inbound"]["folder"] = json!("Nowhere")
    });
    let error = nowhere.pullers().remove(0).next(None).await.unwrap_err();
    assert!(
        matches!(&error, PullError::Misconfigured(words) if words.contains("Nowhere")),
        "{error:?}"
    );
    let good = channel(&dovecot, |_| ());
    assert!(
        good.test().await.iter().all(|step| step.ok),
        "{:?}",
        good.test().await
    );
    dovecot.stop();
    let error = good.pullers().remove(0).next(None).await.unwrap_err();
    assert!(matches!(error, PullError::Transient(_)), "{error:?}");
}

#[tokio::test]
async fn certificates_are_checked() {
    if absent("dovecot") {
        return;
    }
    let dovecot = Dovecot::start(None);
    let tls = |settings: &mut serde_json::Value| {
        settings["inbound"]["security"] = json!("tls");
        settings["inbound"]["port"] = json!(dovecot.tls_port);
    };
    assert!(channel(&dovecot, tls).test().await.iter().all(|step| step.ok));
    let stranger = channel(&dovecot, |settings| {
        tls(settings);
        settings.as_object_mut().unwrap().remove("ca_file");
    });
    let error = stranger.pullers().remove(0).next(None).await.unwrap_err();
    assert!(matches!(error, PullError::Unauthorized(_)), "{error:?}");
    let other_name = channel(&dovecot, |settings| {
        settings["inbound"]["host"] = json!("127.0.0.1")
    });
    let error = other_name.pullers().remove(0).next(None).await.unwrap_err();
    assert!(matches!(error, PullError::Unauthorized(_)), "{error:?}");
}

#[tokio::test]
async fn filed_mail_is_moved_and_the_sent_folder_is_followed() {
    if absent("dovecot") {
        return;
    }
    let dovecot = Dovecot::start(None);
    for n in 0..3 {
        dovecot.deliver("", &mail(n));
    }
    dovecot.deliver(".Sent", &mail(9));
    let channel = channel(&dovecot, |settings| {
        settings["inbound"]["move_to"] = json!("Done");
        settings["inbound"]["sent_folder"] = json!("Sent");
    });
    let mut pullers = channel.pullers();
    assert_eq!(
        pullers.iter().map(|puller| puller.name()).collect::<Vec<_>>(),
        ["INBOX", "Sent"]
    );
    let mut cursor = None;
    assert_eq!(drain(&mut pullers[0], &mut cursor).await.len(), 3);
    assert_eq!((dovecot.count(""), dovecot.count(".Done")), (0, 3));
    let sent = pullers[1].next(None).await.unwrap();
    let Event::Message(message) = &sent.events[0].event else {
        panic!("{sent:?}")
    };
    assert_eq!(message.direction, Direction::SentElsewhere);
    assert!(sent.events[0].external_id.starts_with("imap:Sent:"));
    assert_eq!(dovecot.count(".Sent"), 1);
}

#[tokio::test]
async fn a_mail_over_the_limit_is_told_of_and_not_fetched() {
    if absent("dovecot") {
        return;
    }
    let dovecot = Dovecot::start(None);
    let mut large = mail(1);
    large.extend(std::iter::repeat_n(b"0123456789abcdef\r\n".as_slice(), 500).flatten());
    dovecot.deliver("", &large);
    dovecot.deliver("", &mail(2));
    let channel = channel(&dovecot, |settings| {
        settings["inbound"]["max_bytes"] = json!(4096)
    });
    let (mut puller, mut cursor) = (channel.pullers().remove(0), None);
    let batch = next(&mut puller, &mut cursor).await.unwrap();
    assert_eq!(subjects(&batch), ["Mail 1", "Mail 2"]);
    let Event::Message(known) = &batch.events[0].event else {
        panic!()
    };
    assert_eq!(known.author.address, "customer1@example.net");
    let reason = known.not_read.as_deref().unwrap();
    assert!(reason.contains("more than the 4096"), "{reason}");
    assert!(
        known.text.contains(reason) && known.text.contains("still in the mailbox"),
        "{}",
        known.text
    );
}

#[tokio::test]
async fn a_first_visit_can_be_limited_to_the_last_days() {
    if absent("dovecot") {
        return;
    }
    let dovecot = Dovecot::start(None);
    // Delivered by files whose time is now: a limit of tomorrow's length takes them, none is left out for good.
    dovecot.deliver("", &mail(1));
    let channel = channel(&dovecot, |settings| settings["inbound"]["since_days"] = json!(2));
    let (mut puller, mut cursor) = (channel.pullers().remove(0), None);
    assert_eq!(drain(&mut puller, &mut cursor).await, ["Mail 1"]);
    assert_eq!(
        cursor.as_ref().unwrap().0.get("since"),
        None,
        "the first visit is over: {cursor:?}"
    );
    dovecot.deliver("", &mail(2));
    assert_eq!(drain(&mut puller, &mut cursor).await, ["Mail 2"]);
}

#[tokio::test]
async fn access_tokens_are_used_renewed_and_rotated() {
    if absent("dovecot") {
        return;
    }
    let provider = OAuthPeer::start(USER).await;
    let dovecot = Dovecot::start(Some(&provider.url("")));
    dovecot.deliver("", &mail(1));
    let mut inbound = dovecot.settings();
    inbound["auth"] = json!("xoauth2");
    let settings = json!({
        "address": USER, "outbound": {"kind": "none"}, "ca_file": dovecot.ca_file, "inbound": inbound,
        "oauth": provider.settings()
    });
    let (channel, rotated) = open(settings, std::path::Path::new("/nowhere"));
    let (mut puller, mut cursor) = (channel.pullers().remove(0), None);
    let first = next(&mut puller, &mut cursor).await;
    let first = first.unwrap_or_else(|error| panic!("{error}: {}", dovecot.log()));
    assert_eq!(subjects(&first), ["Mail 1"]);
    // The token is good for an hour, but the provider forgot it: renewed once, and the refresh token rotated.
    provider.change(|state| {
        state.access_tokens.clear();
        state.rotates = true;
    });
    let mut puller = channel.pullers().remove(0);
    dovecot.deliver("", &mail(2));
    assert_eq!(
        subjects(&next(&mut puller, &mut cursor).await.unwrap()),
        ["Mail 2"]
    );
    assert_eq!(provider.state().refreshes, 2);
    let secrets = rotated.lock().unwrap().clone();
    assert_eq!(
        (secrets[0].pointer.as_str(), secrets[0].value.as_str()),
        ("/oauth/refresh_token", "refresh-2")
    );
    // Consent withdrawn: an admin must act.
    provider.change(|state| {
        state.access_tokens.clear();
        state.refresh_token = "another".to_owned();
    });
    let error = channel
        .pullers()
        .remove(0)
        .next(cursor.as_ref())
        .await
        .unwrap_err();
    assert!(
        matches!(&error, PullError::Unauthorized(words) if words.contains("consent was withdrawn")),
        "{error:?}"
    );
}
