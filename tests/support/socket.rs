//! A hub behind a real TCP port, and a WebSocket client for it.

use std::net::SocketAddr;
use std::time::Duration;

use futures::{SinkExt, StreamExt};
use serde_json::Value;
use tokio::net::TcpStream;
use tokio::task::JoinHandle;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};
use tokio_util::sync::CancellationToken;

use super::{Client, TestApp};

/// The accept loop of a test on a port of its own.
pub struct Listening {
    pub address: SocketAddr,
    pub stop: CancellationToken,
    pub task: JoinHandle<()>,
}

impl TestApp {
    /// Listens for real. Stops when the process ends or `stop` is cancelled.
    pub async fn listen(&self) -> Listening {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let stop = CancellationToken::new();
        let serving = centralino::http::server::serve(self.app.clone(), listener, stop.clone());
        Listening {
            address,
            stop,
            task: tokio::spawn(serving),
        }
    }
}

/// A live connection.
pub struct Socket(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Socket {
    pub async fn open(to: &Listening, client: &Client) -> Self {
        let origin = format!("http://{}", to.address);
        Self(connect(to, client, Some(&origin)).await.unwrap())
    }

    /// The status with which a socket is not opened.
    pub async fn refused(to: &Listening, client: &Client, origin: Option<&str>) -> u16 {
        match connect(to, client, origin).await {
            Err(Error::Http(response)) => response.status().as_u16(),
            Err(error) => panic!("{error}"),
            Ok(_) => panic!("the socket was opened"),
        }
    }

    pub async fn say(&mut self, word: Value) {
        self.0.send(Message::text(word.to_string())).await.unwrap();
    }

    /// The next word of the server.
    pub async fn hear(&mut self) -> Value {
        loop {
            let message = tokio::time::timeout(Duration::from_secs(10), self.0.next()).await;
            match message.expect("a word in time").expect("an open socket").unwrap() {
                Message::Text(text) => return serde_json::from_str(text.as_str()).unwrap(),
                Message::Ping(_) | Message::Pong(_) => {}
                other => panic!("{other:?}"),
            }
        }
    }

    /// Waits for the close; gives its code.
    pub async fn closed(&mut self) -> u16 {
        while let Some(message) = self.0.next().await {
            if let Ok(Message::Close(frame)) = message {
                return frame.map_or(0, |frame| frame.code.into());
            }
        }
        0
    }
}

async fn connect(
    to: &Listening,
    client: &Client,
    origin: Option<&str>,
) -> Result<WebSocketStream<MaybeTlsStream<TcpStream>>, Error> {
    let mut request = format!("ws://{}/api/v1/live", to.address).into_client_request()?;
    for name in ["cookie", "authorization"] {
        if let Some(value) = client.headers.get(name) {
            request.headers_mut().insert(name, value.clone());
        }
    }
    if let Some(origin) = origin {
        request.headers_mut().insert("origin", origin.parse().unwrap());
    }
    let (socket, _) = tokio_tungstenite::connect_async(request).await?;
    Ok(socket)
}
