// Compiled, not run: `npm run typecheck`. Each @ts-expect-error fails if what follows is right.

import {
  type CredentialRecord,
  Refused,
  type Registration,
  RelyingParty,
  UsageError,
} from "../index.js";

declare const body: string;
declare const stored: { record: CredentialRecord; user_handle: string };

const rp = new RelyingParty({
  rp: { id: "example.org", origins: ["https://example.org"] },
  policy: { accept: ["untrusted"] },
});
const backend: string = rp.backend;

const { options, ceremony } = rp.beginRegistration({ user: { name: "alice" }, mode: "security_key" });
const publicKey: object = options.publicKey;
const registration: Registration = await rp.finishRegistration({ ceremony }, body);
const record: CredentialRecord = registration.record;
const count: number = record.signCount;

try {
  const signIn = rp.beginAuthentication();
  const call = { ceremony: signIn.ceremony, ...stored };
  const { counter, record } = await rp.finishAuthentication(call, new TextEncoder().encode(body));
  stored.record = record;
  await rp.finishAuthentication({ ceremony: signIn.ceremony, record: null }, JSON.parse(body));
} catch (error) {
  if (error instanceof Refused) {
    const told: [string, string, string, string] = [error.step, error.reason, error.section, error.link];
    const unknown: boolean = error.refusal.unknown_credential;
  }
  if (error instanceof UsageError) {
    const member: string = error.member;
  }
}

// @ts-expect-error: the member is origins
new RelyingParty({ rp: { id: "example.org", origin: ["https://example.org"] } });
// @ts-expect-error: origins are a list
new RelyingParty({ rp: { id: "example.org", origins: "https://example.org" } });
// @ts-expect-error: nobody can accept that
new RelyingParty({ rp: { id: "example.org", origins: [] }, policy: { accept: ["everything"] } });
// @ts-expect-error: a user must be named
rp.beginRegistration({});
// @ts-expect-error: there is no such mode
rp.beginAuthentication({ mode: "passkeys" });
// @ts-expect-error: the ceremony is missing
await rp.finishRegistration({}, body);
// @ts-expect-error: the record is missing; null says that nothing is stored
await rp.finishAuthentication({ ceremony }, body);
// @ts-expect-error: a promise is not a registration
const early: Registration = rp.finishRegistration({ ceremony }, body);
