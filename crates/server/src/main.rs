//! The program: settings, logs, the server until it is told to stop.

use std::process::ExitCode;

use countersign_server::{Config, LogFormat, Options, Server};
use tracing_subscriber::EnvFilter;

#[tokio::main]
async fn main() -> ExitCode {
    let config = match Config::load(&Options::from_process()) {
        Ok(config) => config,
        Err(error) => return failed(&error),
    };
    if let Err(error) = begin_logs(&config) {
        return failed(&*error);
    }
    match run(config).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(%error, "the server ended");
            ExitCode::FAILURE
        }
    }
}

async fn run(config: Config) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let server = Server::bind(config).await?;
    tracing::info!(address = %server.address(), "listening");
    server.run(countersign_server::stop_signal()).await;
    Ok(())
}

fn begin_logs(config: &Config) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let filter = EnvFilter::try_new(&config.log)?;
    let logs = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    match config.log_format {
        LogFormat::Text => logs.with_ansi(false).init(),
        LogFormat::Json => logs.json().flatten_event(true).init(),
    }
    Ok(())
}

fn failed(error: &dyn std::error::Error) -> ExitCode {
    eprintln!("countersign-server: {error}");
    ExitCode::FAILURE
}
