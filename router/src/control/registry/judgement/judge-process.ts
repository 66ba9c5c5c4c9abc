/** The judge's process: judges one version and ends. */
import { enableCompileCache, flushCompileCache } from "node:module";
import { caseSchema } from "./judge.ts";

// The router's cache of compiled code, if it has one, halves the start.
const [cache] = process.argv.slice(2);
if (cache) enableCompileCache(cache);
const { judgeVersion } = await import("./verdict.ts");

process.once("message", async (message) => {
  const verdict = await judgeVersion(caseSchema.parse(message));
  flushCompileCache();
  process.send?.(verdict, () => process.exit());
});
process.on("disconnect", () => process.exit());
