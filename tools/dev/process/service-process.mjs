/** A process of a task of `turbo dev`: preloads a service's packages, then runs the given program. */
import { readFileSync } from "node:fs";
import { enableCompileCache, flushCompileCache, setSourceMapsSupport } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [folder = "", name = "", ...args] = process.argv.slice(2);

/** @type {Promise<string>} */
const program = new Promise((resolve) => {
  // Other messages are for the program.
  process.on("message", (/** @type {{ run?: unknown }} */ message) => {
    if (typeof message.run === "string") resolve(message.run);
  });
});
// Ctrl-C reaches every process of the terminal; the development loop asks each one to stop.
process.on("SIGINT", ignore);

enableCompileCache(path.join(folder, "compiled"));
setSourceMapsSupport(true);
for (const each of packages()) await import(each);
flushCompileCache();

const file = await program;
process.argv = [process.argv[0] ?? "", file, ...args];
await import(pathToFileURL(file).href);
process.removeAllListeners("SIGINT");
process.on("SIGINT", ignore);

/** @returns {string[]} */
function packages() {
  return JSON.parse(readFileSync(path.join(folder, `${name}.packages.json`), "utf8"));
}

function ignore() {}
