import assert from "node:assert/strict";
import { before, test } from "node:test";
import { Refused, RelyingParty, UsageError } from "../index.js";
import { Authenticator, base64url } from "./authenticator.js";

const ORIGIN = "https://example.org";
const configuration = { rp: { id: "example.org", origins: [ORIGIN] } };
const rp = new RelyingParty(configuration);
const authenticator = new Authenticator(ORIGIN, "example.org");
let registration;
let known;

before(async () => {
  const { options, ceremony } = rp.beginRegistration({ user: { name: "alice" } });
  registration = await rp.finishRegistration({ ceremony }, authenticator.create(options));
  known = { record: registration.record, user_handle: registration.user_handle };
});

const signIn = (response) => {
  const { ceremony } = rp.beginAuthentication();
  return rp.finishAuthentication({ ceremony, ...known }, response);
};

test("a registration gives a record", () => {
  assert.equal(registration.record.id, base64url(authenticator.id));
  assert.equal(registration.user_handle, authenticator.userHandle);
  assert.equal(registration.algorithm, -7);
  assert.equal(registration.attestation.format, "none");
  assert.equal("verdict" in registration, false);
});

test("an authentication moves the counter of a record kept as JSON", async () => {
  let stored = JSON.stringify(registration.record);
  for (const received of [1, 2]) {
    const { options, ceremony } = rp.beginAuthentication();
    const call = { ceremony, user_handle: registration.user_handle, record: JSON.parse(stored) };
    const verified = await rp.finishAuthentication(call, authenticator.get(options));
    assert.deepEqual(verified.counter, { standing: "grew", stored: received - 1, received });
    stored = JSON.stringify(verified.record);
  }
});

for (const [name, form] of Object.entries({
  "what was read": (response) => response,
  text: JSON.stringify,
  bytes: (response) => new TextEncoder().encode(JSON.stringify(response)),
  "a buffer": (response) => Buffer.from(JSON.stringify(response)),
})) {
  test(`a response may be ${name}`, async () => {
    const { options, ceremony } = rp.beginAuthentication();
    const response = form(authenticator.get(options));
    const verified = await rp.finishAuthentication({ ceremony, ...known }, response);
    assert.equal(verified.user_present, true);
  });
}

test("a credential that nobody has is unknown", async () => {
  const { options, ceremony } = rp.beginAuthentication();
  const response = authenticator.get(options);
  await assert.rejects(rp.finishAuthentication({ ceremony, record: null }, response), (error) => {
    return error instanceof Refused && error.refusal.unknown_credential;
  });
});

test("a refusal names step, reason, section and link", async () => {
  const { options } = rp.beginAuthentication();
  await assert.rejects(signIn(authenticator.get(options)), (error) => {
    assert.ok(error instanceof Refused);
    assert.equal(error.step, "AuthenticationChallenge");
    assert.equal(error.reason, "Mismatch");
    assert.match(error.section, /^§7\.2 step \d+$/);
    assert.ok(error.link.startsWith("https://www.w3.org/TR/webauthn-3/#"));
    assert.equal(error.message, `${error.section}: ${error.refusal.message}`);
    return true;
  });
});

const sent = [
  "", "{", "null", "\ud800", "\0", {}, [], null, undefined, 7, { id: "\udfff" },
  new Uint8Array([0xff, 0xfe, 0]), "[".repeat(100_000), "x".repeat(20_000_000),
  { id: "A".repeat(20_000_000) },
];
for (const [index, response] of sent.entries()) {
  test(`whatever a browser sends is refused: ${index}`, async () => {
    await assert.rejects(signIn(response), (error) => {
      assert.ok(error instanceof Refused, String(error));
      assert.ok(["Malformed", "Missing", "TooLarge"].includes(error.reason));
      return true;
    });
  });
}

test("what no browser can send is a TypeError", async () => {
  await assert.rejects(signIn({ id: 1n }), TypeError);
});

const named = (member) => (error) => {
  assert.ok(error instanceof UsageError, String(error));
  assert.equal(error.member, member);
  return true;
};

for (const [members, member] of [
  [{ rp: { id: "example.org", origins: [ORIGIN, "https://example.org/x y"] } }, "rp.origins[1]"],
  [{ rp: { ...configuration.rp, cross_site: true } }, "rp.cross_site"],
  [{ rp: { ...configuration.rp, cross_origin: 3 } }, "rp.cross_origin"],
  [{ ...configuration, backend: "mine" }, "backend"],
  [{ ...configuration, policy: { refuse: ["x"] } }, "policy.refuse[0]"],
]) {
  test(`a configuration that can not be names ${member}`, () => {
    assert.throws(() => new RelyingParty(members), named(member));
  });
}

test("a call that can not be names the member", async () => {
  const call = { user: { name: "alice" }, user_verification: "perhaps" };
  assert.throws(() => rp.beginRegistration(call), named("user_verification"));
  await assert.rejects(rp.finishRegistration({ ceremony: "none" }, {}), named("ceremony"));
  const request = { challenge: base64url(Buffer.alloc(32)) };
  await assert.rejects(rp.verifyAuthentication({ request }, {}), named("record"));
  for (const wrong of [undefined, null, 7, "text", []]) {
    assert.throws(() => rp.beginRegistration(wrong), UsageError);
    assert.throws(() => new RelyingParty(wrong), UsageError);
    await assert.rejects(rp.finishRegistration(wrong, {}), UsageError);
  }
});

test("timers fire while many responses are verified", async () => {
  const challenge = base64url(Buffer.alloc(32, 1));
  const response = authenticator.get({ publicKey: { challenge } });
  const call = { request: { challenge }, ...known };
  let ticks = 0;
  const timer = setInterval(() => (ticks += 1), 1);
  const worker = async () => {
    for (let turn = 0; turn < 250; turn += 1) await rp.verifyAuthentication(call, response);
  };
  // Were they verified on the main thread, no timer would fire before the last.
  await Promise.all(Array.from({ length: 8 }, worker));
  clearInterval(timer);
  assert.ok(ticks > 20, `${ticks} ticks`);
});
