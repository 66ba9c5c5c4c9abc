/** A snapshot of a store in a database that the shop may write meanwhile, for others to read: a dump, or a copy in files. */
import { createConnection, unboundedMs } from "./connection.ts";
import { codeOfFault } from "./faults.ts";
import { explainOpening } from "./opening-faults.ts";
import { type DatabasePlace, nameOf } from "./place.ts";
import { readFacts } from "./requirements.ts";
import { lockText } from "./transaction.ts";

/** The snapshot and the write lock of a store, which are on connections that are open before the lock is asked for. */
export type DatabaseSnapshot = {
  /** The place in words, without a password. */
  name: string;
  /** The engine, such as "PostgreSQL 15.18". */
  engine: string;
  /** Takes the write lock of the store; false if another session has it for so many milliseconds. */
  lock(ms: number): Promise<boolean>;
  /** Takes the snapshot, and resolves with its name, by which other sessions see it until `close`. */
  take(): Promise<string>;
  /** Releases the lock. */
  release(): Promise<void>;
  close(): Promise<void>;
};

const lockTimedOut = "55P03";
const command = "snapshot";

/** Connects to a database. Throws if it cannot be reached. */
export async function openDatabaseSnapshot(place: DatabasePlace): Promise<DatabaseSnapshot> {
  // The server ends the transaction of a process that was stopped while it holds the lock.
  const holder = createConnection(place, { isReplaceable: false, command });
  const reader = createConnection(place, { isReplaceable: false, patienceMs: unboundedMs, mayIdle: true, command });
  const close = async () => void (await Promise.all([holder.close(), reader.close()]));
  const release = async () => void (await holder.command("ROLLBACK"));
  try {
    await Promise.all([holder.ready(), reader.ready()]);
    const { name: engine } = await readFacts(reader, place);
    return {
      name: nameOf(place),
      engine,
      lock: async (ms) => {
        try {
          await holder.ready();
          await holder.command(`BEGIN; SET LOCAL lock_timeout = ${Math.max(1, Math.ceil(ms))}; ${lockText}`);
          return true;
        } catch (error) {
          if (holder.isOpen()) await release();
          if (codeOfFault(error) === lockTimedOut) return false;
          throw error;
        }
      },
      take: async () => {
        await reader.command("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
        const [[id] = []] = await reader.ask("SELECT pg_export_snapshot()");
        return String(id);
      },
      release,
      close,
    };
  } catch (error) {
    await close();
    throw explainOpening(place, error);
  }
}
