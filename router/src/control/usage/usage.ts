/**
 * Usage: counts the operations of clients, never their variables. Counts are added in memory and written to the router's store a second after the
 * first of them; while the store cannot be written they wait, bounded in bytes, and further ones are dropped.
 */
import type { IncomingHttpHeaders } from "node:http";
import type { Runtime } from "@hansa/kit/runtime";
import type { Store } from "@hansa/kit/store";
import type { OperationDefinitionNode } from "graphql";
import type { NameUser } from "../../identity/counted-names.ts";
import type { RouterMetrics } from "../../metrics.ts";
import type { ValidOperation } from "../../operation/executed-operation.ts";
import type { RouterStore } from "../store/router-store.ts";
import { addUsage, findStoredBytes, pruneUsage, type UsageBounds, usageBounds } from "../store/usage/counts.ts";
import type { UsageCount } from "../store/usage/tables.ts";
import { type Client, openClients } from "./clients.ts";
import { type Signature, signatureOf } from "./signature.ts";

/** One request for an operation that was executed. */
type Request = { headers: IncomingHttpHeaders; user: NameUser; ms: number; hasErrors: boolean };

export type Usage = {
  /** Counts one request. */
  count(operation: ValidOperation, request: Request): void;
  /** Writes what was counted so far. It never rejects. */
  flush(): Promise<void>;
};

export type UsageParts = {
  runtime: Runtime;
  store: RouterStore;
  /** The number of this router process among all. */
  instance: number;
  metrics: Pick<RouterMetrics, "countUncounted">;
  stopping: AbortSignal;
  bounds?: UsageBounds;
};

type Tally = Omit<UsageCount, "hash" | "week" | "clientName" | "clientVersion" | "instance">;
/** The counts of one operation in one week; with its signature unless the store has it. */
type Entry = { hash: string; week: number; signature: Signature | undefined; tallies: Map<Client, Tally> };

const flushAfterMs = 1_000;
const weekMs = 7 * 24 * 60 * 60 * 1_000;
const keptMs = 90 * 24 * 60 * 60 * 1_000;
/** The most characters of an operation and its fields; none of ours has 10,000. */
const maxSignatureLength = 65_536;
/** The most memory of counts that wait. */
const maxWaitingBytes = 4 * 2 ** 20;
/** The memory of an entry and of a tally without their texts. */
const entryBytes = 400;
const tallyBytes = 300;
/** The most entries that one transaction writes, about 10 ms. */
const entriesPerWrite = 200;
/** The bytes of an operation in the store beyond its text, name and fields. */
const rowBytes = 200;

/** Opens the counting of usage. */
export function openUsage({ runtime, store, instance, metrics, stopping, bounds = usageBounds }: UsageParts): Usage {
  const clientOf = openClients();
  /** The hash of each operation of a cached document; empty if it is too large. */
  const hashes = new WeakMap<OperationDefinitionNode, string>();
  let counting = new Map<string, Entry>();
  /** Entries that are to be written, the oldest first. */
  let waiting: Entry[] = [];
  let bytes = 0;
  let stored: { by: Store; operations: Map<string, number>; bytes: number; week: number } | undefined;
  let isDue = false;
  let flushing = Promise.resolve();

  function count(operation: ValidOperation, request: Request): void {
    const now = runtime.now();
    const week = Math.floor(now / weekMs);
    const hash = hashes.get(operation.operation);
    const known = hash === undefined ? undefined : counting.get(hash);
    const entry = known?.week === week ? known : addEntry(operation, hash, week);
    const tally = entry && tallyOf(entry, clientOf(request, week));
    if (tally) addRequest(tally, request, now);
    else metrics.countUncounted();
    if (tally && !isDue) scheduleFlush();
  }

  function addEntry(operation: ValidOperation, known: string | undefined, week: number): Entry | undefined {
    if (known === "" || bytes >= maxWaitingBytes) return undefined;
    if (known !== undefined && stored?.operations.has(known)) return keep({ hash: known, week, signature: undefined });
    const signature = signatureOf(operation);
    const isTooLarge = lengthOf(signature) > maxSignatureLength;
    hashes.set(operation.operation, isTooLarge ? "" : signature.hash);
    if (isTooLarge) return undefined;
    const same = counting.get(signature.hash);
    return same?.week === week ? same : keep({ hash: signature.hash, week, signature });
  }

  function keep(made: Omit<Entry, "tallies">): Entry {
    const entry = { ...made, tallies: new Map() };
    const earlier = counting.get(made.hash);
    if (earlier) waiting.push(earlier);
    counting.set(made.hash, entry);
    bytes += entryBytes + (made.signature ? lengthOf(made.signature) : 0);
    return entry;
  }

  function tallyOf({ tallies }: Entry, client: Client): Tally | undefined {
    const known = tallies.get(client);
    if (known || bytes >= maxWaitingBytes) return known;
    const tally = { count: 0, errors: 0, durationMs: 0, below10Ms: 0, below100Ms: 0, below1000Ms: 0, lastUsedAt: 0 };
    tallies.set(client, tally);
    bytes += tallyBytes;
    return tally;
  }

  function scheduleFlush(): void {
    isDue = true;
    void runtime.sleep(flushAfterMs, stopping).then(() => {
      isDue = false;
      return flush();
    });
  }

  function flush(): Promise<void> {
    flushing = flushing.then(writeAll);
    return flushing;
  }

  async function writeAll(): Promise<void> {
    waiting.push(...counting.values());
    counting = new Map();
    while (waiting.length > 0) {
      const written = waiting.slice(0, entriesPerWrite);
      if (!(await store.use((opened) => write(opened, written)))) return;
      waiting = waiting.slice(written.length);
      bytes -= written.reduce((sum, entry) => sum + bytesOf(entry), 0);
      await runtime.yieldToEventLoop();
    }
  }

  async function write(opened: Store, entries: readonly Entry[]): Promise<true> {
    const week = Math.floor(runtime.now() / weekMs);
    if (stored?.by !== opened || stored.week !== week) stored = await prune(opened, week);
    const { operations } = stored;
    // An operation that was dropped after it was counted is counted anew from its next request on.
    const kept = entries.filter(({ hash, signature }) => signature || operations.has(hash));
    const added = kept.flatMap(({ signature }) => (signature && !operations.has(signature.hash) ? [signature] : []));
    const rows = added.map((signature) => ({ ...signature, instance, bytes: lengthOf(signature) + rowBytes }));
    const counts = kept.flatMap((entry) => countsOf(entry, instance));
    const size = await opened.write("add-usage", (tx) => addUsage(tx, rows, counts));
    for (const row of rows) {
      operations.set(row.hash, row.bytes);
      stored.bytes += row.bytes;
    }
    const isBeyond = operations.size > bounds.operations || size > bounds.rows || stored.bytes > bounds.bytes;
    if (isBeyond) stored = await prune(opened, week);
    return true;
  }

  async function prune(opened: Store, week: number): Promise<NonNullable<typeof stored>> {
    const oldestWeek = Math.floor((runtime.now() - keptMs) / weekMs);
    await opened.write("prune-usage", (tx) => pruneUsage(tx, oldestWeek, bounds));
    const operations = await opened.read(findStoredBytes);
    return { by: opened, operations, week, bytes: [...operations.values()].reduce((sum, each) => sum + each, 0) };
  }

  return { count, flush };
}

function addRequest(tally: Tally, { ms, hasErrors }: Request, now: number): void {
  tally.count += 1;
  if (hasErrors) tally.errors += 1;
  tally.durationMs += ms;
  if (ms < 10) tally.below10Ms += 1;
  else if (ms < 100) tally.below100Ms += 1;
  else if (ms < 1_000) tally.below1000Ms += 1;
  tally.lastUsedAt = now;
}

function lengthOf({ operation, name, fields }: Signature): number {
  return fields.reduce((sum, field) => sum + field.length + 3, operation.length + name.length);
}

function bytesOf({ signature, tallies }: Entry): number {
  return entryBytes + (signature ? lengthOf(signature) : 0) + tallies.size * tallyBytes;
}

function countsOf({ hash, week, tallies }: Entry, instance: number): UsageCount[] {
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
