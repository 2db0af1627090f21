// Writes documents.d.ts from the schema of the Rust types; with --check says whether it is that.

import { readFileSync, writeFileSync } from "node:fs";
import { compile } from "json-schema-to-typescript";

const schema = new URL("../../crates/json/documents.schema.json", import.meta.url);
const file = new URL("documents.d.ts", import.meta.url);
const typescript = await compile(JSON.parse(readFileSync(schema, "utf8")), "Documents", {
  additionalProperties: false,
  bannerComment: "// Made from the Rust types of crates/json by `npm run types`; not to be edited.",
  unreachableDefinitions: true,
});
const found = typescript
  // Each type says which definition of the schema it is; so does its name.
  .replace(/\n? \*\n? \* This interface was referenced by `Documents`'s JSON-Schema\n \* via the `definition` "\w+"\./g, "")
  .replace(/\/\*\*\n \* This interface was referenced by `Documents`'s JSON-Schema\n \* via the `definition` "\w+"\.\n \*\/\n/g, "")
  .replace(/export interface Documents \{\n[^}]*\}\n/, "");

if (!process.argv.includes("--check")) {
  writeFileSync(file, found);
} else if (readFileSync(file, "utf8") !== found) {
  console.error("documents.d.ts is not what the Rust types give: run `npm run types`");
  process.exit(1);
}
