/** Writes that wait for their turn share one commit: waiting for the disk is most of what a write costs. Each is still all or nothing. */
import { AsyncResource } from "node:async_hooks";
import type { Database as Connection } from "better-sqlite3";
import { begin } from "./store-lock.ts";
import type { World } from "./world.ts";

type Waiting = { giveUpAt: number; change(): Promise<() => void>; refuse(error: unknown): void };

export type GroupCommit = {
  /** Runs `change` in its turn; answers, or throws what it threw, once that is committed. `giveUpAt`: when to wait no longer. */
  add<T>(giveUpAt: number, change: () => Promise<T>): Promise<T>;
};

/** So many share a commit at most: whoever is last in it waits for all. */
const most = 32;
/**
 * After so much work everything else in the process gets a turn. The driver never lets go by itself: a loop of writes would keep the process
 * from its timers, its requests and its end.
 */
const longestHoldMs = 20;

/**
 * `inTurn` keeps others from the connection, and `unavailable` is what those are told whose change was lost because the store is out of order.
 * Who throws is rolled back alone; also that is told only after the commit, as it may have seen what came before it.
 */
export function groupCommits(
  writer: Connection,
  world: World,
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
    if (heldMs > longestHoldMs) {
      await world.breathe();
      heldMs = 0;
    }
    try {
      await begin(writer, world, waiting[0]?.giveUpAt ?? 0);
    } catch (error) {
      for (const one of takeImpatient()) one.refuse(unavailable(error));
      return;
    }
    const begunAt = world.monotonic();
    await commitGroup();
    heldMs += world.monotonic() - begunAt;
  }

  /** Whoever was to begin, and all others who have waited for long enough: each of them would only try once more, and hold the process meanwhile. */
  function takeImpatient(): Waiting[] {
    const now = world.monotonic();
    const patient = waiting.findIndex(({ giveUpAt }, index) => index > 0 && giveUpAt > now);
    return waiting.splice(0, patient === -1 ? waiting.length : patient);
  }

  async function commitGroup(): Promise<void> {
    const group: Waiting[] = [];
    const ends: (() => void)[] = [];
    try {
      for (let next = waiting.shift(); next; next = group.length < most ? waiting.shift() : undefined) {
        group.push(next);
        ends.push(await changeAlone(next));
      }
      writer.exec("COMMIT");
    } catch (error) {
      if (writer.inTransaction) writer.exec("ROLLBACK");
      for (const one of group) one.refuse(unavailable(error));
      return;
    }
    for (const end of ends) end();
  }

  /** Throws only if all of the transaction is lost: a full disk ends it. */
  async function changeAlone(one: Waiting): Promise<() => void> {
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
