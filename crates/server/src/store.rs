//! The database: SQLite or PostgreSQL, by one set of queries.
//!
//! Each kind has its own migrations, which differ in the name of the type of bytes. Queries keep
//! to what both understand, `$1` for arguments, `RETURNING` and `ON CONFLICT` among it.

mod ceremonies;
mod credentials;
mod sessions;
mod users;

use countersign::UnixTime;
use sqlx::any::{AnyPoolOptions, install_default_drivers};
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::{AnyPool, Executor as _};

pub(crate) use credentials::{Deleted, NewCredential, StoredCredential};
pub(crate) use users::Account;

/// All that outlives a request.
#[derive(Clone, Debug)]
pub(crate) struct Store {
    pool: AnyPool,
}

/// What a write came to, where something unique was in the way.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[must_use]
pub(crate) enum Written {
    Done,
    /// There is one of that name, or credential ID, already.
    Taken,
}

/// For one writer at a time, as SQLite has it: a second connection would only wait, and by
/// polling.
const SQLITE_CONNECTIONS: u32 = 1;
const POSTGRES_CONNECTIONS: u32 = 16;

impl Store {
    /// Connects, and brings the tables to the form that this program wants.
    pub(crate) async fn open(url: &str) -> Result<Self, sqlx::Error> {
        install_default_drivers();
        let is_sqlite = url.starts_with("sqlite:");
        let connections = if is_sqlite {
            SQLITE_CONNECTIONS
        } else {
            POSTGRES_CONNECTIONS
        };
        let mut url = url.to_owned();
        if is_sqlite && !url.contains("mode=") {
            url.push(if url.contains('?') { '&' } else { '?' });
            url.push_str("mode=rwc");
        }
        let pool = AnyPoolOptions::new()
            .max_connections(connections)
            .acquire_timeout(core::time::Duration::from_secs(10))
            .after_connect(move |connection, _| {
                Box::pin(async move {
                    if is_sqlite {
                        connection.execute(SQLITE_PRAGMAS).await?;
                    }
                    Ok(())
                })
            })
            .connect(&url)
            .await?;
        migrations(is_sqlite).run(&pool).await?;
        Ok(Self { pool })
    }

    /// Asks the database for something small.
    pub(crate) async fn ping(&self) -> Result<(), sqlx::Error> {
        sqlx::query("SELECT 1").execute(&self.pool).await?;
        Ok(())
    }

    /// The secret of that name, which all instances share; `new` is it, if there is none yet.
    pub(crate) async fn secret(&self, name: &str, new: &[u8]) -> Result<Vec<u8>, sqlx::Error> {
        sqlx::query("INSERT INTO secrets (name, value) VALUES ($1, $2) ON CONFLICT DO NOTHING")
            .bind(name)
            .bind(new)
            .execute(&self.pool)
            .await?;
        sqlx::query_scalar("SELECT value FROM secrets WHERE name = $1")
            .bind(name)
            .fetch_one(&self.pool)
            .await
    }

    /// Drops what has expired.
    pub(crate) async fn sweep(&self, now: UnixTime) -> Result<(), sqlx::Error> {
        for query in [
            "DELETE FROM ceremonies WHERE expires < $1",
            "DELETE FROM sessions WHERE expires < $1",
            "DELETE FROM explanations WHERE expires < $1",
        ] {
            sqlx::query(query).bind(now.0).execute(&self.pool).await?;
        }
        Ok(())
    }

    pub(crate) async fn close(&self) {
        self.pool.close().await;
    }
}

/// What is acknowledged is on the disk: a write-ahead log that is flushed at each commit.
const SQLITE_PRAGMAS: &str = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
                              PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 10000;";

fn migrations(is_sqlite: bool) -> Migrator {
    let first = if is_sqlite {
        include_str!("../migrations/sqlite/1_first.sql")
    } else {
        include_str!("../migrations/postgres/1_first.sql")
    };
    let migration = |version, name: &'static str, sql: &'static str| {
        let sql = sqlx::SqlSafeStr::into_sql_str(sql);
        Migration::new(version, name.into(), MigrationType::Simple, sql, false)
    };
    Migrator::with_migrations(vec![migration(1, "first", first)])
}

/// Whether a write failed because of a unique column.
fn written(result: Result<(), sqlx::Error>) -> Result<Written, sqlx::Error> {
    match result {
        Ok(()) => Ok(Written::Done),
        Err(sqlx::Error::Database(error)) if error.is_unique_violation() => Ok(Written::Taken),
        Err(error) => Err(error),
    }
}
