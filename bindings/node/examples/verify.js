// A registration of the W3C's test vectors, accepted, and refused with another challenge.

import { readFileSync } from "node:fs";
import { Refused, RelyingParty } from "../index.js";

const file = new URL("../../example/response.json", import.meta.url);
const { challenge, response } = JSON.parse(readFileSync(file, "utf8"));
const rp = new RelyingParty({ rp: { id: "example.org", origins: ["https://example.org"] } });

const { record, algorithm } = await rp.verifyRegistration({ request: { challenge } }, response);
console.log("accepted:", record.id, "with algorithm", algorithm);

try {
  await rp.verifyRegistration({ request: { challenge: "A".repeat(43) } }, response);
} catch (error) {
  if (!(error instanceof Refused)) throw error;
  console.log("refused:", error.message);
}
