//! Mails as they are written: one snapshot for each shape, and signatures that verify.

// Tests and their support may fail loudly, and stand-ins are no part of the product.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::disallowed_methods,
    clippy::print_stdout
)]

use std::borrow::Borrow;
use std::hash::Hash;
use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use centralino_channels::channel::{Channel, Handover};
use centralino_channels::error::SendError;
use centralino_channels::event::Party;
use centralino_channels::kind::{self, Deps};
use centralino_channels::outbound::{AutomaticMark, EnvelopeSender, Outbound, OutboundAttachment};
use mail_auth::common::parse::TxtRecordParser;
use mail_auth::common::verify::DomainKey;
use mail_auth::{AuthenticatedMessage, DkimResult, MessageAuthenticator, Parameters, ResolverCache, Txt};
use serde_json::{Value, json};

struct Nobody;

#[async_trait]
impl Handover for Nobody {
    async fn begin(&self) -> Result<(), SendError> {
        Ok(())
    }
}

fn open(dir: &Path, extra: Value) -> Arc<dyn Channel> {
    rustls::crypto::ring::default_provider().install_default().ok();
    let mut settings = json!({"address": "support@example.com", "outbound": {"kind": "file"}});
    settings
        .as_object_mut()
        .unwrap()
        .extend(extra.as_object().cloned().unwrap_or_default());
    let deps = Deps {
        data_dir: dir.to_owned(),
        http: reqwest::Client::new(),
        allow_insecure: false,
        loop_id: "centralino-test".to_owned(),
        rotated: Arc::new(|_| ()),
    };
    (kind::find("email").unwrap().open)(settings, deps).unwrap_or_else(|errors| panic!("{errors:?}"))
}

fn message() -> Outbound {
    Outbound {
        message_id: "0190aabb.cc@example.com".to_owned(),
        from_name: Some("Ada Beispiel".to_owned()),
        from_address: None,
        reply_to: Some("support+tabc@example.com".to_owned()),
        to: vec![Party::email(Some("Zoë, \"Z\""), "zoe@example.net")],
        cc: vec![Party::email(None, "team@bücher.example")],
        bcc: vec![Party::email(None, "archive@example.net")],
        subject: Some("Re: Größe 42\r\nBcc: evil@example.net [#7]".to_owned()),
        text: "Guten Tag\n\n.\nSchöne Grüße\n".to_owned(),
        html: Some("<p>Guten Tag <img src=\"cid:logo@x\"></p>".to_owned()),
        in_reply_to: Some("parent@example.net".to_owned()),
        references: vec!["first@example.net".to_owned(), "parent@example.net".to_owned()],
        date: chrono::DateTime::from_timestamp(1_795_000_000, 0).unwrap(),
        automatic: AutomaticMark::No,
        envelope: EnvelopeSender::Channel,
        attachments: vec![
            OutboundAttachment {
                filename: "logo.png".to_owned(),
                content_type: "image/png".to_owned(),
                content_id: Some("logo@x".to_owned()),
                inline: true,
                bytes: Bytes::from_static(b"\x89PNG\r\n\x1a\n"),
            },
            OutboundAttachment {
                filename: "Größentabelle.pdf".to_owned(),
                content_type: "application/pdf".to_owned(),
                content_id: None,
                inline: false,
                bytes: Bytes::from_static(b"%PDF-1.4"),
            },
        ],
        headers: Vec::new(),
        done: Vec::new(),
    }
}

async fn written(dir: &Path, extra: Value, message: &Outbound) -> String {
    open(dir, extra).send(message, &Nobody).await.unwrap();
    let folder = dir.join("sent-mail/support@example.com");
    let files: Vec<_> = std::fs::read_dir(folder).unwrap().flatten().collect();
    assert_eq!(files.len(), 1, "a second attempt writes the same file");
    std::fs::read_to_string(files[0].path()).unwrap()
}

#[tokio::test]
async fn a_reply_with_everything() {
    let dir = tempfile::tempdir().unwrap();
    let first = written(dir.path(), json!({}), &message()).await;
    assert_eq!(first, written(dir.path(), json!({}), &message()).await);
    assert!(!first.to_lowercase().contains("\r\nbcc:"), "{first}");
    insta::assert_snapshot!(first.replace("\r\n", "\n"));
}

#[tokio::test]
async fn a_plain_acknowledgement() {
    let dir = tempfile::tempdir().unwrap();
    let mail = Outbound {
        html: None,
        attachments: Vec::new(),
        cc: Vec::new(),
        bcc: Vec::new(),
        automatic: AutomaticMark::Replied,
        envelope: EnvelopeSender::Null,
        subject: Some("We have your message [#7]".to_owned()),
        ..message()
    };
    insta::assert_snapshot!(written(dir.path(), json!({}), &mail).await.replace("\r\n", "\n"));
}

#[tokio::test]
async fn nobody_to_send_to_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let mail = Outbound {
        to: vec![Party::email(None, "not an address")],
        cc: Vec::new(),
        bcc: Vec::new(),
        ..message()
    };
    let error = open(dir.path(), json!({}))
        .send(&mail, &Nobody)
        .await
        .unwrap_err();
    let SendError::Rejected { refused, .. } = error else {
        panic!("{error:?}")
    };
    assert_eq!(refused[0].recipient, "not an address");
}

/// A resolver that knows one DKIM key, under every name.
struct OneKey(Arc<DomainKey>);

impl ResolverCache<Box<str>, Txt> for OneKey {
    fn get<Q>(&self, _: &Q) -> Option<Txt>
    where
        Box<str>: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        Some(Txt::DomainKey(self.0.clone()))
    }

    fn remove<Q>(&self, _: &Q) -> Option<Txt>
    where
        Box<str>: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        None
    }

    fn insert(&self, _: Box<str>, _: Txt, _: std::time::Instant) {}
}

/// Made for this test; it signs nothing else.
const RSA_KEY: &str = "-----BEGIN PRIVATE KEY-----\n\
MIIEvgIBADANBgkqhkiG9w0BAQEFAASCBKgwggSkAgEAAoIBAQCqGJlxmcEjUNy9\n\
7/OAkuZ2XrcACxfu+3D9z7mBSB2yIdbh7qPxCrH8Wjb2+ga818CXhxAimQE0HgDw\n\
NC3EkIlaEAIibvkDOqDZsCsU9/lNCfOpea4DK3aWTzjDL1n3hO/47W9iFJEDEFAa\n\
Udf5VMUbdgolfthzrwMgEHHe2YOAroy8jpy53od3A/iFJy7B64Prz5tj019vNjZJ\n\
ITwz8UOakFzHkVrylebu2bULo9rBYLmdQO/nGUIZO2tmrLrP5kkdbhQ1rko24nHH\n\
rxHYV8wkO5R7wb6VFhHCa1LuqVcpPh3jvfEebfuREnR0KGTI7vg5VNKI2d1f5q2t\n\
lidsTbTfAgMBAAECggEAU4H2O2aAAsWdSga25oW4bZ68e2H24xZA9+r2qPjt01l3\n\
tL5DcICOt1TXLVO84ROPcxUVH9c8Vwjv7v2/BoTrWfMICT2wNRyggZ9S112S4Hal\n\
UKvzeYzqEIteU704jyON6QkwqNduBjIJEZLi1H8AsiW2f4gR3mGqyCAqt3zUaeT6\n\
0mayJYqLdsF4sfVu+hsA5E9QXjA88oW2pDv36c8uPWzwFCsOdlsdTkdOdI9nOxLS\n\
6dZZVx1yS8e/b5ePAd13Z8zf3UiqLF5qo4jKkWXQ+xovUWlznZ3TPH7JbzFwzHIE\n\
fB/dFt/oP5V4RRUzlDkirr4cp2Ds4A87zsNsmokFyQKBgQDelSTYrbzObkjWf2NY\n\
Uq5rRONo/aZwSHqRwiBM+C7BfPkxOOq4AXooX7AgweCD3RjxW3W3U2nbf4SvHAKn\n\
0LDRpd5nxyYDu/OcCAJyEoHFx4SzW7MUKwiSHD1MsG6C/LckAqX6mg7I6z6s2a9H\n\
FSJkJpvAdbVPFTb8p3E0AIp6TQKBgQDDoilmw33PpuoYsbAQ91Oa7+HK12hN7k7q\n\
fTptSjM4L+GNJIi/NTw1pA8qc7X1UUiqYAjLe1cKbDfgJBFF5i6S/o6FxRpH+9TR\n\
MrCcCCBeBPoTmK/7to8OJ744arcsQM9PH7t1iVpHnf4LtOB/Uze0j3ludCK/aEJ7\n\
V3MpBCPp2wKBgQCKAhmti9PkfvcEoEm9ys5Azp7eS1+2gQoWdDJI5x0+dTmhLnRC\n\
kQ/oFqSDOxL1T9KWXCoZ+EtLgL6JQKnY2Ym5A8ppuE42xIPgvAqgJh92vSXne7UG\n\
jUQsK/xKH5718rGvT0EQqBMAuvPKgtKuFUmUpWevJoy7syC7+So0nx09hQKBgHLS\n\
PZx8Bt6Wp/VAbQc4MpDQVGTaUvTSduz3/Q/iKffDWo2dsMkQ9LrDBMe0zEokoBKn\n\
dOIBDVAnvg/G+4BcHl/WGk53Jfqz2u/B4ZhiyKSGJUTVLAz/1CzJtMKmF8ZYb5SQ\n\
GlVc/WjlWRMD4XO5owtN3kau0SoohkSgSg37yRxbAoGBALJFStGgbIEp8/GmYTf+\n\
LJcZ6GEfRrHBzpm8gy7+Vx5yY/iia02WF14JZWLHIunLSXHmh3EJ2hdXes2MUqnK\n\
/sswD/F6gb+jvrvxcoCvAtDR89qVOp8mqVs4kl8u0NeuO6IFOhVkV+O6O88VGPlT\n\
b/kCJPFD63L3QGMChf3fCasA\n\
-----END PRIVATE KEY-----\n\
";
const RSA_PUBLIC: &str = "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAqhiZcZnBI1Dcve/zgJLmdl63AAsX7vtw/c+5gUgdsiHW4e6j8Qqx/Fo29voGvNfAl4cQIpkBNB4A8DQtxJCJWhACIm75Azqg2bArFPf5TQnzqXmuAyt2lk84wy9Z94Tv+O1vYhSRAxBQGlHX+VTFG3YKJX7Yc68DIBBx3tmDgK6MvI6cud6HdwP4hScuweuD68+bY9NfbzY2SSE8M/FDmpBcx5Fa8pXm7tm1C6PawWC5nUDv5xlCGTtrZqy6z+ZJHW4UNa5KNuJxx68R2FfMJDuUe8G+lRYRwmtS7qlXKT4d473xHm37kRJ0dChkyO74OVTSiNndX+atrZYnbE203wIDAQAB";

#[tokio::test]
async fn ed25519_and_rsa_signatures_verify() {
    let ed25519 = rcgen::KeyPair::generate_for(&rcgen::PKCS_ED25519).unwrap();
    let public = base64::Engine::encode(
        &base64::engine::general_purpose::STANDARD,
        ed25519.public_key_raw(),
    );
    for (private, record) in [
        (ed25519.serialize_pem(), format!("v=DKIM1; k=ed25519; p={public}")),
        (RSA_KEY.to_owned(), format!("v=DKIM1; k=rsa; p={RSA_PUBLIC}")),
    ] {
        let dir = tempfile::tempdir().unwrap();
        let extra = json!({"dkim": {"domain": "example.com", "selector": "s1", "private_key": private}});
        let mail = written(dir.path(), extra, &message()).await;
        // What the file transport puts on top is not part of the mail.
        let mail = &mail[mail.find("DKIM-Signature:").unwrap()..];
        let parsed = AuthenticatedMessage::parse(mail.as_bytes()).unwrap();
        let signature = &parsed.dkim_headers[0].header;
        for name in [
            "From",
            "Subject",
            "Message-ID",
            "References",
            "Content-Type",
            "MIME-Version",
        ] {
            assert!(
                signature.h.iter().any(|signed| signed.eq_ignore_ascii_case(name)),
                "{name} is not signed"
            );
        }
        let key = OneKey(Arc::new(DomainKey::parse(record.as_bytes()).unwrap()));
        let resolver = MessageAuthenticator::new_cloudflare().unwrap();
        let checked = resolver
            .verify_dkim(Parameters::new(&parsed).with_txt_cache(&key))
            .await;
        assert_eq!(checked[0].result(), &DkimResult::Pass, "{record}");
    }
    let bad =
        open_error(json!({"dkim": {"domain": "example.com", "selector": "s1", "private_key": "no key"}}));
    assert!(bad.contains("/dkim/private_key"), "{bad}");
}

fn open_error(extra: Value) -> String {
    let mut settings = json!({"address": "support@example.com", "outbound": {"kind": "file"}});
    settings
        .as_object_mut()
        .unwrap()
        .extend(extra.as_object().cloned().unwrap());
    let deps = Deps {
        data_dir: "/nowhere".into(),
        http: reqwest::Client::new(),
        allow_insecure: false,
        loop_id: String::new(),
        rotated: Arc::new(|_| ()),
    };
    let errors = (kind::find("email").unwrap().open)(settings, deps).err().unwrap();
    errors
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join("; ")
}
