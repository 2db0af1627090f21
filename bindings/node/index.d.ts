// The native part takes and gives the documents of `documents.d.ts`, which is made from the Rust
// types. Their members are described in crates/json/documents.md.

import type {
  Authentication,
  BegunAuthentication,
  BegunRegistration,
  BeginAuthentication,
  BeginRegistration,
  Configuration,
  FinishAuthentication,
  FinishRegistration,
  Refusal,
  Registration,
  VerifyAuthentication,
  VerifyRegistration,
} from "./documents.js";

export type * from "./documents.js";

/** `JSON.stringify(credential.toJSON())` as the page sent it, or what was read from it. */
export type Response = string | Uint8Array | object;

/** A response that a step of the specification refuses. Show nobody but the operator why. */
export class Refused extends Error {
  constructor(refusal: Refusal);
  /** All that is known of it. */
  readonly refusal: Refusal;
  /** The step's name, as `RegistrationChallenge`; names stay. */
  readonly step: string;
  /** How it failed, as `Mismatch`. */
  readonly reason: string;
  /** Where the step stands, as `§7.1 step 8`. */
  readonly section: string;
  /** The address of the section. */
  readonly link: string;
}

/** A mistake of the server's own: a configuration or a call that can not be. */
export class UsageError extends Error {
  constructor(member: string, message: string);
  /** The path of the member at fault, as `rp.origins[1]`. */
  readonly member: string;
}

/**
 * A relying party, made once and used by every request.
 *
 * Verification runs off the main thread. Its promises are rejected with {@link Refused}, or with
 * {@link UsageError} for a mistake of the server's own, which the other methods throw.
 */
export class RelyingParty {
  constructor(configuration: Configuration);
  /** Who verifies signatures. */
  get backend(): string;
  /** Send `options` to the page, and keep `ceremony` in the session. */
  beginRegistration(call: BeginRegistration): BegunRegistration;
  /** Likewise. */
  beginAuthentication(call?: BeginAuthentication): BegunAuthentication;
  /** `call.ceremony` is to be used once. Store the `record`. */
  finishRegistration(call: FinishRegistration, response: Response): Promise<Registration>;
  /** `call.record` is what is stored under the response's `id`. Store the new one in its place. */
  finishAuthentication(call: FinishAuthentication, response: Response): Promise<Authentication>;
  /** For challenges that are kept in another way. */
  verifyRegistration(call: VerifyRegistration, response: Response): Promise<Registration>;
  /** Likewise. */
  verifyAuthentication(call: VerifyAuthentication, response: Response): Promise<Authentication>;
}
