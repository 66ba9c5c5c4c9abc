/** Reads the usage from the stores of all router processes, and adds the counts of the same operation and client. */
import type { GraphContract } from "@hansa/contracts/graph-contracts";
import { explainError } from "@hansa/kit/command-line";
import { type ClientUsage, findUsage } from "../../../router/src/control/store/usage/counts.ts";
import { type Environment, nameOfStore, readStore, storesOfRouters } from "../../host/store-places.ts";

type Counts = { count: number; errors: number; lastUsedAt: number };
/** A client by name and version; times are epoch milliseconds. */
export type UsedClient = Counts & { name: string; version: string };
export type UsedOperation = Counts & {
  hash: string;
  operation: string;
  contract: GraphContract;
  name: string;
  fields: readonly string[];
  clients: UsedClient[];
  durationMs: number;
  below10Ms: number;
  below100Ms: number;
  below1000Ms: number;
};

/** All operations of the shop, the most used first, each with its clients in the same order. A store that cannot be read is reported. */
export async function readUsage(
  data: string,
  environment: Environment,
  report: (line: string) => void,
): Promise<UsedOperation[]> {
  const operations = new Map<string, UsedOperation>();
  for (const one of await storesOfRouters(data, environment)) {
    try {
      for (const found of await readStore(one.place, (store) => store.read(findUsage))) addRow(operations, found);
    } catch (error) {
      report(`${nameOfStore(one)} is left out, as it cannot be read: ${explainError(error)}`);
    }
  }
  for (const { clients } of operations.values()) clients.sort(byCount);
  return [...operations.values()].sort(byCount);
}

function addRow(operations: Map<string, UsedOperation>, found: ClientUsage): void {
  const { hash, operation, contract, name, fields, clientName, clientVersion, count, errors, lastUsedAt } = found;
  const none = { count: 0, errors: 0, lastUsedAt: 0 };
  const unused = { durationMs: 0, below10Ms: 0, below100Ms: 0, below1000Ms: 0, ...none };
  const used = operations.get(hash) ?? { hash, operation, contract, name, fields, clients: [], ...unused };
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
