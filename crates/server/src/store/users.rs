use countersign::{UnixTime, User, UserHandle};
use sqlx::Any;
use sqlx::Transaction;

use super::{NewCredential, Store, Written, written};

/// A row of users.
#[derive(Clone, Debug)]
pub(crate) struct Account {
    pub(crate) user: User,
    /// A PHC string; empty if the account has no password.
    pub(crate) password: String,
}

type Row = (Vec<u8>, String, String, String);

impl Store {
    /// Adds an account, with its first credential if it has one.
    pub(crate) async fn add_account(
        &self,
        account: &Account,
        credential: Option<&NewCredential>,
        now: UnixTime,
    ) -> Result<Written, sqlx::Error> {
        let mut transaction = self.pool.begin().await?;
        let mut result = insert(&mut transaction, account, now).await;
        if let (Ok(()), Some(credential)) = (&result, credential) {
            let handle = &account.user.handle;
            result = credential.insert(&mut transaction, handle, now).await;
        }
        if result.is_ok() {
            transaction.commit().await?;
        } else {
            transaction.rollback().await?;
        }
        written(result)
    }

    pub(crate) async fn account_named(&self, name: &str) -> Result<Option<Account>, sqlx::Error> {
        let row: Option<Row> = sqlx::query_as(
            "SELECT handle, name, display_name, password FROM users WHERE name = $1",
        )
        .bind(name)
        .fetch_optional(&self.pool)
        .await?;
        row.map(account).transpose()
    }

    pub(crate) async fn account(&self, handle: &[u8]) -> Result<Option<Account>, sqlx::Error> {
        let row: Option<Row> = sqlx::query_as(
            "SELECT handle, name, display_name, password FROM users WHERE handle = $1",
        )
        .bind(handle)
        .fetch_optional(&self.pool)
        .await?;
        row.map(account).transpose()
    }

    pub(crate) async fn set_display_name(
        &self,
        handle: &UserHandle,
        display_name: &str,
    ) -> Result<(), sqlx::Error> {
        sqlx::query("UPDATE users SET display_name = $1 WHERE handle = $2")
            .bind(display_name)
            .bind(handle.as_bytes())
            .execute(&self.pool)
            .await?;
        Ok(())
    }
}

async fn insert(
    transaction: &mut Transaction<'_, Any>,
    account: &Account,
    now: UnixTime,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO users (handle, name, display_name, password, created) \
         VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(account.user.handle.as_bytes())
    .bind(account.user.name.as_str())
    .bind(account.user.display_name.as_str())
    .bind(account.password.as_str())
    .bind(now.0)
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

fn account((handle, name, display_name, password): Row) -> Result<Account, sqlx::Error> {
    let handle = UserHandle::new(&handle).map_err(|error| sqlx::Error::Decode(error.into()))?;
    Ok(Account {
        user: User {
            handle,
            name,
            display_name,
        },
        password,
    })
}
