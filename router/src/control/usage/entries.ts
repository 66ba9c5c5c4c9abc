/** Entries of usage: what was counted of one operation in one week, by client, before it is written. */
import type { IncomingHttpHeaders } from "node:http";
import type { NameUser } from "../../identity/counted-names.ts";
import type { UsageCount } from "../store/usage/tables.ts";
import type { Client } from "./clients.ts";
import type { Signature } from "./signature.ts";

/** One request for an operation that was executed. */
export type Request = { headers: IncomingHttpHeaders; user: NameUser; ms: number; hasErrors: boolean };

export type Tally = Omit<UsageCount, "hash" | "week" | "clientName" | "clientVersion" | "instance">;
/** The counts of one operation in one week; with its signature unless the store has it. */
export type Entry = { hash: string; week: number; signature: Signature | undefined; tallies: Map<Client, Tally> };

/** The memory of an entry and of a tally without their texts. */
const entryBytes = 400;
export const tallyBytes = 300;

/** Adds the tally of a client, without a request. */
export function addTally(tallies: Entry["tallies"], client: Client): Tally {
  const tally = { count: 0, errors: 0, durationMs: 0, below10Ms: 0, below100Ms: 0, below1000Ms: 0, lastUsedAt: 0 };
  tallies.set(client, tally);
  return tally;
}

/** Counts one request. */
export function addRequest(tally: Tally, { ms, hasErrors }: Request, now: number): void {
  tally.count += 1;
  if (hasErrors) tally.errors += 1;
  tally.durationMs += ms;
  if (ms < 10) tally.below10Ms += 1;
  else if (ms < 100) tally.below100Ms += 1;
  else if (ms < 1_000) tally.below1000Ms += 1;
  tally.lastUsedAt = now;
}

/** The characters of an operation, its name and its fields. */
export function lengthOf({ operation, name, fields }: Signature): number {
  return fields.reduce((sum, field) => sum + field.length + 3, operation.length + name.length);
}

/** The memory of an entry. */
export function bytesOf({ signature, tallies }: Entry): number {
  return entryBytes + (signature ? lengthOf(signature) : 0) + tallies.size * tallyBytes;
}

/** The rows of an entry. */
export function countsOf({ hash, week, tallies }: Entry, instance: number): UsageCount[] {
  return [...tallies].map(([client, tally]) => ({
    ...tally,
    durationMs: Math.round(tally.durationMs),
    hash,
    week,
    clientName: client.name,
    clientVersion: client.version,
    instance,
  }));
}
