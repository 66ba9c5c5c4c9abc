/** Stock movements: recorded once, published as events, and listed for staff. */
import { events } from "@hansa/contracts/events";
import { type Connection, connectionOf, type PageArgs, readTimePage, type TimeSort } from "@hansa/kit/graphql";
import { hasScope } from "@hansa/kit/identity";
import { appendEvent } from "@hansa/kit/messaging";
import type { Tx } from "@hansa/kit/store";
import type { Context, Deps } from "../../context.ts";
import { cursorKey } from "../../store/cursors.ts";
import {
  countMovements,
  findMovements,
  insertMovement,
  type MovementFilter,
  movementList,
} from "../../store/reservations/movements.ts";
import { moveUnits } from "../../store/reservations/stock.ts";
import type { NewMovement, StockLevelRow, StockMovementRow } from "../../store/reservations/tables.ts";

/** The units of a variant after a movement. */
type UnitsAfter = Pick<StockLevelRow, "variantId" | "onHand" | "committed">;
type Movement = Omit<NewMovement, "id" | "at" | "variantId" | "onHandAfter">;

/** Writes a movement of units on hand and its event. Throws if the cause has already moved the line: stock would change twice. */
export async function recordMovement(
  { runtime }: Pick<Deps, "runtime">,
  tx: Tx,
  { variantId, onHand, committed }: UnitsAfter,
  movement: Movement,
): Promise<void> {
  const { delta, reason, causeId, causeLine } = movement;
  const row = { ...movement, id: runtime.newId("stk"), variantId, onHandAfter: onHand, at: runtime.now() };
  if (!(await insertMovement(tx, row)))
    throw new Error(`stock movements: ${reason} of ${causeLine} for ${causeId} is already recorded`);
  await appendEvent(runtime, tx, events.stockChanged, { variantId, delta, reason, onHand, committed });
}

/** Changes the units on hand and records the movement; undefined, without a change, if it would leave fewer than committed or too many. */
export async function moveShelf(
  deps: Pick<Deps, "runtime">,
  tx: Tx,
  variantId: string,
  movement: Movement,
): Promise<StockLevelRow | undefined> {
  const level = await moveUnits(tx, variantId, { onHand: movement.delta });
  if (level) await recordMovement(deps, tx, level, movement);
  return level;
}

/** A page of movements with its filter, which the total count needs. */
export type MovementPage = Connection<StockMovementRow> & { filter: MovementFilter };

type MovementArgs = PageArgs & {
  sort?: TimeSort | null | undefined;
  filter?: MovementFilter | null | undefined;
};

/** Lists stock movements, newest first. */
export async function listMovements({ store }: Context, args: MovementArgs): Promise<MovementPage> {
  const page = readTimePage(args, 50);
  const filter = args.filter ?? {};
  const rows = await store.read((db) => findMovements(db, filter, page));
  return { ...connectionOf(page, rows, ({ at, id }) => cursorKey(movementList, { rank: at, id })), filter };
}

/** Returns the movement if the viewer may read inventory; else null. */
export async function findVisibleMovement({ loaders, viewer }: Context, id: string): Promise<StockMovementRow | null> {
  return hasScope(viewer, "inventory:read") ? loaders.movementById.load(id) : null;
}

/** The number of stock movements in a filtered list. */
export function countAllMovements({ store }: Context, filter: MovementFilter): Promise<number> {
  return store.read((db) => countMovements(db, filter));
}

/** The checkout of a sale or restock before stock counted sold units; null for other changes. */
export function checkoutOf({ causeId }: StockMovementRow): string | null {
  return causeId.startsWith("chk_") ? causeId : null;
}
