-- Times are seconds since 1970. Tokens are stored as their SHA-256.
CREATE TABLE users (
    handle BLOB NOT NULL PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    display_name TEXT NOT NULL,
    -- A PHC string; empty for accounts without a password.
    password TEXT NOT NULL,
    created BIGINT NOT NULL
);

CREATE TABLE credentials (
    id BLOB NOT NULL PRIMARY KEY,
    user_handle BLOB NOT NULL REFERENCES users (handle) ON DELETE CASCADE,
    -- CredentialRecord::to_bytes
    record BLOB NOT NULL,
    label TEXT NOT NULL,
    -- JSON: what the registration's verdict said of the attestation.
    attestation TEXT NOT NULL,
    advice TEXT NOT NULL,
    created BIGINT NOT NULL,
    -- 0: never.
    last_used BIGINT NOT NULL
);

CREATE INDEX credentials_of_user ON credentials (user_handle);

CREATE TABLE ceremonies (
    id BLOB NOT NULL PRIMARY KEY,
    browser BLOB NOT NULL,
    purpose TEXT NOT NULL,
    state TEXT NOT NULL,
    expires BIGINT NOT NULL
);

CREATE INDEX ceremonies_by_expiry ON ceremonies (expires);

CREATE TABLE sessions (
    id BLOB NOT NULL PRIMARY KEY,
    user_handle BLOB NOT NULL REFERENCES users (handle) ON DELETE CASCADE,
    created BIGINT NOT NULL,
    expires BIGINT NOT NULL
);

CREATE INDEX sessions_by_expiry ON sessions (expires);

-- The last ceremony of a browser, explained; for developers.
CREATE TABLE explanations (
    browser BLOB NOT NULL PRIMARY KEY,
    explanation TEXT NOT NULL,
    expires BIGINT NOT NULL
);

-- What all instances share, such as the secret of the decoys.
CREATE TABLE secrets (
    name TEXT NOT NULL PRIMARY KEY,
    value BLOB NOT NULL
);
