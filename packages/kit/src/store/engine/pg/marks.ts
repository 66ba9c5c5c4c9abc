/** The marks of a database by which a start refuses it: the id of its shop, and that of a store that was moved away. */
import { CommandFailure } from "../../../command-line/failure.ts";
import type { Connection } from "./connection.ts";
import { type DatabasePlace, nameOf } from "./place.ts";

/** The table with the id of the shop, one row: another shop on the database would sell the same goods and give the same numbers out. */
export const installation = "installation";

const idText = `SELECT id FROM ${installation}`;

/** Throws if the database belongs to another shop than these keys. A shop without an id is not asked for it. */
export async function assertSameShop(connection: Connection, place: DatabasePlace): Promise<void> {
  if (place.shop === undefined) return;
  const [[known] = []] = await connection.ask(idText);
  if (known === place.shop) return;
  if (known === undefined) {
    await connection.ask(`INSERT INTO ${installation} (one, id) VALUES (1, $1) ON CONFLICT DO NOTHING`, [place.shop]);
    return assertSameShop(connection, place);
  }
  throw new CommandFailure(
    `${nameOf(place)} belongs to the shop ${known}, and these keys to ${place.shop}; give each shop databases of its own, or, if its keys were made anew, HANSA_SHOP_ID=${known} (docs/owners/keys.md#the-id-of-the-shop)`,
  );
}

/** The table that marks a schema whose store was moved into a file: its rows are of that moment, and a start would sell from them. */
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
