/** A process of the shop that writes one file and one folder to the given path and ends. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runProcess } from "../../../src/service/process.ts";

const [folder = ""] = process.argv.slice(2);
await runProcess("test", async () => {
  writeFileSync(join(folder, "store.db"), "x");
  mkdirSync(join(folder, "mail"));
  return { stop: async () => undefined };
});
process.exit(0);
