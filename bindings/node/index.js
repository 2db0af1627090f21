import { createRequire } from "node:module";

const { Verifier } = createRequire(import.meta.url)("./countersign.node");

export class Refused extends Error {
  constructor(refusal) {
    super(`${refusal.section}: ${refusal.message}`);
    this.name = "Refused";
    this.refusal = refusal;
    this.step = refusal.step;
    this.reason = refusal.reason;
    this.section = refusal.section;
    this.link = refusal.link;
  }
}

export class UsageError extends Error {
  constructor(member, message) {
    super(member ? `${member}: ${message}` : message);
    this.name = "UsageError";
    this.member = member;
  }
}

export class RelyingParty {
  #verifier;

  constructor(configuration) {
    try {
      this.#verifier = new Verifier(written(configuration));
    } catch (error) {
      throw understood(error);
    }
  }

  get backend() {
    return this.#verifier.backend;
  }

  beginRegistration(call) {
    try {
      return JSON.parse(this.#verifier.beginRegistration(written(call)));
    } catch (error) {
      throw understood(error);
    }
  }

  beginAuthentication(call = {}) {
    try {
      return JSON.parse(this.#verifier.beginAuthentication(written(call)));
    } catch (error) {
      throw understood(error);
    }
  }

  async finishRegistration(call, response) {
    return accepted(this.#verifier.finishRegistration(written(call), text(response)));
  }

  async finishAuthentication(call, response) {
    return accepted(this.#verifier.finishAuthentication(written(call), text(response)));
  }

  async verifyRegistration(call, response) {
    return accepted(this.#verifier.verifyRegistration(written(call), text(response)));
  }

  async verifyAuthentication(call, response) {
    return accepted(this.#verifier.verifyAuthentication(written(call), text(response)));
  }
}

const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });

/** A document of the server's own; `undefined` is none, and said to be. */
function written(document) {
  return JSON.stringify(document) ?? "null";
}

/** Whatever JSON the browser sent is the response, and refused if it is no object. */
function text(response) {
  if (typeof response === "string") return response;
  if (response instanceof Uint8Array) return utf8.decode(response);
  return JSON.stringify(response) ?? "";
}

async function accepted(verification) {
  let answer;
  try {
    answer = JSON.parse(await verification);
  } catch (error) {
    throw understood(error);
  }
  const { verdict, ...members } = answer;
  if (verdict === "reject") throw new Refused(members);
  return members;
}

/** The native part throws a mistake of the caller's as `{"member", "message"}`. */
function understood(error) {
  if (error.code !== "InvalidArg") return error;
  const { member, message } = JSON.parse(error.message);
  return new UsageError(member, message);
}
