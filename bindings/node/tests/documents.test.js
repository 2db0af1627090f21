// Documents are as their schema says, of which the types are made: what the engine takes, what it
// gives, and what it does not take. `vectors.test.js` has those of every vector.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Refused, RelyingParty, UsageError } from "../index.js";
import { Authenticator } from "./authenticator.js";
import { as, faults } from "./schema.js";

const ORIGIN = "https://example.org";
const configuration = { rp: { id: "example.org", origins: [ORIGIN] } };

test("documents of whole ceremonies are as the schema says", async () => {
  const rp = new RelyingParty(as("Configuration", configuration));
  const authenticator = new Authenticator(ORIGIN, "example.org");
  const user = as("BeginRegistration", { user: { name: "alice" } });
  const begun = as("BegunRegistration", rp.beginRegistration(user));
  const finish = as("FinishRegistration", { ceremony: begun.ceremony, explain: true });
  const made = await rp.finishRegistration(finish, authenticator.create(begun.options));
  as("Registration", made);

  const { options, ceremony } = as("BegunAuthentication", rp.beginAuthentication(as("BeginAuthentication", {})));
  const { record, user_handle } = made;
  const call = as("FinishAuthentication", { ceremony, record, user_handle, explain: true });
  const response = authenticator.get(options);
  as("Authentication", await rp.finishAuthentication(call, response));
  const refused = await rp.finishAuthentication({ ...call, record: null }, response).catch((error) => error);
  assert.ok(refused instanceof Refused);
  as("Refusal", refused.refusal);
});

test("what the schema does not take the engine does not take", () => {
  const rp = new RelyingParty(configuration);
  const wrong = [
    ["Configuration", { rp: { id: "example.org", origin: [ORIGIN] } }],
    ["Configuration", { rp: { id: "example.org", origins: [ORIGIN] }, policy: { accept: ["all"] } }],
    ["Configuration", { rp: { id: 1, origins: [ORIGIN] } }],
    ["BeginRegistration", {}],
    ["BeginRegistration", { user: { name: "alice" }, mode: "passkeys" }],
    ["BeginRegistration", { user: { name: "alice" }, algorithm: [-7] }],
    ["BeginAuthentication", { mode: "passkeys" }],
  ];
  const engine = {
    Configuration: (document) => new RelyingParty(document),
    BeginRegistration: (document) => rp.beginRegistration(document),
    BeginAuthentication: (document) => rp.beginAuthentication(document),
  };
  for (const [name, document] of wrong) {
    assert.notEqual(faults(name, document), null, JSON.stringify(document));
    assert.throws(() => engine[name](document), UsageError, JSON.stringify(document));
  }
});
