/** Writes that wait for their turn share one commit: waiting for the disk is most of what a write costs. Each is still all or nothing. */
import { AsyncResource } from "node:async_hooks";
import type { Database as Connection } from "better-sqlite3";

type Waiting = { giveUpAt: number; change(): Promise<() => void>; refuse(error: unknown): void };

export type GroupCommit = {
  /** Runs `change` in its turn; answers, or throws what it threw, once that is committed. `giveUpAt`: when to wait no longer. */
  add<T>(giveUpAt: number, change: () => Promise<T>): Promise<T>;
};

/** So many share a commit at most: whoever is last in it waits for all. */
const most = 32;

/**
 * `begin` takes the write lock, `inTurn` keeps others from the connection meanwhile, and `unavailable` is what those are told whose change was
 * lost because the store is out of order. Who throws is rolled back alone; also that is told only after the commit, as it may have seen what came before it.
 */
export function groupCommits(
  writer: Connection,
  begin: (giveUpAt: number) => Promise<void>,
  inTurn: (job: () => Promise<void>) => Promise<void>,
  unavailable: (error: unknown) => unknown,
): GroupCommit {
  const waiting: Waiting[] = [];
  let isRunning = false;

  async function commitAll(): Promise<void> {
    isRunning = true;
    try {
      while (waiting.length > 0) await inTurn(commitSome);
    } finally {
      isRunning = false;
    }
  }

  async function commitSome(): Promise<void> {
    const group: Waiting[] = [];
    const ends: (() => void)[] = [];
    try {
      await begin(waiting[0]?.giveUpAt ?? 0);
      for (let next = waiting.shift(); next; next = group.length < most ? waiting.shift() : undefined) {
        group.push(next);
        ends.push(await changeAlone(next));
      }
      writer.exec("COMMIT");
    } catch (error) {
      if (writer.inTransaction) writer.exec("ROLLBACK");
      if (group.length === 0) group.push(...waiting.splice(0, 1));
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
