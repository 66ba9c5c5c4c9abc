/** The shop that a database belongs to: another one on it would sell the same goods and give the same numbers out. */
import { CommandFailure } from "../../../command-line/failure.ts";
import type { Connection } from "./connection.ts";
import { type DatabasePlace, nameOf } from "./place.ts";

/** The table with the id of the shop: one row. */
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
