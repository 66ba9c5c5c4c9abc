/**
 * Measures how soon edits are served by the `npm run dev` that runs here: medians of 20 edits of a resolver and of 20 edits of a schema, through the
 * router. The edited files are restored. Run it with `node tools/dev/measurement.ts` on a quiet machine.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { ownOrigin, requireShop } from "../../cli/host/running-shop.ts";
import { root } from "../../cli/host/shop.mjs";
import { say } from "../../cli/host/terminal.mjs";

const edits = 20;
/** A person does not edit sooner than this after the last edit was served. */
const restMs = 4_000;
const pollMs = 10;

const resolver = path.join(root, "subgraphs/products/src/api/graphql/product.ts");
const schema = path.join(root, "subgraphs/products/schema.graphql");
const originals = new Map([resolver, schema].map((file) => [file, readFileSync(file, "utf8")]));
const url = new URL("/graphql", ownOrigin());

await requireShop(ownOrigin());
try {
  await report("resolver", 1_000, (number) =>
    edit(
      resolver,
      { pattern: "export const Product: ProductResolvers = {", text: `$&\n  title: () => "edit ${number}",` },
      { query: "{ products(first: 1) { nodes { title } } }", response: `"edit ${number}"` },
    ),
  );
  await report("schema", 2_000, (number) =>
    edit(
      schema,
      { pattern: "type Product implements Node .*", text: `$&\n  "An edit."\n  edit${number}: String` },
      { query: `{ products(first: 1) { nodes { edit${number} } } }`, response: `{"edit${number}":null}` },
    ),
  );
} finally {
  restore();
}

async function report(name: string, limit: number, one: (number: number) => Promise<number>): Promise<void> {
  const times: number[] = [];
  for (let number = 1; number <= edits; number += 1) {
    times.push(await one(number));
    await pause(restMs);
  }
  restore();
  const sorted = times.sort((a, b) => a - b);
  const at = (share: number) => Math.round(sorted[Math.ceil(sorted.length * share) - 1] ?? 0);
  const load = `load ${loadavg()[0]?.toFixed(1)} on ${cpus().length} cores`;
  say(
    `${name}: median ${at(0.5)} ms (target ${limit}), fastest ${at(0.01)}, slowest ${at(1)}; ${edits} edits, ${load}`,
  );
}

/** A replacement in the original file: a text for a pattern. */
type Edit = { pattern: string; text: string };

/** Edits the file; gives the milliseconds until the router gives the expected answer to a query. */
async function edit(
  file: string,
  { pattern, text }: Edit,
  expected: { query: string; response: string },
): Promise<number> {
  const original = originals.get(file) ?? "";
  const edited = original.replace(new RegExp(pattern.replace(/[{]/g, "\\$&")), text);
  if (edited === original) throw new Error(`${file} has nothing like ${pattern}`);
  const began = performance.now();
  writeFileSync(file, edited);
  while (!(await ask(expected.query)).includes(expected.response)) {
    if (performance.now() - began > 60_000) throw new Error(`the edit of ${file} was not served within a minute`);
    await pause(pollMs);
  }
  return performance.now() - began;
}

async function ask(query: string): Promise<string> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query }),
  });
  return response.text();
}

function restore(): void {
  for (const [file, text] of originals) writeFileSync(file, text);
}
