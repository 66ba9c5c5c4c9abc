/** `npm run export -- FILE`: writes every product of a running shop into a file that `npm run import` reads. */
import { parseArgs } from "node:util";
import { formatOf, formats, pick } from "../import/options.ts";
import { findShop, staffOptions } from "../import/staff.ts";
import { isAboutOptions } from "../replay/options.ts";
import { inSeconds, paint, say } from "../terminal.mjs";
import { runExport } from "./run.ts";

const usage = `npm run export -- FILE [--format FORMAT] [--currency CODE]
  FILE             is written anew
  --format FORMAT  json-lines or shopify-csv (by the ending of the file: .jsonl, .csv)
  --currency CODE  of prices in a CSV, which has room for one (the shop's first)
  --shop URL       a running shop (the one of this folder)
  --email, --password   who signs in (HANSA_STAFF_EMAIL and HANSA_STAFF_PASSWORD)`;

try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { ...staffOptions, format: { type: "string" }, currency: { type: "string" } },
  });
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) throw new Error("name one file.");
  const format = pick("--format", values.format ?? formatOf(file), formats);
  const began = performance.now();
  const count = await runExport(findShop(values), { file, format, currency: values.currency });
  say(`${count} products in ${inSeconds(performance.now() - began)}: ${file}`);
} catch (error) {
  say(paint("red", `export: ${error instanceof Error ? error.message : String(error)}`));
  if (isAboutOptions(error)) say(usage);
  process.exitCode = 1;
}
