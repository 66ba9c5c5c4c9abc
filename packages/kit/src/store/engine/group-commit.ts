/** Group commit: waiting writes share one flush to disk, which is most of the cost of a write. Each write remains atomic. */
import { AsyncResource } from "node:async_hooks";
import type { Runtime } from "../../runtime/runtime.ts";
import type { Writer } from "./engine.ts";

type Waiting = { giveUpAt: number; isSingle: boolean; change(): Promise<Changed>; fail(error: unknown): void };
/** The end of a write: `news` to all who wait for commits, a `lease` that is none, or `refused`, which is rolled back. */
type WriteEnd = "news" | "lease" | "refused";
/** A write that has run: `end` settles it, after the commit. */
type Changed = { as: WriteEnd; end(): void };

export type GroupCommit = {
  /**
   * Runs `change` in its turn and settles with its result or error after the commit. It waits until `giveUpAt` at most. `endOf` says how a result
   * ends. It may run several times, of which only the last one is committed. `isSingle`: it has one statement that needs no transaction.
   */
  add<T>(giveUpAt: number, change: () => Promise<T>, endOf: (result: T) => WriteEnd, isSingle?: boolean): Promise<T>;
};

/** The most writes of one commit: the last one waits for all. */
const maxGroupSize = 32;

/**
 * Creates a group commit. `inTurn` keeps others from the connection. Before each commit the process takes what has arrived in the meantime, so
 * that those writes share it, and so that a loop of writes does not block timers, requests and shutdown: SQLite's driver never yields by itself.
 * A failing or refused write is rolled back on its own and settled only after the commit, because it may have read the writes before it.
 */
export function groupCommits(
  writer: Writer,
  runtime: Runtime,
  inTurn: (job: () => Promise<void>) => Promise<void>,
): GroupCommit {
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
    // Beside others it is a part of their transaction.
    const isSingle = waiting.length === 1 && waiting[0]?.isSingle === true;
    try {
      await writer.begin(waiting[0]?.giveUpAt ?? 0, isSingle);
    } catch (error) {
      for (const one of takeExpired()) one.fail(writer.asUnavailable(error));
      return;
    }
    const again = await commitGroup(writer, runtime, waiting, isSingle ? 1 : maxGroupSize);
    if (again.length === 0) return;
    waiting.unshift(...again);
    await runtime.serverPause(10 + runtime.random() * 40);
  }

  /** Removes the first write and all that have waited until `giveUpAt`: another attempt of each would only block the process. */
  function takeExpired(): Waiting[] {
    const now = runtime.monotonic();
    const patient = waiting.findIndex(({ giveUpAt }, index) => index > 0 && giveUpAt > now);
    return waiting.splice(0, patient === -1 ? waiting.length : patient);
  }

  return {
    add: (giveUpAt, change, endOf, isSingle = false) =>
      new Promise((resolve, fail) => {
        const own = AsyncResource.bind(async () => {
          const result = await change();
          return { as: endOf(result), end: () => resolve(result) };
        });
        waiting.push({ giveUpAt, isSingle, change: own, fail });
        if (!isRunning) void commitAll();
      }),
  };
}

/**
 * Takes the first of the waiting writes, so many at most, and runs them in one transaction. The first one needs no savepoint: if it fails or is refused, the
 * transaction ends with it. Returns the writes that are to run again, because the engine lost the transaction without a fault of theirs.
 */
async function commitGroup(
  writer: Writer,
  runtime: Pick<Runtime, "monotonic">,
  waiting: Waiting[],
  most: number,
): Promise<Waiting[]> {
  const group: Waiting[] = [];
  const changed: Changed[] = [];
  try {
    for (let next = waiting.shift(); next; next = group.length < most ? waiting.shift() : undefined) {
      group.push(next);
      changed.push(group.length === 1 ? await next.change() : await runInSavepoint(writer, next));
      if (changed[0]?.as === "refused") break;
      if (group.length === 1 && most > 1 && waiting.length > 0) await writer.settle();
    }
    if (changed[0]?.as === "refused") writer.rollback();
    else await writer.commit(changed.some(({ as }) => as === "news"));
  } catch (error) {
    writer.rollback();
    const now = runtime.monotonic();
    const isLost = writer.isRepeatable(error);
    const [again, failed] = [
      group.filter((one) => isLost && one.giveUpAt > now),
      group.filter((one) => !isLost || one.giveUpAt <= now),
    ];
    for (const one of failed) one.fail(writer.asUnavailable(error));
    return again;
  }
  for (const { end } of changed) end();
  return [];
}

/** Runs one write in a savepoint. Throws only if the whole transaction is lost, as with a full disk. */
async function runInSavepoint(writer: Writer, one: Waiting): Promise<Changed> {
  writer.savepoint();
  try {
    const changed = await one.change();
    if (changed.as === "refused") await writer.undo();
    else await writer.release();
    return changed;
  } catch (error) {
    if (!writer.isOpen()) throw writer.endOf(error);
    // The engine undid a part of the transaction, or would: all of it runs again.
    if (writer.isRepeatable(error)) throw error;
    await writer.undo();
    return { as: "refused", end: () => one.fail(writer.asUnavailable(error)) };
  }
}
