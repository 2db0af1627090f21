use countersign::UnixTime;

use super::Store;

impl Store {
    /// Keeps the state of a ceremony under its hash until it is taken or swept.
    pub(crate) async fn keep_ceremony(
        &self,
        id: &[u8],
        browser: &[u8],
        purpose: &str,
        state: &str,
        expires: UnixTime,
    ) -> Result<(), sqlx::Error> {
        sqlx::query(
            "INSERT INTO ceremonies (id, browser, purpose, state, expires) \
             VALUES ($1, $2, $3, $4, $5)",
        )
        .bind(id)
        .bind(browser)
        .bind(purpose)
        .bind(state)
        .bind(expires.0)
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Takes a ceremony out, so that nobody gets it again, on this instance or another; there is
    /// none for another browser or purpose.
    pub(crate) async fn take_ceremony(
        &self,
        id: &[u8],
        browser: &[u8],
        purpose: &str,
    ) -> Result<Option<String>, sqlx::Error> {
        sqlx::query_scalar(
            "DELETE FROM ceremonies WHERE id = $1 AND browser = $2 AND purpose = $3 \
             RETURNING state",
        )
        .bind(id)
        .bind(browser)
        .bind(purpose)
        .fetch_optional(&self.pool)
        .await
    }

    /// Keeps the explanation of a browser's last ceremony.
    pub(crate) async fn keep_explanation(
        &self,
        browser: &[u8],
        explanation: &str,
        expires: UnixTime,
    ) -> Result<(), sqlx::Error> {
        sqlx::query(
            "INSERT INTO explanations (browser, explanation, expires) VALUES ($1, $2, $3) \
             ON CONFLICT (browser) DO UPDATE \
             SET explanation = excluded.explanation, expires = excluded.expires",
        )
        .bind(browser)
        .bind(explanation)
        .bind(expires.0)
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    pub(crate) async fn explanation(&self, browser: &[u8]) -> Result<Option<String>, sqlx::Error> {
        sqlx::query_scalar("SELECT explanation FROM explanations WHERE browser = $1")
            .bind(browser)
            .fetch_optional(&self.pool)
            .await
    }
}
