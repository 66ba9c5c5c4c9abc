/** The sessions of a shop on a database, as a command finds them that needs the shop to be stopped. */
import { setTimeout as pause } from "node:timers/promises";
import type { Connection } from "./connection.ts";

/** A server notices the end of a process that was just stopped after a moment. */
const looks = 10;
const lookMs = 300;
const sessionsText =
  "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'hansa'";

/** Throws while a process of the shop is connected to the database of this name. */
export async function requireUnused(connection: Connection, name: string): Promise<void> {
  for (let look = 1; ; look += 1) {
    const [[sessions] = []] = await connection.ask(sessionsText);
    if (sessions === 0) return;
    if (look === looks) throw new Error(`a shop runs on ${name} (${sessions} sessions); stop it first`);
    await pause(lookMs);
  }
}
