/** Worker process: compares the tables of one subgraph with the snapshot of its last migration, and prints a line if they differ. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { root, services } from "../../../cli/host/shop.mjs";

// As a CommonJS module it loads in a quarter of the time: 0.6 s instead of 2.4 s.
const { generateSQLiteDrizzleJson }: typeof import("drizzle-kit/api") = createRequire(import.meta.url)(
  "drizzle-kit/api",
);

const settings = z.object({ default: z.object({ schema: z.string(), out: z.string() }) });
const journal = z.object({ entries: z.array(z.object({ idx: z.int() })) });
const snapshot = z.object({ tables: z.record(z.string(), z.unknown()), views: z.unknown() });

const [name = ""] = process.argv.slice(2);
const stores = services.find((service) => service.name === name)?.stores ?? [];

const differing: string[] = [];
for (const { migrations } of stores) {
  const folder = path.join(root, path.dirname(migrations));
  const { schema, out } = settings.parse(await import(path.join(folder, "drizzle.config.ts"))).default;
  const declared = snapshot.parse(toJson(await generateSQLiteDrizzleJson(await import(path.join(folder, schema)))));
  const migrated = lastSnapshot(path.join(folder, out, "meta"));
  const names = new Set([...Object.keys(declared.tables), ...Object.keys(migrated.tables)]);
  differing.push(...[...names].filter((table) => !isDeepStrictEqual(declared.tables[table], migrated.tables[table])));
  if (!isDeepStrictEqual(declared.views, migrated.views)) differing.push("a view");
}
if (differing.length > 0)
  process.stdout.write(
    `no migration has the present tables (${differing.join(", ")}): npm run db:generate writes it\n`,
  );

function lastSnapshot(meta: string): z.output<typeof snapshot> {
  const last = journal.parse(JSON.parse(readFileSync(path.join(meta, "_journal.json"), "utf8"))).entries.at(-1);
  if (!last) return { tables: {}, views: {} };
  const file = `${String(last.idx).padStart(4, "0")}_snapshot.json`;
  return snapshot.parse(JSON.parse(readFileSync(path.join(meta, file), "utf8")));
}

/** As the file of a snapshot has it, without properties that are undefined. */
function toJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
