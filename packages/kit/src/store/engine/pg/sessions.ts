/** The sessions of a shop on a database, and those that fill it, as a command finds them that needs the shop to be stopped. */
import { setTimeout as pause } from "node:timers/promises";
import { CommandFailure } from "../../../command-line/failure.ts";
import type { Connection } from "./connection.ts";

/** A server notices the end of a process that was just stopped after a moment. */
const looks = 10;
const lookMs = 300;
/** The name of the sessions of a restore's pg_restore: one whose command was killed ends with its last statement, and may commit. */
const filling = "hansa pg_restore";
const sessionsText = `SELECT application_name, count(*) FROM pg_stat_activity
  WHERE datname = current_database() AND application_name IN ('hansa', '${filling}') GROUP BY 1 ORDER BY 1`;

/** Throws while a process of the shop is connected to the database of this name, or an earlier restore fills it. */
export async function requireUnused(connection: Connection, name: string): Promise<void> {
  for (let look = 1; ; look += 1) {
    const [[application, sessions] = []] = await connection.ask(sessionsText);
    if (application === undefined) return;
    if (look === looks) throw new CommandFailure(refusal(application === filling, name, Number(sessions)));
    await pause(lookMs);
  }
}

function refusal(isFilled: boolean, name: string, sessions: number): string {
  if (isFilled) return `pg_restore of an earlier restore fills ${name}; run this again once it has ended`;
  return `a shop runs on ${name} (${sessions} sessions); stop it first`;
}
