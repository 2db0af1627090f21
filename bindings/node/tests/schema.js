// The schema of the documents, to hold documents against.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";

const file = new URL("../../../crates/json/documents.schema.json", import.meta.url);
const ajv = new Ajv2020({ strict: false, validateFormats: false });
ajv.addSchema(JSON.parse(readFileSync(file, "utf8")), "documents");

/** What is wrong with a document of that name, or `null`. */
export function faults(name, document) {
  const validate = ajv.getSchema(`documents#/$defs/${name}`);
  const written = JSON.parse(JSON.stringify(document));
  return validate(written) ? null : ajv.errorsText(validate.errors);
}

/** Gives the document, if it is as the schema says. */
export function as(name, document) {
  assert.equal(faults(name, document), null, name);
  return document;
}
