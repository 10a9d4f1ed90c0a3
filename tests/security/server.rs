//! The accept loop: slow and greedy clients end, others go on, and stopping lets open requests finish.

use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::support::TestApp;

/// Reads until the other side closes; gives what came.
async fn rest(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes).await;
    String::from_utf8_lossy(&bytes).into_owned()
}

#[tokio::test]
async fn whoever_never_finishes_asking_is_put_down() {
    let test = TestApp::start_with(|config| config.http.header_timeout_seconds = 1).await;
    let listening = test.listen().await;
    for head in ["", "GET /api/v1/setup HTTP/1.1\r\nHost: x\r\n"] {
        let mut slow = TcpStream::connect(listening.address).await.unwrap();
        slow.write_all(head.as_bytes()).await.unwrap();
        let begun = Instant::now();
        let answer = tokio::time::timeout(Duration::from_secs(10), rest(&mut slow)).await;
        let answer = answer.expect("the connection ends");
        assert!(!answer.contains(" 200 "), "{answer}");
        assert!(begun.elapsed() >= Duration::from_millis(900));
    }
    // Dripping does not help: the whole head has one time limit.
    let mut drip = TcpStream::connect(listening.address).await.unwrap();
    let begun = Instant::now();
    for _ in 0..40 {
        if drip.write_all(b"G").await.is_err() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert!(begun.elapsed() < Duration::from_secs(5) || rest(&mut drip).await.len() < 400);
}

#[tokio::test]
async fn one_address_cannot_take_all_connections() {
    let test = TestApp::start_with(|config| config.http.connections_per_ip = 3).await;
    let listening = test.listen().await;
    let mut held = Vec::new();
    for _ in 0..3 {
        held.push(TcpStream::connect(listening.address).await.unwrap());
    }
    // Accepted by the kernel, then closed by us.
    tokio::time::sleep(Duration::from_millis(200)).await;
    let mut fourth = TcpStream::connect(listening.address).await.unwrap();
    let ended = tokio::time::timeout(Duration::from_secs(5), rest(&mut fourth)).await;
    assert_eq!(ended.expect("it is closed at once"), "");
    held.pop();
    tokio::time::sleep(Duration::from_millis(200)).await;
    let mut next = TcpStream::connect(listening.address).await.unwrap();
    next.write_all(b"GET /api/v1/setup HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        .await
        .unwrap();
    assert!(rest(&mut next).await.starts_with("HTTP/1.1 200"));
}

#[tokio::test]
async fn a_huge_head_is_refused() {
    let test = TestApp::start().await;
    let listening = test.listen().await;
    let mut greedy = TcpStream::connect(listening.address).await.unwrap();
    let head = format!("GET / HTTP/1.1\r\nHost: x\r\nX: {}\r\n\r\n", "x".repeat(200_000));
    let _ = greedy.write_all(head.as_bytes()).await;
    let answer = tokio::time::timeout(Duration::from_secs(5), rest(&mut greedy))
        .await
        .unwrap();
    assert!(
        answer.is_empty() || answer.starts_with("HTTP/1.1 431"),
        "{answer}"
    );
}

#[tokio::test]
async fn stopping_lets_go_of_idle_connections() {
    let test = TestApp::start().await;
    let listening = test.listen().await;
    let mut idle = TcpStream::connect(listening.address).await.unwrap();
    idle.write_all(b"GET /api/v1/setup HTTP/1.1\r\nHost: x\r\n\r\n")
        .await
        .unwrap();
    let mut some = [0; 16];
    idle.read_exact(&mut some).await.unwrap();
    assert!(some.starts_with(b"HTTP/1.1 200"));
    listening.stop.cancel();
    tokio::time::timeout(Duration::from_secs(5), listening.task)
        .await
        .expect("no waiting for idle connections")
        .unwrap();
    assert!(TcpStream::connect(listening.address).await.is_err());
}
