/** Group commit: waiting writes share one flush to disk, which is most of the cost of a write. Each write remains atomic. */
import { AsyncResource } from "node:async_hooks";
import type { Database as Connection } from "better-sqlite3";
import type { Runtime } from "../../runtime/runtime.ts";
import { noteCommit } from "./snapshots.ts";
import { beginWrite } from "./write-lock.ts";

type Waiting = { giveUpAt: number; change(): Promise<() => void>; refuse(error: unknown): void };

export type GroupCommit = {
  /** Runs `change` in its turn and settles with its result or error after the commit. It waits until `giveUpAt` at most. */
  add<T>(giveUpAt: number, change: () => Promise<T>): Promise<T>;
};

/** The most writes of one commit: the last one waits for all. */
const maxGroupSize = 32;
/**
 * The longest work before other work of the process runs. The driver never yields by itself: a loop of writes would block timers,
 * requests and shutdown.
 */
const maxHoldMs = 20;

/**
 * Creates a group commit. `inTurn` keeps others from the connection; `unavailable` converts the error of a lost change. A failing write is
 * rolled back on its own and rejected only after the commit, because it may have read the writes before it.
 */
export function groupCommits(
  writer: Connection,
  runtime: Runtime,
  inTurn: (job: () => Promise<void>) => Promise<void>,
  unavailable: (error: unknown) => unknown,
): GroupCommit {
  const waiting: Waiting[] = [];
  let isRunning = false;
  let heldMs = 0;

  async function commitAll(): Promise<void> {
    isRunning = true;
    try {
      while (waiting.length > 0) await inTurn(commitSome);
    } finally {
      isRunning = false;
    }
  }

  async function commitSome(): Promise<void> {
    if (heldMs > maxHoldMs) {
      await runtime.yieldToEventLoop();
      heldMs = 0;
    }
    try {
      await beginWrite(writer, runtime, waiting[0]?.giveUpAt ?? 0);
    } catch (error) {
      for (const one of takeExpired()) one.refuse(unavailable(error));
      return;
    }
    const begunAt = runtime.monotonic();
    await commitGroup();
    heldMs += runtime.monotonic() - begunAt;
  }

  /** Removes the first write and all that have waited until `giveUpAt`: another attempt of each would only block the process. */
  function takeExpired(): Waiting[] {
    const now = runtime.monotonic();
    const patient = waiting.findIndex(({ giveUpAt }, index) => index > 0 && giveUpAt > now);
    return waiting.splice(0, patient === -1 ? waiting.length : patient);
  }

  async function commitGroup(): Promise<void> {
    const group: Waiting[] = [];
    const ends: (() => void)[] = [];
    try {
      for (let next = waiting.shift(); next; next = group.length < maxGroupSize ? waiting.shift() : undefined) {
        group.push(next);
        ends.push(await runInSavepoint(next));
      }
      writer.exec("COMMIT");
      noteCommit();
    } catch (error) {
      if (writer.inTransaction) writer.exec("ROLLBACK");
      for (const one of group) one.refuse(unavailable(error));
      return;
    }
    for (const end of ends) end();
  }

  /** Runs one write in a savepoint. Throws only if the whole transaction is lost, as with a full disk. */
  async function runInSavepoint(one: Waiting): Promise<() => void> {
    writer.exec("SAVEPOINT one");
    try {
      const end = await one.change();
      writer.exec("RELEASE one");
      return end;
    } catch (error) {
      if (!writer.inTransaction) throw error;
      writer.exec("ROLLBACK TO one; RELEASE one");
      return () => one.refuse(unavailable(error));
    }
  }

  return {
    add: (giveUpAt, change) =>
      new Promise((resolve, refuse) => {
        const own = AsyncResource.bind(async () => {
          const changed = await change();
          return () => resolve(changed);
        });
        waiting.push({ giveUpAt, change: own, refuse });
        if (!isRunning) void commitAll();
      }),
  };
}
