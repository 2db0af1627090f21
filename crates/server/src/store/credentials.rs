use countersign::{CredentialRecord, UnixTime, UserHandle};
use sqlx::{Any, Transaction};

use super::{Store, Written, written};

/// A row of credentials.
#[derive(Clone, Debug)]
pub(crate) struct StoredCredential {
    pub(crate) user_handle: Vec<u8>,
    pub(crate) record: CredentialRecord,
    pub(crate) label: String,
    /// JSON.
    pub(crate) attestation: String,
    pub(crate) advice: String,
    pub(crate) created: i64,
    /// 0: never.
    pub(crate) last_used: i64,
}

/// A credential to be stored.
#[derive(Clone, Debug)]
pub(crate) struct NewCredential {
    pub(crate) record: CredentialRecord,
    pub(crate) label: String,
    pub(crate) attestation: String,
    pub(crate) advice: String,
}

type Row = (Vec<u8>, Vec<u8>, String, String, String, i64, i64);

impl NewCredential {
    pub(super) async fn insert(
        &self,
        transaction: &mut Transaction<'_, Any>,
        user_handle: &UserHandle,
        now: UnixTime,
    ) -> Result<(), sqlx::Error> {
        sqlx::query(
            "INSERT INTO credentials \
             (id, user_handle, record, label, attestation, advice, created, last_used) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, 0)",
        )
        .bind(self.record.id.as_slice())
        .bind(user_handle.as_bytes())
        .bind(self.record.to_bytes())
        .bind(self.label.as_str())
        .bind(self.attestation.as_str())
        .bind(self.advice.as_str())
        .bind(now.0)
        .execute(&mut **transaction)
        .await?;
        Ok(())
    }
}

impl Store {
    pub(crate) async fn add_credential(
        &self,
        user_handle: &UserHandle,
        credential: &NewCredential,
        now: UnixTime,
    ) -> Result<Written, sqlx::Error> {
        let mut transaction = self.pool.begin().await?;
        let result = credential.insert(&mut transaction, user_handle, now).await;
        if result.is_ok() {
            transaction.commit().await?;
        } else {
            transaction.rollback().await?;
        }
        written(result)
    }

    /// Credentials of an account, oldest first.
    pub(crate) async fn credentials(
        &self,
        user_handle: &UserHandle,
    ) -> Result<Vec<StoredCredential>, sqlx::Error> {
        let rows: Vec<Row> = sqlx::query_as(
            "SELECT user_handle, record, label, attestation, advice, created, last_used \
             FROM credentials WHERE user_handle = $1 ORDER BY created, id",
        )
        .bind(user_handle.as_bytes())
        .fetch_all(&self.pool)
        .await?;
        rows.into_iter().map(credential).collect()
    }

    pub(crate) async fn credential(
        &self,
        id: &[u8],
    ) -> Result<Option<StoredCredential>, sqlx::Error> {
        let row: Option<Row> = sqlx::query_as(
            "SELECT user_handle, record, label, attestation, advice, created, last_used \
             FROM credentials WHERE id = $1",
        )
        .bind(id)
        .fetch_optional(&self.pool)
        .await?;
        row.map(credential).transpose()
    }

    pub(crate) async fn rename_credential(
        &self,
        user_handle: &UserHandle,
        id: &[u8],
        label: &str,
    ) -> Result<bool, sqlx::Error> {
        let done =
            sqlx::query("UPDATE credentials SET label = $1 WHERE id = $2 AND user_handle = $3")
                .bind(label)
                .bind(id)
                .bind(user_handle.as_bytes())
                .execute(&self.pool)
                .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Deletes a credential and gives those that are left, as of that moment.
    pub(crate) async fn delete_credential(
        &self,
        user_handle: &UserHandle,
        id: &[u8],
        keep_one: bool,
    ) -> Result<Deleted, sqlx::Error> {
        let mut transaction = self.pool.begin().await?;
        // Locks the account, so that of two requests only one can delete the last but one.
        sqlx::query("UPDATE users SET name = name WHERE handle = $1")
            .bind(user_handle.as_bytes())
            .execute(&mut *transaction)
            .await?;
        let done = sqlx::query("DELETE FROM credentials WHERE id = $1 AND user_handle = $2")
            .bind(id)
            .bind(user_handle.as_bytes())
            .execute(&mut *transaction)
            .await?;
        let left: Vec<(Vec<u8>,)> =
            sqlx::query_as("SELECT record FROM credentials WHERE user_handle = $1")
                .bind(user_handle.as_bytes())
                .fetch_all(&mut *transaction)
                .await?;
        if done.rows_affected() == 0 {
            transaction.rollback().await?;
            return Ok(Deleted::NotThere);
        }
        if keep_one && left.is_empty() {
            transaction.rollback().await?;
            return Ok(Deleted::Last);
        }
        transaction.commit().await?;
        let left = left.iter().map(|(bytes,)| record(bytes));
        left.collect::<Result<_, _>>().map(Deleted::Left)
    }

    /// Stores what an authentication changed. Where another one was faster, the counter keeps the
    /// greater value, and what was learned of the user's verification stays learned.
    pub(crate) async fn update_credential(
        &self,
        old: &CredentialRecord,
        updated: CredentialRecord,
        advice: &str,
        now: UnixTime,
    ) -> Result<(), sqlx::Error> {
        let mut old = old.clone();
        let mut updated = updated;
        loop {
            let done = sqlx::query(
                "UPDATE credentials SET record = $1, advice = $2, last_used = $3 \
                 WHERE id = $4 AND record = $5",
            )
            .bind(updated.to_bytes())
            .bind(advice)
            .bind(now.0)
            .bind(updated.id.as_slice())
            .bind(old.to_bytes())
            .execute(&self.pool)
            .await?;
            if done.rows_affected() == 1 {
                return Ok(());
            }
            match self.credential(&updated.id).await? {
                Some(stored) => old = stored.record,
                // Deleted meanwhile.
                None => return Err(sqlx::Error::RowNotFound),
            }
            updated.sign_count = updated.sign_count.max(old.sign_count);
            updated.uv_initialized |= old.uv_initialized;
        }
    }
}

/// What deleting a credential came to.
#[derive(Clone, Debug)]
pub(crate) enum Deleted {
    /// These are left.
    Left(Vec<CredentialRecord>),
    /// It was the last, and stays.
    Last,
    NotThere,
}

fn credential(row: Row) -> Result<StoredCredential, sqlx::Error> {
    let (user_handle, bytes, label, attestation, advice, created, last_used) = row;
    Ok(StoredCredential {
        user_handle,
        record: record(&bytes)?,
        label,
        attestation,
        advice,
        created,
        last_used,
    })
}

fn record(bytes: &[u8]) -> Result<CredentialRecord, sqlx::Error> {
    CredentialRecord::from_bytes(bytes)
        .map_err(|reason| sqlx::Error::Decode(reason.to_string().into()))
}
