// Builds the native part, and puts it beside `index.js`.

import { execFileSync } from "node:child_process";
import { copyFileSync } from "node:fs";
import { join } from "node:path";

const here = import.meta.dirname ?? new URL(".", import.meta.url).pathname;
const cargo = (...args) =>
  execFileSync("cargo", args, { cwd: here, stdio: ["ignore", "pipe", "inherit"], encoding: "utf8" });

cargo("build", "--release", "--locked");
const { target_directory } = JSON.parse(cargo("metadata", "--format-version", "1", "--no-deps"));
const library = {
  darwin: "libcountersign_node.dylib",
  win32: "countersign_node.dll",
}[process.platform];
copyFileSync(
  join(target_directory, "release", library ?? "libcountersign_node.so"),
  join(here, "countersign.node"),
);
