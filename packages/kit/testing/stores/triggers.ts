/** Triggers of a store: changes that it refuses for a while, and rules of its own that a test removes. */
import type { StorePlace } from "../../src/store/place.ts";
import { changeStore, rowsOf } from "./look-ups.ts";

/** A change of a table; `when`: only of rows for which it holds, such as `NEW.id = 'ord_1'`. */
type Change = { event: "INSERT" | "UPDATE"; table: string; when?: string };

/** Makes the store refuse a change, with an error that has the given message, until the returned function is called. */
export async function refuseChange(place: StorePlace, change: Change, message: string): Promise<() => Promise<void>> {
  await changeStore(place, refusals[place.engine](change, message));
  return () => dropTriggers(place, "refused");
}

const refusals = {
  sqlite: ({ event, table, when = "TRUE" }: Change, message: string) =>
    `CREATE TRIGGER refused BEFORE ${event} ON ${table} WHEN ${when} BEGIN SELECT RAISE(ABORT, '${message}'); END`,
  pg: ({ event, table, when = "TRUE" }: Change, message: string) =>
    `CREATE OR REPLACE FUNCTION refused() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN RAISE '${message}' USING ERRCODE = 'check_violation'; END $$;
     CREATE TRIGGER refused BEFORE ${event} ON ${table} FOR EACH ROW WHEN (${when}) EXECUTE FUNCTION refused()`,
};

/** Drops triggers by their names, of which a store has each once. */
export async function dropTriggers(place: StorePlace, ...names: string[]): Promise<void> {
  for (const name of names) await changeStore(place, `DROP TRIGGER ${name} ${await ownerOf(place, name)}`);
}

/** The table of a trigger, as PostgreSQL wants it. */
async function ownerOf(place: StorePlace, trigger: string): Promise<string> {
  if (place.engine === "sqlite") return "";
  const [row] = await rowsOf(
    place,
    `SELECT tgrelid::regclass AS owner FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
      WHERE tgname = '${trigger}' AND relnamespace = current_schema()::regnamespace`,
  );
  return `ON ${Object(row).owner}`;
}
