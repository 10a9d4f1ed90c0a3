//! The one client that asks strangers' servers: nothing inside the house is reached, however it is spelled, and nothing
//! large, slow or moved is waited for.

use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::support::{Answer, Client, TestApp};

async fn ask(test: &TestApp, client: &Client, url: &str) -> Answer {
    let link = centralino::http::remote_image::link(&test.app.keys, url);
    client.get(link.strip_prefix("/api/v1").unwrap()).await
}

#[tokio::test]
async fn nothing_inside_is_reached_however_it_is_spelled() {
    let test = TestApp::start_with(|config| config.security.allow_private_addresses = false).await;
    let bea = test.agent("Bea").await;
    // Would answer, if it were asked.
    let peer = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = peer.local_addr().unwrap().port();
    let asked = tokio::spawn(async move { peer.accept().await.is_ok() });
    for host in [
        "127.0.0.1",
        "127.1",
        "127.0.1",
        "2130706433",
        "0x7f000001",
        "0x7f.0.0.1",
        "0177.0.0.1",
        "017700000001",
        "127.0.0.1.",
        "%31%32%37.0.0.1",
        "１２７.０.０.１",
        "127。0。0。1",
        "①②⑦.0.0.1",
        "127.255.255.254",
        "0.0.0.0",
        "0",
        "localhost",
        "LOCALHOST",
        "[::1]",
        "[::]",
        "[0:0:0:0:0:0:0:1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[::127.0.0.1]",
        "[64:ff9b::127.0.0.1]",
        "[2002:7f00:1::]",
        "[fe80::1]",
        "[fec0::1]",
        "[fc00::1]",
        "[fd12:3456:789a::1]",
        "[ff02::1]",
        "[2001:db8::1]",
        "10.0.0.1",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "100.127.255.254",
        "192.0.0.1",
        "192.0.2.1",
        "198.18.0.1",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
    ] {
        let answer = ask(&test, &bea, &format!("http://{host}:{port}/a.png")).await;
        assert_eq!(answer.status, 403, "{host}: {}", answer.text());
        // Nothing of what it found there is told, not even whether anybody listens.
        assert!(!answer.text().contains("refused"), "{host}: {}", answer.text());
    }
    for url in [
        "file:///etc/passwd",
        "ftp://example.com/a.png",
        "gopher://example.com/",
        "data:image/png;base64,AAAA",
        "javascript:alert(1)",
        "http://user:secret@example.com/a.png",
        "http://user@example.com/a.png",
        "//example.com/a.png",
        "a.png",
        "",
        "http://",
    ] {
        assert_eq!(ask(&test, &bea, url).await.status, 403, "{url}");
    }
    assert!(!asked.is_finished(), "somebody inside was asked");
    asked.abort();
}

/// A server that says `head` and then `body` again and again, until the client goes.
async fn peer(head: &'static str, body: &'static [u8], pause: Duration) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                let mut asked = [0; 4096];
                let _ = stream.read(&mut asked).await;
                let mut open = stream.write_all(head.as_bytes()).await.is_ok();
                while open && !body.is_empty() {
                    open = stream.write_all(body).await.is_ok();
                    tokio::time::sleep(pause).await;
                }
            });
        }
    });
    format!("http://{address}/a.png")
}

#[tokio::test]
async fn what_is_large_slow_or_moved_is_not_waited_for() {
    let test = TestApp::start().await;
    let bea = test.agent("Bea").await;
    static PIECE: [u8; 65536] = [7; 65536];
    const PICTURE: &str = "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n";
    let endless = peer(PICTURE, &PIECE, Duration::ZERO).await;
    ask(&test, &bea, &endless)
        .await
        .problem(502, "picture_unavailable");
    for head in [
        "HTTP/1.1 301 Moved\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 302 Found\r\nLocation: /a.png\r\nContent-Type: image/png\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 307 Moved\r\nLocation: file:///etc/passwd\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 204 No Content\r\nContent-Type: image/png\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Type: image/svg+xml\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
    ] {
        let url = peer(head, b"", Duration::ZERO).await;
        ask(&test, &bea, &url).await.problem(502, "picture_unavailable");
    }
    // One byte now and then: the whole answer has one time limit.
    let begun = Instant::now();
    let dripping = peer(PICTURE, b"x", Duration::from_millis(300)).await;
    ask(&test, &bea, &dripping)
        .await
        .problem(502, "picture_unavailable");
    assert!(begun.elapsed() < Duration::from_secs(25), "{:?}", begun.elapsed());
}

#[tokio::test]
async fn only_what_the_hub_signed_is_asked_for() {
    let test = TestApp::start().await;
    let bea = test.agent("Bea").await;
    let url = "http://example.com/a.png";
    let link = centralino::http::remote_image::link(&test.app.keys, url);
    let link = link.strip_prefix("/api/v1").unwrap();
    let (path, signature) = link.split_once("sig=").unwrap();
    for forged in [
        link.replace("a.png", "b.png"),
        format!("{path}sig="),
        format!("{path}sig={}", &signature[..20]),
        format!("{path}sig={}", "0".repeat(signature.len())),
        format!("{path}sig={}zz", &signature[..signature.len() - 2]),
        format!("{path}sig=%C3%A9{}", &signature[..signature.len() - 2]),
    ] {
        bea.get(&forged).await.problem(403, "forbidden");
    }
    test.anonymous().get(link).await.problem(401, "unauthenticated");
}
