//! Sending through servers that refuse, stall and break at every stage, and through Postfix's smtp-sink.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use centralino_channels::channel::{Channel, Handover};
use centralino_channels::error::SendError;
use centralino_channels::event::Party;
use centralino_channels::outbound::{Accepted, AutomaticMark, EnvelopeSender, Outbound};
use serde_json::{Value, json};

use super::open;
use crate::support::dovecot::{absent, free_port};
use crate::support::oauth::OAuthPeer;
use crate::support::smtp_peer::{At, Fault, Script, SmtpPeer};
use crate::support::tls::Authority;

/// Counts handovers.
#[derive(Default)]
struct Handovers(AtomicUsize);

#[async_trait]
impl Handover for Handovers {
    async fn begin(&self) -> Result<(), SendError> {
        self.0.fetch_add(1, Ordering::SeqCst);
        Ok(())
    }
}

fn message(to: &[&str]) -> Outbound {
    Outbound {
        message_id: "0190aabb-token@mail.example.com".to_owned(),
        from_name: Some("Ada at Example".to_owned()),
        from_address: None,
        reply_to: Some("support+tabc@example.com".to_owned()),
        to: to
            .iter()
            .map(|address| Party::email(Some("Customer, Näme"), address))
            .collect(),
        cc: Vec::new(),
        bcc: Vec::new(),
        subject: Some("Re: Rechnung für März [#4711]".to_owned()),
        text: "Hello\n.\n.. dots\nbye".to_owned(),
        html: Some("<p>Hello</p>".to_owned()),
        in_reply_to: Some("parent@example.net".to_owned()),
        references: (0..11)
            .map(|n| format!("thread-{n}-{}@example.net", "x".repeat(60)))
            .collect(),
        date: chrono::DateTime::from_timestamp(1_795_000_000, 0).unwrap(),
        automatic: AutomaticMark::No,
        envelope: EnvelopeSender::Channel,
        attachments: Vec::new(),
        headers: Vec::new(),
        done: Vec::new(),
    }
}

/// Plain text to `port` with short time limits, then touched.
fn channel(port: u16, touch: impl FnOnce(&mut Value)) -> std::sync::Arc<dyn Channel> {
    let mut settings = json!({
        "address": "support@example.com",
        "outbound": {
            "kind": "smtp", "host": "localhost", "port": port, "security": "plain", "allow_plain": true, "auth": "none",
            "time_limits": {"connect": 2, "greeting": 1, "mail": 1, "rcpt": 1, "data": 1, "body": 1, "end": 1}
        }
    });
    touch(&mut settings);
    open(settings, Path::new("/nowhere")).0
}

async fn send(channel: &dyn Channel, to: &[&str]) -> (Result<Accepted, SendError>, usize) {
    let handovers = Handovers::default();
    let sent = channel.send(&message(to), &handovers).await;
    (sent, handovers.0.load(Ordering::SeqCst))
}

fn word(sent: &Result<Accepted, SendError>) -> &'static str {
    match sent {
        Ok(_) => "sent",
        Err(SendError::Throttled { .. }) => "throttled",
        Err(SendError::Transient { .. }) => "transient",
        Err(SendError::Unknown { .. }) => "unknown",
        Err(SendError::Rejected { .. }) => "rejected",
        Err(SendError::WindowClosed { .. }) => "window",
        Err(SendError::Unauthorized { .. }) => "unauthorized",
    }
}

#[tokio::test]
async fn a_fault_before_the_final_dot_is_safe_and_after_it_in_doubt() {
    let peer = SmtpPeer::start(Script::default()).await;
    let stages = [
        At::Greeting,
        At::Ehlo,
        At::Mail,
        At::Rcpt,
        At::Data,
        At::Body,
        At::Dot,
    ];
    for at in stages {
        for fault in [Fault::Drop, Fault::Hang] {
            // A hanging reader takes a small body without a word: the doubt is honest there too.
            let expected = match (at, &fault) {
                (At::Dot, _) | (At::Body, Fault::Hang) => "unknown",
                // The whole small body and its dot may be under way before the connection is seen to be gone.
                (At::Body, _) => "unknown",
                _ => "transient",
            };
            peer.behave(Script {
                faults: [(at, fault.clone())].into(),
                ..Script::default()
            });
            let channel = channel(peer.port, |_| ());
            let (sent, handovers) = send(channel.as_ref(), &["a@example.net"]).await;
            assert_eq!(word(&sent), expected, "{at:?} {fault:?}: {sent:?}");
            let passed = usize::from(matches!(at, At::Body | At::Dot));
            assert_eq!(handovers, passed, "{at:?} {fault:?}");
        }
    }
}

#[tokio::test]
async fn a_large_body_cut_off_is_surely_not_sent() {
    let peer = SmtpPeer::start(Script {
        faults: [(At::Body, Fault::Drop)].into(),
        ..Script::default()
    })
    .await;
    let channel = channel(peer.port, |_| ());
    let mut message = message(&["a@example.net"]);
    message.text = "0123456789\n".repeat(600_000);
    let sent = channel.send(&message, &Handovers::default()).await;
    assert_eq!(word(&sent), "transient", "{sent:?}");
}

#[tokio::test]
async fn answers_are_understood_at_every_stage() {
    let peer = SmtpPeer::start(Script::default()).await;
    for (at, answer, expected) in [
        (At::Greeting, "421 4.3.2 not now", "transient"),
        (At::Greeting, "554 5.7.1 go away", "transient"),
        (At::Mail, "451 4.3.0 later", "transient"),
        (At::Mail, "530 5.7.0 Authentication required", "unauthorized"),
        (At::Rcpt, "450 4.7.1 greylisted", "transient"),
        (At::Rcpt, "550 5.1.1 no such user", "rejected"),
        (At::Data, "451 4.3.0 later", "transient"),
        (At::Data, "554 5.5.1 no", "rejected"),
        (At::Dot, "552 5.3.4 too big", "rejected"),
        (At::Dot, "451 4.7.1 later", "transient"),
        (At::Dot, "550 5.4.5 daily limit", "throttled"),
    ] {
        peer.behave(Script {
            faults: [(at, Fault::Answer(answer))].into(),
            ..Script::default()
        });
        let (sent, _) = send(channel(peer.port, |_| ()).as_ref(), &["a@example.net"]).await;
        assert_eq!(word(&sent), expected, "{at:?} {answer}: {sent:?}");
    }
}

#[tokio::test]
async fn one_refused_recipient_does_not_fail_the_others() {
    let peer = SmtpPeer::start(Script {
        refuse: [
            ("b@example.net", "550 5.1.1 no such user"),
            ("d@example.net", "451 4.2.1 later"),
        ]
        .into(),
        ..Script::default()
    })
    .await;
    let channel = channel(peer.port, |_| ());
    let everybody = ["a@example.net", "b@example.net", "c@example.net", "d@example.net"];
    let (sent, _) = send(channel.as_ref(), &everybody).await;
    let refused = sent.unwrap().refused;
    assert_eq!(
        refused
            .iter()
            .map(|one| (one.recipient.as_str(), one.temporary))
            .collect::<Vec<_>>(),
        [("b@example.net", false), ("d@example.net", true)]
    );
    assert_eq!(refused[0].code.as_deref(), Some("5.1.1"));
    assert_eq!(peer.taken()[0].to, ["a@example.net", "c@example.net"]);
    // Later, only the one that is still open.
    peer.behave(Script::default());
    let mut rest = message(&everybody);
    rest.done = ["a@example.net", "B@example.net", "c@example.net"]
        .map(str::to_owned)
        .to_vec();
    let sent = self::channel(peer.port, |_| ())
        .send(&rest, &Handovers::default())
        .await;
    assert!(sent.unwrap().refused.is_empty());
    let taken = peer.taken();
    assert_eq!(taken.last().unwrap().to, ["d@example.net"]);
    assert_eq!(
        taken[0].bytes,
        taken.last().unwrap().bytes,
        "every attempt has the same bytes"
    );
    // All refused, some for good: the verdict names each.
    peer.behave(Script {
        refuse: [
            ("b@example.net", "550 5.1.1 no such user"),
            ("d@example.net", "451 4.2.1 later"),
        ]
        .into(),
        ..Script::default()
    });
    let (sent, handovers) = send(
        self::channel(peer.port, |_| ()).as_ref(),
        &["b@example.net", "d@example.net"],
    )
    .await;
    let Err(SendError::Rejected { refused, .. }) = sent else {
        panic!("{sent:?}")
    };
    assert_eq!((refused.len(), handovers), (2, 0));
}

#[tokio::test]
async fn connections_are_kept_and_replaced_when_they_died() {
    let peer = SmtpPeer::start(Script::default()).await;
    let channel = channel(peer.port, |_| ());
    for _ in 0..3 {
        assert_eq!(word(&send(channel.as_ref(), &["a@example.net"]).await.0), "sent");
    }
    assert_eq!(peer.connections(), 1);
    let port = peer.port;
    drop(peer);
    tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    let sent = send(channel.as_ref(), &["a@example.net"]).await.0;
    assert!(matches!(word(&sent), "transient" | "sent"), "{port}: {sent:?}");
}

#[tokio::test]
async fn encryption_is_demanded_and_certificates_are_checked() {
    let dir = tempfile::tempdir().unwrap();
    let authority = Authority::new();
    let ca_file = authority.write(dir.path());
    let tls = |security: &'static str| {
        let ca_file = ca_file.clone();
        move |settings: &mut Value| {
            settings["ca_file"] = json!(ca_file);
            settings["outbound"]["security"] = json!(security);
        }
    };
    let good = authority.leaf("localhost").server();
    let peer = SmtpPeer::start(Script {
        tls: Some(good.clone()),
        ..Script::default()
    })
    .await;
    let (sent, _) = send(channel(peer.port, tls("starttls")).as_ref(), &["a@example.net"]).await;
    assert_eq!(word(&sent), "sent", "{sent:?}");
    assert!(peer.taken()[0].encrypted);
    peer.behave(Script {
        tls: Some(good.clone()),
        implicit: true,
        ..Script::default()
    });
    let (sent, _) = send(channel(peer.port, tls("tls")).as_ref(), &["a@example.net"]).await;
    assert_eq!(word(&sent), "sent", "{sent:?}");
    let bad = [
        Script {
            tls: Some(authority.expired("localhost").server()),
            ..Script::default()
        },
        Script {
            tls: Some(authority.leaf("other.example").server()),
            ..Script::default()
        },
        Script {
            tls: Some(Authority::new().leaf("localhost").server()),
            ..Script::default()
        },
        Script {
            tls: Some(good),
            hides_starttls: true,
            ..Script::default()
        },
    ];
    for script in bad {
        peer.behave(script);
        let (sent, handovers) = send(channel(peer.port, tls("starttls")).as_ref(), &["a@example.net"]).await;
        assert_eq!((word(&sent), handovers), ("unauthorized", 0), "{sent:?}");
    }
    assert_eq!(peer.taken().len(), 2);
}

#[tokio::test]
async fn wrong_passwords_and_expired_tokens() {
    let peer = SmtpPeer::start(Script {
        proof: Some("AHUAcA==".to_owned()),
        ..Script::default()
    })
    .await;
    let password = |password: &'static str| {
        move |settings: &mut Value| {
            settings["outbound"]["auth"] = json!("password");
            settings["outbound"]["username"] = json!("u");
            settings["outbound"]["password"] = json!(password);
        }
    };
    let (sent, _) = send(channel(peer.port, password("p")).as_ref(), &["a@example.net"]).await;
    assert_eq!(word(&sent), "sent", "{sent:?}");
    let (sent, _) = send(channel(peer.port, password("wrong")).as_ref(), &["a@example.net"]).await;
    assert_eq!(word(&sent), "unauthorized", "{sent:?}");
    // Of two tokens the server wants the second: one forced renewal is tried.
    let provider = OAuthPeer::start("u").await;
    let proof = centralino_channels::email::oauth::xoauth2_base64("u", "access-2");
    peer.behave(Script {
        proof: Some(proof),
        ..Script::default()
    });
    let with_tokens = |settings: &mut Value| {
        settings["outbound"]["auth"] = json!("xoauth2");
        settings["outbound"]["username"] = json!("u");
        settings["oauth"] = provider.settings();
    };
    let channel = channel(peer.port, with_tokens);
    let (sent, _) = send(channel.as_ref(), &["a@example.net"]).await;
    assert_eq!((word(&sent), provider.state().refreshes), ("sent", 2), "{sent:?}");
    peer.behave(Script {
        proof: Some("never".to_owned()),
        ..Script::default()
    });
    let (sent, _) = send(self::channel(peer.port, with_tokens).as_ref(), &["a@example.net"]).await;
    assert_eq!(
        (word(&sent), provider.state().refreshes),
        ("unauthorized", 4),
        "{sent:?}"
    );
}

#[tokio::test]
async fn what_arrives_is_what_was_composed() {
    let peer = SmtpPeer::start(Script::default()).await;
    let channel = channel(peer.port, |settings| {
        settings["bounce_address"] = json!("bounces@example.com")
    });
    let mut message = message(&["a@example.net"]);
    message.bcc = vec![Party::email(None, "hidden@example.net")];
    channel.send(&message, &Handovers::default()).await.unwrap();
    let taken = &peer.taken()[0];
    assert_eq!(taken.from, "bounces+0190aabb-token@example.com");
    assert_eq!(taken.to, ["a@example.net", "hidden@example.net"]);
    let text = String::from_utf8(taken.bytes.clone()).unwrap();
    assert!(!text.contains("hidden@"), "{text}");
    assert!(text.lines().all(|line| line.len() <= 998));
    let raw = bytes::Bytes::from(taken.bytes.clone());
    let centralino_channels::event::Event::Message(read) = channel.read(&raw, message.date) else {
        panic!("{text}")
    };
    assert_eq!(read.message_id, message.message_id);
    assert_eq!(read.references, message.references);
    assert_eq!(read.in_reply_to, ["parent@example.net"]);
    assert_eq!(read.subject, message.subject);
    assert_eq!(read.text.trim_end().replace("\r\n", "\n"), message.text);
    assert_eq!(read.author.name.as_deref(), Some("Ada at Example"));
    assert_eq!(read.to[0].name.as_deref(), Some("Customer, Näme"));
    assert_eq!(read.reply_to[0].address, "support+tabc@example.com");
}

/// Postfix's sink, killed when dropped.
struct Sink {
    port: u16,
    child: Child,
    dump: PathBuf,
}

impl Drop for Sink {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

fn sink(dir: &Path, flags: &[&str]) -> Sink {
    let port = free_port();
    let dump = dir.join("mails");
    let mut command = Command::new(if Path::new("/usr/sbin/smtp-sink").exists() {
        "/usr/sbin/smtp-sink"
    } else {
        "smtp-sink"
    });
    // As root it wants to become somebody.
    if std::os::unix::fs::MetadataExt::uid(&dir.metadata().unwrap()) == 0 {
        command.args(["-u", "root"]);
    }
    let child = command
        .args(flags)
        .args(["-D", dump.to_str().unwrap(), &format!("127.0.0.1:{port}"), "64"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let until = std::time::Instant::now() + std::time::Duration::from_secs(10);
    while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
        assert!(std::time::Instant::now() < until, "smtp-sink does not start");
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    Sink { port, child, dump }
}

#[tokio::test]
async fn smtp_sink_with_its_faults() {
    if absent("smtp-sink") {
        return;
    }
    for (flags, expected) in [
        (&[][..], "sent"),
        (&["-q", "mail"], "transient"),
        (&["-q", "rcpt"], "transient"),
        (&["-q", "data"], "transient"),
        // -q . disconnects after the final dot.
        (&["-q", "."], "unknown"),
        (&["-r", "mail"], "transient"),
        (&["-r", "rcpt"], "transient"),
        (&["-r", "."], "transient"),
        (&["-f", "rcpt"], "rejected"),
        (&["-f", "."], "rejected"),
        (&["-f", "data"], "rejected"),
    ] {
        let dir = tempfile::tempdir().unwrap();
        let sink = sink(dir.path(), flags);
        let (sent, _) = send(channel(sink.port, |_| ()).as_ref(), &["a@example.net"]).await;
        assert_eq!(word(&sent), expected, "{flags:?}: {sent:?}");
        if expected == "sent" {
            let dumped = std::fs::read_to_string(&sink.dump).unwrap_or_default();
            assert!(dumped.contains("0190aabb-token@mail.example.com"), "{dumped}");
        }
    }
}

#[tokio::test]
async fn what_the_server_offers_is_used() {
    let offers = Script {
        offers: &["SIZE 100000", "DSN"],
        ..Default::default()
    };
    let peer = SmtpPeer::start(offers).await;
    let channel = channel(peer.port, |_| ());
    let (outgoing, handovers) = (message(&["a@example.net"]), Handovers::default());
    channel.send(&outgoing, &handovers).await.unwrap();
    let commands = peer.commands();
    let mail = commands.iter().find(|line| line.starts_with("MAIL")).unwrap();
    let size = peer.taken()[0].bytes.len();
    assert_eq!(
        *mail,
        format!(
            "MAIL FROM:<support@example.com> SIZE={size} BODY=8BITMIME RET=HDRS ENVID=0190aabb-token@mail.example.com"
        )
    );
    assert!(
        commands.contains(&"RCPT TO:<a@example.net> NOTIFY=FAILURE,DELAY".to_owned()),
        "{commands:?}"
    );
    // A notice of a machine wants no news of itself.
    let automatic = Outbound {
        envelope: EnvelopeSender::Null,
        ..outgoing.clone()
    };
    channel.send(&automatic, &handovers).await.unwrap();
    assert!(
        peer.commands()
            .contains(&"RCPT TO:<a@example.net> NOTIFY=NEVER".to_owned())
    );
    // What the server would not take is not even begun, and the others go on.
    let large = Outbound {
        text: "x ".repeat(100_000),
        ..outgoing.clone()
    };
    let before = peer.commands().len();
    let error = channel.send(&large, &handovers).await.unwrap_err();
    let SendError::Rejected { reason, code, .. } = error else {
        panic!("{error:?}");
    };
    assert!(reason.starts_with("the mail is too large"), "{reason}");
    assert_eq!(code.as_deref(), Some("5.3.4"));
    assert!(
        peer.commands()[before..]
            .iter()
            .all(|line| !line.starts_with("MAIL"))
    );
    channel.send(&outgoing, &handovers).await.unwrap();
    assert_eq!((peer.taken().len(), handovers.0.load(Ordering::SeqCst)), (3, 3));
}
