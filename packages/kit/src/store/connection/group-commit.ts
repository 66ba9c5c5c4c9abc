/** Group commit: waiting writes share one flush to disk, which is most of the cost of a write. Each write remains atomic. */
import { AsyncResource } from "node:async_hooks";
import type { Database as Connection } from "better-sqlite3";
import type { Runtime } from "../../runtime/runtime.ts";
import { beginWrite } from "./write-lock.ts";

type Waiting = { giveUpAt: number; change(): Promise<Changed>; fail(error: unknown): void };
/** A write that has run: `end` settles it, after the commit; a refused one is rolled back first. */
type Changed = { isRefused: boolean; end(): void };

export type GroupCommit = {
  /**
   * Runs `change` in its turn and settles with its result or error after the commit. It waits until `giveUpAt` at most. The change is rolled
   * back if `isRefused` holds for its result.
   */
  add<T>(giveUpAt: number, change: () => Promise<T>, isRefused?: (result: T) => boolean): Promise<T>;
};

/** The most writes of one commit: the last one waits for all. */
const maxGroupSize = 32;

/**
 * Creates a group commit. `inTurn` keeps others from the connection; `unavailable` converts the error of a lost change. Before each commit the
 * process takes what has arrived in the meantime, so that those writes share it, and so that a loop of writes does not block timers,
 * requests and shutdown: the driver never yields by itself. A failing or refused write is rolled back on its own and settled only after the
 * commit, because it may have read the writes before it.
 */
export function groupCommits(
  writer: Connection,
  runtime: Runtime,
  inTurn: (job: () => Promise<void>) => Promise<void>,
  unavailable: (error: unknown) => unknown,
): GroupCommit {
  const commitGroup = openGroups(writer, unavailable);
  const waiting: Waiting[] = [];
  let isRunning = false;

  async function commitAll(): Promise<void> {
    isRunning = true;
    try {
      while (waiting.length > 0) {
        await runtime.yieldToEventLoop();
        await inTurn(commitSome);
      }
    } finally {
      isRunning = false;
    }
  }

  async function commitSome(): Promise<void> {
    try {
      await beginWrite(writer, runtime, waiting[0]?.giveUpAt ?? 0);
    } catch (error) {
      for (const one of takeExpired()) one.fail(unavailable(error));
      return;
    }
    await commitGroup(waiting);
  }

  /** Removes the first write and all that have waited until `giveUpAt`: another attempt of each would only block the process. */
  function takeExpired(): Waiting[] {
    const now = runtime.monotonic();
    const patient = waiting.findIndex(({ giveUpAt }, index) => index > 0 && giveUpAt > now);
    return waiting.splice(0, patient === -1 ? waiting.length : patient);
  }

  return {
    add: (giveUpAt, change, isRefused) =>
      new Promise((resolve, fail) => {
        const own = AsyncResource.bind(async () => {
          const result = await change();
          return { isRefused: isRefused?.(result) ?? false, end: () => resolve(result) };
        });
        waiting.push({ giveUpAt, change: own, fail });
        if (!isRunning) void commitAll();
      }),
  };
}

/**
 * Opens the commits of groups: the returned function takes the first of the waiting writes and runs them in one transaction. The first one needs no
 * savepoint: if it fails or is refused, the transaction ends with it.
 */
function openGroups(
  writer: Connection,
  unavailable: (error: unknown) => unknown,
): (waiting: Waiting[]) => Promise<void> {
  // Compiled once: compiling them for each write costs as much as running them.
  const commit = writer.prepare("COMMIT");
  const savepoint = writer.prepare("SAVEPOINT one");
  const release = writer.prepare("RELEASE one");

  /** Runs one write in a savepoint. Throws only if the whole transaction is lost, as with a full disk. */
  async function runInSavepoint(one: Waiting): Promise<Changed> {
    savepoint.run();
    try {
      const changed = await one.change();
      if (changed.isRefused) writer.exec("ROLLBACK TO one");
      release.run();
      return changed;
    } catch (error) {
      if (!writer.inTransaction) throw error;
      writer.exec("ROLLBACK TO one; RELEASE one");
      return { isRefused: true, end: () => one.fail(unavailable(error)) };
    }
  }

  return async (waiting) => {
    const group: Waiting[] = [];
    const changed: Changed[] = [];
    try {
      for (let next = waiting.shift(); next; next = group.length < maxGroupSize ? waiting.shift() : undefined) {
        group.push(next);
        changed.push(group.length === 1 ? await next.change() : await runInSavepoint(next));
        if (changed[0]?.isRefused) break;
      }
      if (changed[0]?.isRefused) writer.exec("ROLLBACK");
      else commit.run();
    } catch (error) {
      if (writer.inTransaction) writer.exec("ROLLBACK");
      for (const one of group) one.fail(unavailable(error));
      return;
    }
    for (const { end } of changed) end();
  };
}
