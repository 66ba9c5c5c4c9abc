/** The mark of a database whose store was moved into a file: its rows are of that moment, and a start would sell from them. */
import { CommandFailure } from "../../../command-line/failure.ts";
import type { Connection } from "./connection.ts";
import { type DatabasePlace, nameOf } from "./place.ts";

/** The table that marks a schema. */
export const movedAway = "moved_away";

/** Marks the schema in the transaction of the connection. `at`: epoch milliseconds. */
export async function markMovedAway(connection: Connection, file: string, at: number): Promise<void> {
  await connection.command(`CREATE TABLE IF NOT EXISTS ${movedAway} (file text NOT NULL, at bigint NOT NULL)`);
  await connection.ask(`INSERT INTO ${movedAway} (file, at) VALUES ($1, $2)`, [file, at]);
}

/** Throws if the store was moved away. */
export async function assertNotMovedAway(connection: Pick<Connection, "ask">, place: DatabasePlace): Promise<void> {
  const text = "SELECT 1 FROM pg_tables WHERE schemaname = $1 AND tablename = $2";
  if ((await connection.ask(text, [place.schema, movedAway])).length === 0) return;
  const [[file, at] = []] = await connection.ask(`SELECT file, at FROM ${movedAway} ORDER BY at DESC LIMIT 1`);
  throw new CommandFailure(
    `${nameOf(place)} has rows already, of before the move to ${file} at ${new Date(Number(at)).toISOString()}; take its address away, or empty it to move a store into it (docs/owners/postgresql.md#move-a-shop)`,
  );
}
