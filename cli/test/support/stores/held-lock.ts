/** Locks of a table in a database, held by a session of none of our processes. */
import { eventually } from "@hansa/client/polling";
import type { StorePlace } from "@hansa/kit/store";
import { changeStore, rowsOf } from "@hansa/kit/testing";
import { expect } from "vitest";

/** Locks a table until `release`, which resolves once it is free. */
export function holdLock(place: StorePlace, table: string): { release(): Promise<void> } {
  return holdStatement(place, `LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`);
}

/** Holds the locks of a statement until `release`, which takes back the changes of the statement. */
export function holdStatement(place: StorePlace, statement: string): { release(): Promise<void> } {
  const holding = changeStore(place, `${statement}; SELECT pg_sleep(900)`);
  const held = expect(holding).rejects.toThrow("canceling statement");
  const cancel = `SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()`;
  return {
    release: async () => {
      await rowsOf(place, cancel);
      await held;
    },
  };
}

/** Waits until a session of this application waits for a lock. */
export async function waitForLock(place: StorePlace, application: string): Promise<void> {
  const waiting = `SELECT 1 FROM pg_stat_activity WHERE application_name = '${application}' AND wait_event_type = 'Lock'
    AND datname = current_database()`;
  await eventually(`${application} waits for a lock`, async () =>
    (await rowsOf(place, waiting)).length > 0 ? true : undefined,
  );
}
