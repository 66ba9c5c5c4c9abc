/** The session for which writes of a store wait: of a program that holds a lock, or of ours whose commit a synchronous standby does not confirm. */
import type { Reads } from "./reads.ts";

export type Blocker = {
  /** Its program and its process id at the server. */
  session: string;
  /** It waits for a synchronous standby itself. */
  awaitsStandby: boolean;
};

/** Sessions of other programs before those of the shop, one of which writes at most moments. A role without rights sees no more of others than this. */
const text = `SELECT coalesce(nullif(application_name, ''), 'an unnamed program') || ', pid ' || pid, coalesce(wait_event = 'SyncRep', FALSE)
  FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND (wait_event = 'SyncRep' OR pid IN (
    SELECT pid FROM pg_locks JOIN pg_class ON pg_class.oid = relation
      WHERE granted AND mode <> 'AccessShareLock' AND relnamespace = $1::regnamespace AND relkind = 'r'))
  ORDER BY coalesce(wait_event = 'SyncRep', FALSE) DESC, application_name = 'hansa', xact_start LIMIT 1`;

/** Finds the session at this moment; undefined if none blocks. */
export async function findBlocker({ look }: Pick<Reads, "look">, schema: string): Promise<Blocker | undefined> {
  const [row] = await look(text, [schema]);
  return row && { session: String(row[0]), awaitsStandby: row[1] === 1 };
}
