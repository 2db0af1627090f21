use countersign::{UnixTime, UserHandle};

use super::Store;

impl Store {
    /// Signs a user in, under the hash of a token that only the browser has.
    pub(crate) async fn begin_session(
        &self,
        id: &[u8],
        user_handle: &UserHandle,
        now: UnixTime,
        expires: UnixTime,
    ) -> Result<(), sqlx::Error> {
        sqlx::query(
            "INSERT INTO sessions (id, user_handle, created, expires) VALUES ($1, $2, $3, $4)",
        )
        .bind(id)
        .bind(user_handle.as_bytes())
        .bind(now.0)
        .bind(expires.0)
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Whose session it is, if there is one that has not expired.
    pub(crate) async fn session(
        &self,
        id: &[u8],
        now: UnixTime,
    ) -> Result<Option<Vec<u8>>, sqlx::Error> {
        sqlx::query_scalar("SELECT user_handle FROM sessions WHERE id = $1 AND expires >= $2")
            .bind(id)
            .bind(now.0)
            .fetch_optional(&self.pool)
            .await
    }

    pub(crate) async fn end_session(&self, id: &[u8]) -> Result<(), sqlx::Error> {
        sqlx::query("DELETE FROM sessions WHERE id = $1")
            .bind(id)
            .execute(&self.pool)
            .await?;
        Ok(())
    }
}
