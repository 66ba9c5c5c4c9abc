/** Reads the usage from the stores of all router processes, and adds the counts of the same operation and client. */
import path from "node:path";
import { explainError } from "@hansa/kit/command-line";
import { z } from "zod";
import { routerStores } from "../../host/shop.mjs";
import { loadDriver } from "../../host/sqlite.mjs";

const counts = { count: z.int(), errors: z.int(), lastUsedAt: z.int() };
const durations = { durationMs: z.int(), below10Ms: z.int(), below100Ms: z.int(), below1000Ms: z.int() };
const row = z.object({
  hash: z.string(),
  operation: z.string(),
  name: z.string(),
  fields: z.string().transform((text) => z.array(z.string()).parse(JSON.parse(text))),
  clientName: z.string(),
  clientVersion: z.string(),
  ...counts,
  ...durations,
});
type Row = z.infer<typeof row>;

type Counts = { count: number; errors: number; lastUsedAt: number };
/** A client by name and version; times are epoch milliseconds. */
export type UsedClient = Counts & { name: string; version: string };
export type UsedOperation = Counts & {
  hash: string;
  operation: string;
  name: string;
  fields: readonly string[];
  clients: UsedClient[];
  durationMs: number;
  below10Ms: number;
  below100Ms: number;
  below1000Ms: number;
};

const statement = `
  SELECT hash, operation, name, fields, client_name AS clientName, client_version AS clientVersion, sum(count) AS count,
    sum(errors) AS errors, sum(duration_ms) AS durationMs, sum(below_10_ms) AS below10Ms, sum(below_100_ms) AS below100Ms,
    sum(below_1000_ms) AS below1000Ms, max(last_used_at) AS lastUsedAt
  FROM usage_operations JOIN usage_counts USING (hash)
  GROUP BY hash, client_name, client_version`;

/** All operations in the data folder, the most used first, each with its clients in the same order. A store that cannot be read is reported. */
export function readUsage(data: string, report: (line: string) => void): UsedOperation[] {
  const operations = new Map<string, UsedOperation>();
  for (const name of routerStores(data)) {
    try {
      for (const found of readStore(path.join(data, name))) addRow(operations, found);
    } catch (error) {
      report(`${name} is left out, as it cannot be read: ${explainError(error)}`);
    }
  }
  for (const { clients } of operations.values()) clients.sort(byCount);
  return [...operations.values()].sort(byCount);
}

function readStore(file: string): Row[] {
  const Database = loadDriver();
  const store = new Database(file, { readonly: true, timeout: 5_000 });
  try {
    return store
      .prepare(statement)
      .all()
      .map((found) => row.parse(found));
  } finally {
    store.close();
  }
}

function addRow(operations: Map<string, UsedOperation>, found: Row): void {
  const { hash, operation, name, fields, clientName, clientVersion, count, errors, lastUsedAt } = found;
  const none = { count: 0, errors: 0, lastUsedAt: 0 };
  const unused = { durationMs: 0, below10Ms: 0, below100Ms: 0, below1000Ms: 0, ...none };
  const used = operations.get(hash) ?? { hash, operation, name, fields, clients: [], ...unused };
  operations.set(hash, used);
  add(used, { count, errors, lastUsedAt });
  used.durationMs += found.durationMs;
  used.below10Ms += found.below10Ms;
  used.below100Ms += found.below100Ms;
  used.below1000Ms += found.below1000Ms;
  let client = used.clients.find((each) => each.name === clientName && each.version === clientVersion);
  if (!client) {
    client = { name: clientName, version: clientVersion, ...none };
    used.clients.push(client);
  }
  add(client, { count, errors, lastUsedAt });
}

function add(sum: Counts, { count, errors, lastUsedAt }: Counts): void {
  sum.count += count;
  sum.errors += errors;
  sum.lastUsedAt = Math.max(sum.lastUsedAt, lastUsedAt);
}

function byCount(one: Counts, other: Counts): number {
  return other.count - one.count || other.lastUsedAt - one.lastUsedAt;
}
