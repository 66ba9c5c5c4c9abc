/** Movements of stock: each is written down once, told to others, and listed for whoever counts. */
import { events } from "@hansa/contracts/events";
import { hasScope } from "@hansa/kit/identity";
import { appendEvent } from "@hansa/kit/outbox";
import { type Connection, connectionOf, type PageArgs, readTimePage, type TimeSort } from "@hansa/kit/pages";
import type { Tx } from "@hansa/kit/store";
import type { Context, Deps } from "../../context.ts";
import { placeKey } from "../../store/places.ts";
import { countMovements, findMovements, insertMovement, type MovementFilter, movementList } from "../../store/stock.ts";
import type { StockMovementRow } from "../../store/stock-tables.ts";

/** Writes a movement and the event about it. Throws if this cause has moved this line before: stock would have changed twice. */
export async function recordMovement(
  { world }: Deps,
  tx: Tx,
  movement: Omit<StockMovementRow, "id" | "at">,
): Promise<void> {
  const { variantId, delta, reason, onHandAfter, causeId, causeLine } = movement;
  const isNew = await insertMovement(tx, { ...movement, id: world.newId("stk"), at: world.now() });
  if (!isNew) throw new Error(`${reason} of ${causeLine} for ${causeId} was written down before`);
  await appendEvent(tx, world, events.stockChanged, variantId, { variantId, delta, reason, onHand: onHandAfter });
}

/** A page of movements that remembers its filter, for whoever also asks for the count. */
export type MovementPage = Connection<StockMovementRow> & { filter: MovementFilter };

type MovementArgs = PageArgs & {
  sort?: TimeSort | null | undefined;
  filter?: MovementFilter | null | undefined;
};

/** Movements of stock, the newest first. */
export async function listMovements({ store }: Context, args: MovementArgs): Promise<MovementPage> {
  const page = readTimePage(args, 50);
  const filter = args.filter ?? {};
  const rows = await store.read((db) => findMovements(db, filter, page));
  return { ...connectionOf(page, rows, ({ at, id }) => placeKey(movementList, { rank: at, id })), filter };
}

/** The movement if the viewer may read stock; null for others, as if there were none. */
export async function findVisibleMovement({ loaders, viewer }: Context, id: string): Promise<StockMovementRow | null> {
  return hasScope(viewer, "inventory:read") ? loaders.movementById.load(id) : null;
}

export function countAllMovements({ store }: Context, filter: MovementFilter): Promise<number> {
  return store.read((db) => countMovements(db, filter));
}

/** The checkout that a sale or its restock belongs to; null for what the warehouse did. */
export function checkoutOf({ causeId }: StockMovementRow): string | null {
  return causeId.startsWith("chk_") ? causeId : null;
}
