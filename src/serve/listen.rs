//! Turns a loopback address into a running service: one task a connection, closed when it says nothing, stopped
//! without cutting an answer.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::export::Language;

/// How long a client may take over the head of a request, and keep a connection without asking.
const HEADER_TIMEOUT: Duration = Duration::from_secs(15);
/// How long answers under way may take after the end was asked for.
const SHUTDOWN_TIMEOUT: Duration = Duration::from_secs(10);
/// How many connections are served at once; others wait.
const CONNECTIONS: usize = 512;
/// How long to wait after the system refused a connection (no file handles left, say).
const PAUSE: Duration = Duration::from_millis(100);

/// Why an address is not listened on.
#[derive(Debug, thiserror::Error)]
pub enum ListenError {
    /// It is no address with a port.
    #[error("“{0}” is no address with a port; write for example 127.0.0.1:8080")]
    NotAnAddress(String),
    /// Others than this machine could reach it.
    #[error("{0} can be reached from other machines; this service has no accounts and listens on 127.0.0.1 or [::1] only")]
    NotLoopback(SocketAddr),
    /// The system refuses.
    #[error("cannot listen on {0}: {1}")]
    Refused(SocketAddr, io::Error),
}

impl ListenError {
    /// The sentence for this reader.
    pub fn message(&self, language: Language) -> String {
        let vietnamese = match self {
            ListenError::NotAnAddress(given) => {
                format!("“{given}” không phải là địa chỉ kèm cổng; ví dụ: 127.0.0.1:8080")
            }
            ListenError::NotLoopback(address) => format!(
                "{address} có thể truy cập từ máy khác; dịch vụ này không có tài khoản nên chỉ mở trên 127.0.0.1 hoặc [::1]"
            ),
            ListenError::Refused(address, cause) => format!("không mở được {address}: {cause}"),
        };
        language.pick(vietnamese, self.to_string())
    }
}

/// Listens on a loopback address such as `127.0.0.1:8080` or `localhost:0`; port 0 is any free one.
///
/// # Errors
/// It is no address, not of loopback, or taken.
pub async fn bind(address: &str) -> Result<TcpListener, ListenError> {
    let numeric = address.strip_prefix("localhost:").map(|port| format!("127.0.0.1:{port}"));
    let parsed = numeric.as_deref().unwrap_or(address).parse::<SocketAddr>();
    let parsed = parsed.map_err(|_| ListenError::NotAnAddress(address.to_owned()))?;
    if !parsed.ip().is_loopback() {
        return Err(ListenError::NotLoopback(parsed));
    }
    TcpListener::bind(parsed).await.map_err(|error| ListenError::Refused(parsed, error))
}

/// Serves until `stop` is done; then answers under way are finished, within ten seconds.
pub async fn serve(listener: TcpListener, router: Router, stop: impl Future<Output = ()>) {
    let connections = Arc::new(Semaphore::new(CONNECTIONS));
    let graceful = GracefulShutdown::new();
    let mut stop = std::pin::pin!(stop);
    loop {
        let (stream, permit) = tokio::select! {
            () = &mut stop => break,
            accepted = accept(&listener, &connections) => match accepted {
                Ok(accepted) => accepted,
                Err(cause) => {
                    tracing::warn!(%cause, "a connection was not accepted");
                    tokio::time::sleep(PAUSE).await;
                    continue;
                }
            },
        };
        connection(stream, permit, router.clone(), &graceful);
    }
    drop(listener);
    if tokio::time::timeout(SHUTDOWN_TIMEOUT, graceful.shutdown()).await.is_err() {
        tracing::warn!("answers under way were cut off");
    }
}

async fn accept(
    listener: &TcpListener,
    connections: &Arc<Semaphore>,
) -> io::Result<(TcpStream, OwnedSemaphorePermit)> {
    let permit = Arc::clone(connections).acquire_owned().await.map_err(io::Error::other)?;
    Ok((listener.accept().await?.0, permit))
}

fn connection(stream: TcpStream, permit: OwnedSemaphorePermit, router: Router, graceful: &GracefulShutdown) {
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_TIMEOUT)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(router));
    let watched = graceful.watch(connection);
    tokio::spawn(async move {
        if let Err(cause) = watched.await {
            tracing::debug!(%cause, "a connection ended early");
        }
        drop(permit);
    });
}
