//! Connections in, requests to the handlers, and an end that waits for what has begun.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::Uri;
use axum::http::header::{CONTENT_TYPE, HeaderValue};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::app::{App, Shared, now};
use crate::client_address::ClientAddress;
use crate::config::Config;
use crate::error::ApiError;
use crate::headers::SecureHeaders;
use crate::{api, page, reply, well_known};

/// A server that has its address and its database, and waits to be run.
#[derive(Debug)]
pub struct Server {
    listener: TcpListener,
    address: SocketAddr,
    app: App,
    router: Router,
}

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// A client must have sent a request's head by then.
const HEAD_TIMEOUT: Duration = Duration::from_secs(15);
/// What has begun may take so long when the server is to end.
const LAST_REQUESTS: Duration = Duration::from_secs(20);
/// How often expired rows are dropped.
const SWEEP: Duration = Duration::from_secs(60);

impl Server {
    /// Opens the database, reads the files of trust data, takes the address.
    ///
    /// # Errors
    ///
    /// If one of them fails; the message says which.
    pub async fn bind(config: Config) -> Result<Self, Failure> {
        let address = config.listen;

        let headers = SecureHeaders::new(&config)?;
        let app = Arc::new(Shared::new(config).await?);
        let limit = DefaultBodyLimit::max(app.config.body_limit);
        let router = routes(&app)
            .layer(middleware::from_fn_with_state(
                Arc::clone(&app),
                reply::around,
            ))
            .layer(middleware::from_fn_with_state(headers, secure))
            .layer(limit)
            .with_state(Arc::clone(&app));
        let listener = TcpListener::bind(address).await;
        let listener = listener.map_err(|error| format!("listen: {address}: {error}"))?;
        Ok(Self {
            address: listener.local_addr()?,
            listener,
            app,
            router,
        })
    }

    /// Where it listens.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Answers requests until `stop` is ready; then those that have begun, and ends.
    pub async fn run(self, stop: impl Future<Output = ()>) {
        let housekeeping = tokio::spawn(keep_house(Arc::clone(&self.app)));
        let open = GracefulShutdown::new();
        let places = Arc::new(Semaphore::new(self.app.config.connections));
        let mut stop = core::pin::pin!(stop);
        loop {
            let accepted = tokio::select! {
                accepted = accept(&self.listener, &places) => accepted,
                () = &mut stop => break,
            };
            match accepted {
                Ok((stream, peer, place)) => self.serve(stream, peer, place, &open),
                Err(error) => {
                    // Most often there are no file descriptors left, which passes.
                    tracing::warn!(%error, "no connection was accepted");
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
            }
        }
        drop(self.listener);
        tracing::info!("stopping");
        if tokio::time::timeout(LAST_REQUESTS, open.shutdown())
            .await
            .is_err()
        {
            tracing::warn!("some requests were not answered");
        }
        housekeeping.abort();
        self.app.store.close().await;
    }

    fn serve(
        &self,
        stream: TcpStream,
        peer: SocketAddr,
        place: OwnedSemaphorePermit,
        open: &GracefulShutdown,
    ) {
        // Answers are small and each is waited for.
        let _ = stream.set_nodelay(true);
        let app = Arc::clone(&self.app);
        let behind_proxy = app.config.behind_proxy;
        let router = self.router.clone();
        let service = tower::service_fn(move |request: hyper::Request<hyper::body::Incoming>| {
            let mut request = request.map(axum::body::Body::new);
            let address = ClientAddress::new(peer.ip(), request.headers(), behind_proxy);
            request.extensions_mut().insert(address);
            tower::ServiceExt::oneshot(router.clone(), request)
        });
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEAD_TIMEOUT)
            .serve_connection(TokioIo::new(stream), TowerToHyperService::new(service));
        let connection = open.watch(connection);
        tokio::spawn(async move {
            app.metrics.connections.fetch_add(1, Ordering::Relaxed);
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection broke");
            }
            app.metrics.connections.fetch_sub(1, Ordering::Relaxed);
            drop(place);
        });
    }
}

async fn accept(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
) -> io::Result<(TcpStream, SocketAddr, OwnedSemaphorePermit)> {
    let place = Arc::clone(places).acquire_owned().await;
    let place = place.map_err(io::Error::other)?;
    let (stream, peer) = listener.accept().await?;
    Ok((stream, peer, place))
}

fn routes(app: &App) -> Router<App> {
    let config = &app.config;
    let mut router = Router::new()
        .route("/health", get(health))
        .merge(well_known::routes(config));
    if config.metrics {
        router = router.route("/metrics", get(metrics));
    }
    if config.fido {
        // Anyone may add credentials to any user name there: it never stands beside accounts.
        router.merge(api::for_tools()).fallback(not_found)
    } else {
        router.merge(api::routes(Arc::clone(app))).fallback(
            async |State(app): State<App>, uri: Uri| -> Response { page::file(app, uri).await },
        )
    }
}

async fn not_found() -> ApiError {
    let message = "There is nothing here.";
    ApiError::new(axum::http::StatusCode::NOT_FOUND, "not_found", message)
}

async fn health(State(app): State<App>) -> Result<&'static str, ApiError> {
    let ping = tokio::time::timeout(Duration::from_secs(5), app.store.ping()).await;
    let error = match ping {
        Ok(Ok(())) => return Ok("ok\n"),
        Ok(Err(error)) => ApiError::internal(error),
        Err(_elapsed) => ApiError::internal("the database does not answer"),
    };
    Err(ApiError {
        status: axum::http::StatusCode::SERVICE_UNAVAILABLE,
        code: "unhealthy",
        ..error
    })
}

async fn metrics(State(app): State<App>) -> Response {
    let kind = HeaderValue::from_static("text/plain; version=0.0.4");
    ([(CONTENT_TYPE, kind)], app.metrics.text()).into_response()
}

async fn secure(State(headers): State<SecureHeaders>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    headers.write(response.headers_mut());
    response
}

/// Drops what has expired, and reads files of trust data that have changed, or all on SIGHUP.
async fn keep_house(app: App) {
    let mut sweep = tokio::time::interval(SWEEP);
    let mut reload = tokio::time::interval(app.config.reload);
    let mut hang_up = HangUp::new();
    loop {
        tokio::select! {
            _ = sweep.tick() => {
                if let Err(error) = app.store.sweep(now()).await {
                    tracing::warn!(%error, "what has expired was not dropped");
                }
            }
            _ = reload.tick() => read_again(&app, false).await,
            () = hang_up.wait() => read_again(&app, true).await,
        }
    }
}

async fn read_again(app: &App, always: bool) {
    let data = Arc::clone(app);
    let read = tokio::task::spawn_blocking(move || data.trust.reload(always, now()));
    match read.await {
        Ok(Ok(false)) => {}
        Ok(Ok(true)) => tracing::info!("trust data were read again"),
        Ok(Err(error)) => tracing::error!(%error, "trust data stay as they were"),
        Err(error) => tracing::error!(%error, "trust data stay as they were"),
    }
}

/// SIGHUP, where there is such a thing.
struct HangUp {
    #[cfg(unix)]
    signal: Option<tokio::signal::unix::Signal>,
}

impl HangUp {
    fn new() -> Self {
        #[cfg(unix)]
        {
            use tokio::signal::unix::{SignalKind, signal};
            Self {
                signal: signal(SignalKind::hangup()).ok(),
            }
        }
        #[cfg(not(unix))]
        Self {}
    }

    async fn wait(&mut self) {
        #[cfg(unix)]
        if let Some(signal) = &mut self.signal
            && signal.recv().await.is_some()
        {
            return;
        }
        core::future::pending().await;
    }
}

/// Ready when the process is told to end: Ctrl-C, or SIGTERM.
pub async fn stop_signal() {
    let interrupt = async {
        if tokio::signal::ctrl_c().await.is_err() {
            core::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut signal) => drop(signal.recv().await),
            Err(_) => core::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = core::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
}
