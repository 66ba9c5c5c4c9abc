/** Recovery of a database that went back to a standby or a backup without its last commits: what is known of the loss, and its opening to writes. */
import type { Runtime } from "../../../runtime/runtime.ts";
import type { StepBack } from "../health.ts";
import { createConnection } from "./connection.ts";
import { type DatabasePlace, nameOf } from "./place.ts";
import { findStepBack } from "./progress.ts";
import { readFacts } from "./requirements.ts";
import { requireUnused } from "./sessions.ts";
import { lockText } from "./transaction.ts";

/** A database of a stopped shop. */
export type Recovery = {
  /** Its place in words, without a password. */
  name: string;
  /** The cluster that keeps it; null where the role may not ask. */
  cluster: string | null;
  /** The commits that it has lost by the note in the folder of the shop. */
  stepBack: StepBack | undefined;
  /** The last time, in epoch milliseconds, until which a leader of the service held its lease there; undefined if none did. */
  ledUntil: number | undefined;
  /** Opens the database to the writes of every process that knows the lost commits: the next number is above any that was given. */
  open(): Promise<void>;
  close(): Promise<void>;
};

/** The next commit is above those that processes on other machines have noted, of which this one knows nothing. Commits of years fit in between. */
const gap = 1_000_000_000;

const commitsText = "SELECT (SELECT min(applied_at) FROM migrations), (SELECT coalesce(max(n), 0) FROM commits)";
const tablesText = "SELECT tablename FROM pg_tables WHERE schemaname = $1 AND tablename IN ('leases', 'migrations')";
const ledText = "SELECT max(ends_at) - (SELECT ahead FROM server_clock) FROM leases WHERE name = 'lead'";
const openText =
  "INSERT INTO commits (n, token) SELECT greatest(coalesce(max(n), 0), $1::bigint) + $2, $3 FROM commits";

/** Looks at a database; undefined if it has no store in the schema. Throws while a process of the shop is connected to it. */
export async function openDatabaseRecovery(
  place: DatabasePlace,
  { newId }: Pick<Runtime, "newId">,
): Promise<Recovery | undefined> {
  const connection = createConnection(place, { isReplaceable: false, command: "restore" });
  const name = nameOf(place);
  try {
    await connection.ready();
    await requireUnused(connection, name);
    const tables = (await connection.ask(tablesText, [place.schema])).map(String);
    if (!tables.includes("migrations")) {
      await connection.close();
      return undefined;
    }
    const [[madeAt, last] = []] = await connection.ask(commitsText);
    const stepBack = findStepBack(place, { madeAt: Number(madeAt), last: Number(last) });
    const [[until = null] = []] = tables.includes("leases") ? await connection.ask(ledText) : [];
    const { cluster } = await readFacts(connection, place);
    const known = stepBack?.known ?? 0;
    return {
      name,
      cluster,
      stepBack,
      ledUntil: until === null ? undefined : Number(until),
      open: async () => {
        await connection.ready();
        await connection.command(`BEGIN; ${lockText}`);
        await connection.ask(openText, [known, gap, newId("commit")]);
        const tag = await connection.command("COMMIT");
        if (tag !== "COMMIT") throw new Error(`${name}: the commit ended with ${tag}`);
      },
      close: connection.close,
    };
  } catch (error) {
    await connection.close();
    throw error;
  }
}
