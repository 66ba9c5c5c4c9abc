/**
 * Usage: counts the operations of clients, never their variables. Counts are added in memory and written to the router's store a second after the
 * first of them; while the store cannot be written they wait, bounded in bytes, and further ones are dropped.
 */
import type { Runtime } from "@hansa/kit/runtime";
import type { OperationDefinitionNode } from "graphql";
import type { RouterMetrics } from "../../metrics.ts";
import type { ValidOperation } from "../../operation/executed-operation.ts";
import type { RouterStore } from "../store/router-store.ts";
import { type UsageBounds, usageBounds } from "../store/usage/counts.ts";
import { type Client, openClients } from "./clients.ts";
import {
  addRequest,
  addTally,
  bytesOf,
  type Entry,
  lengthOf,
  type Request,
  type Tally,
  tallyBytes,
} from "./entries.ts";
import { signatureOf } from "./signature.ts";
import { openUsageWriter, weekMs } from "./usage-writer.ts";

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

const flushAfterMs = 1_000;
/** The most characters of an operation and its fields; none of ours has 10,000. */
const maxSignatureLength = 65_536;
/** The most memory of counts that wait. */
const maxWaitingBytes = 4 * 2 ** 20;
/** The most entries that one transaction writes, about 10 ms. */
const entriesPerWrite = 200;

/** Opens the counting of usage. */
export function openUsage({ runtime, store, instance, metrics, stopping, bounds = usageBounds }: UsageParts): Usage {
  const clientOf = openClients();
  const writer = openUsageWriter({ runtime, instance, bounds });
  /** The hash of each operation of a cached document; empty if it is too large. */
  const hashes = new WeakMap<OperationDefinitionNode, string>();
  let counting = new Map<string, Entry>();
  /** Entries that are to be written, the oldest first. */
  let waiting: Entry[] = [];
  let bytes = 0;
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
    if (known !== undefined && writer.has(known)) return keep({ hash: known, week, signature: undefined });
    const signature = signatureOf(operation);
    const isTooLarge = lengthOf(signature) > maxSignatureLength;
    hashes.set(operation.operation, isTooLarge ? "" : signature.hash);
    if (isTooLarge) return undefined;
    const same = counting.get(signature.hash);
    return same?.week === week ? same : keep({ hash: signature.hash, week, signature });
  }

  function keep(made: Omit<Entry, "tallies">): Entry {
    const entry: Entry = { ...made, tallies: new Map() };
    const earlier = counting.get(made.hash);
    if (earlier) waiting.push(earlier);
    counting.set(made.hash, entry);
    bytes += bytesOf(entry);
    return entry;
  }

  function tallyOf({ tallies }: Entry, client: Client): Tally | undefined {
    const known = tallies.get(client);
    if (known || bytes >= maxWaitingBytes) return known;
    bytes += tallyBytes;
    return addTally(tallies, client);
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
      if (!(await store.use((opened) => writer.write(opened, written)))) return;
      waiting = waiting.slice(written.length);
      bytes -= written.reduce((sum, entry) => sum + bytesOf(entry), 0);
      await runtime.yieldToEventLoop();
    }
  }

  return { count, flush };
}
