/** The life of a hold: stock kept for a checkout, then taken for good or given back, each exactly once. */
import type { products as contract } from "@hansa/contracts/products";
import type { InputOf, OutputOf } from "@hansa/kit/contract";
import { heed } from "@hansa/kit/lease";
import type { Tx } from "@hansa/kit/store";
import type { Rules } from "../../config.ts";
import type { Deps } from "../../context.ts";
import {
  countHeldUnits,
  expireHold,
  extendHold,
  findHold,
  findOverdueHolds,
  findReservations,
  insertHold,
  moveHold,
} from "../../store/holds.ts";
import { findPrices } from "../../store/prices.ts";
import {
  changeOnHand,
  findReservableUnits,
  findStockLevels,
  holdUnits,
  type ReservationLimit,
  releaseUnits,
  reserveUnits,
  takeHeldUnits,
  wasMoved,
} from "../../store/stock.ts";
import type { HoldRow, ReservationRow } from "../../store/stock-tables.ts";
import { recordMovement } from "./movements.ts";
import { findOnSale } from "./quote.ts";

type Reserve = InputOf<typeof contract.reserve>;
type Reserved = OutputOf<typeof contract.reserve>;
type Committed = OutputOf<typeof contract.commit>;
type ShelfLine = Omit<ReservationRow, "checkoutId">;
type ShortLine = { variantId: string; wanted: number; available: number };

/** Orders decides when a hold ends; only when it has not for this long after the end do we let go by ourselves. */
const sweepAfterMs = 10 * 60 * 1_000;

/** Checks prices and stock and holds the stock, all or nothing. The same checkout asked again gets the same answer. */
export function reserve(deps: Deps, asked: Reserve): Promise<Reserved> {
  const { world, rules } = deps;
  return deps.store.write("reserve-stock", async (tx): Promise<Reserved> => {
    const earlier = await findHold(tx, asked.checkoutId);
    if (earlier)
      return earlier.state === "held" ? { outcome: "held", expiresAt: earlier.expiresAt } : { outcome: "gone" };

    const { tracked, changed } = await checkPrices(tx, asked, world.now());
    if (changed.length > 0) return { outcome: "priceChanged", lines: changed };

    const lines = sumByVariant(asked.lines.filter((line) => tracked.has(line.variantId)));
    const units = lines.reduce((total, line) => total + line.quantity, 0);
    if ((await countHeldUnits(tx, asked)) + units > rules.holdLimit)
      return { outcome: "holdLimit", maximum: rules.holdLimit };

    const short = await findShort(tx, lines);
    if (short.length > 0) return { outcome: "outOfStock", lines: short };
    const limit = limitOf(rules, asked);
    const overLimit = await findOverLimit(tx, lines, limit);
    if (overLimit.length > 0) return { outcome: "reservationLimit", lines: overLimit };
    for (const line of lines) await mustReserve(tx, line, limit);

    const { checkoutId, cartId, userId } = asked;
    const network = userId === null ? asked.network : null;
    const expiresAt = endOf(deps, asked);
    const hold: HoldRow = { checkoutId, cartId, userId, network, state: "held", expiresAt, createdAt: world.now() };
    await insertHold(tx, hold, lines);
    return { outcome: "held", expiresAt };
  });
}

/** Keeps a live hold for longer. */
export function extend(deps: Deps, asked: InputOf<typeof contract.extend>) {
  return deps.store.write("extend-hold", async (tx): Promise<OutputOf<typeof contract.extend>> => {
    const hold = await extendHold(tx, asked.checkoutId, endOf(deps, asked));
    return hold ? { outcome: "held", expiresAt: hold.expiresAt } : { outcome: "gone" };
  });
}

/**
 * Takes what is held for good. A hold that had run out, so that its units were given back, is taken all the same
 * while there is enough for every line; the money may be certain already.
 */
export function commit(deps: Deps, { checkoutId, turn = null }: InputOf<typeof contract.commit>): Promise<Committed> {
  return deps.store.write("commit-hold", async (tx): Promise<Committed> => {
    await heed(tx, turn);
    const hold = await findHold(tx, checkoutId);
    if (!hold || hold.state === "released") return { outcome: "gone" };
    if (hold.state === "committed") return { outcome: "committed" };
    const lines = await findReservations(tx, checkoutId);
    if (hold.state === "expired") {
      const short = await findShort(tx, lines);
      if (short.length > 0) return { outcome: "outOfStock", lines: short };
      for (const line of lines) await mustHold(tx, line);
    }
    await moveHold(tx, checkoutId, ["held", "expired"], "committed");
    for (const { variantId, quantity } of lines) {
      const level = await takeHeldUnits(tx, variantId, quantity);
      if (!level) throw new Error(`the shelf of ${variantId} is gone while ${quantity} of it are held`);
      const movement = { variantId, delta: -quantity, onHandAfter: level.onHand, reason: "SOLD" } as const;
      await recordMovement(deps, tx, { ...movement, causeId: checkoutId, causeLine: variantId, note: null });
    }
    return { outcome: "committed" };
  });
}

/** Gives back what is held. An unknown checkout is remembered as released, so that a reserve still on its way cannot hold. */
export function release(deps: Deps, { checkoutId, turn = null }: InputOf<typeof contract.release>) {
  return deps.store.write("release-hold", async (tx): Promise<OutputOf<typeof contract.release>> => {
    await heed(tx, turn);
    const hold = await findHold(tx, checkoutId);
    const now = deps.world.now();
    if (!hold) {
      await insertHold(
        tx,
        { checkoutId, cartId: "", userId: null, network: null, state: "released", expiresAt: now, createdAt: now },
        [],
      );
      return { outcome: "released" };
    }
    if (hold.state === "committed") return { outcome: "committed" };
    if (await moveHold(tx, checkoutId, ["held"], "released")) await releaseReserved(tx, checkoutId);
    else await moveHold(tx, checkoutId, ["expired"], "released");
    return { outcome: "released" };
  });
}

/**
 * Puts sold units back on the shelf, once for each cause and line. Units of a variant that is no longer counted have no shelf to go to.
 * Throws, and puts nothing back, if a shelf has no room: asked again when there is room, nothing is lost.
 */
export function restock(deps: Deps, { causeId, lines, turn = null }: InputOf<typeof contract.restock>) {
  return deps.store.write("restock", async (tx): Promise<OutputOf<typeof contract.restock>> => {
    await heed(tx, turn);
    const levels = await findStockLevels(
      tx,
      lines.map((line) => line.variantId),
    );
    const counted = new Set(levels.map((level) => level.variantId));
    for (const { lineId, variantId, quantity } of lines.filter((line) => counted.has(line.variantId))) {
      if (await wasMoved(tx, "RESTOCKED", causeId, lineId)) continue;
      const level = await changeOnHand(tx, variantId, quantity);
      if (!level) throw new Error(`the shelf of ${variantId} has no room for ${quantity} more`);
      const movement = { variantId, delta: quantity, onHandAfter: level.onHand, reason: "RESTOCKED" } as const;
      await recordMovement(deps, tx, { ...movement, causeId, causeLine: lineId, note: null });
    }
    return { outcome: "restocked" };
  });
}

/** The safety net: lets go of holds whose end is long past and that nobody ended or extended. */
export async function sweepHolds({ store, log }: Deps): Promise<void> {
  const before = store.now() - sweepAfterMs;
  for (const checkoutId of await store.read((db) => findOverdueHolds(db, before, 100))) {
    const isLetGo = await store.write("sweep-hold", async (tx) => {
      if (!(await expireHold(tx, checkoutId, before))) return false;
      await releaseReserved(tx, checkoutId);
      return true;
    });
    if (isLetGo) log.warn({ checkoutId }, "a hold was let go by the safety net: its checkout should have ended it");
  }
}

/** When a hold ends by our own clock. */
function endOf({ store }: Deps, { expiresAt, asOf }: Pick<Reserve, "expiresAt" | "asOf">): number {
  return asOf === null || asOf === undefined ? expiresAt : store.now() + expiresAt - asOf;
}

/** Gives back the units of a hold that has just ended. */
async function releaseReserved(tx: Tx, checkoutId: string): Promise<void> {
  for (const { variantId, quantity } of await findReservations(tx, checkoutId))
    await releaseUnits(tx, variantId, quantity);
}

/** Which variants are counted, and which lines have no longer the price that the buyer saw. */
async function checkPrices(tx: Tx, { currency, lines }: Reserve, now: number) {
  const ids = [...new Set(lines.map((line) => line.variantId))];
  const { onSale } = await findOnSale(tx, ids, now);
  const sold = new Set(onSale.map(({ variant }) => variant.id));
  const prices = (await findPrices(tx, ids, now)).filter(
    (price) => price.currency === currency && sold.has(price.variantId),
  );
  const priceOf = new Map(prices.map((price) => [price.variantId, price.minor]));
  const changed = lines
    .map(({ variantId, expectedPriceMinor }) => ({
      variantId,
      expectedPriceMinor,
      priceMinor: priceOf.get(variantId) ?? null,
    }))
    .filter((line) => line.priceMinor !== line.expectedPriceMinor)
    .map(({ variantId, priceMinor }) => ({ variantId, priceMinor }));
  return {
    tracked: new Set(onSale.filter(({ variant }) => variant.tracked).map(({ variant }) => variant.id)),
    changed,
  };
}

/** One line per variant, always in the same order. */
function sumByVariant(lines: Reserve["lines"]): ShelfLine[] {
  const quantities = new Map<string, number>();
  for (const { variantId, quantity } of lines) quantities.set(variantId, (quantities.get(variantId) ?? 0) + quantity);
  return [...quantities]
    .map(([variantId, quantity]) => ({ variantId, quantity }))
    .sort((a, b) => (a.variantId < b.variantId ? -1 : 1));
}

async function findShort(tx: Tx, lines: readonly ShelfLine[]): Promise<ShortLine[]> {
  const levels = await findStockLevels(
    tx,
    lines.map((line) => line.variantId),
  );
  const free = new Map(levels.map((level) => [level.variantId, level.onHand - level.reserved]));
  return lines
    .map(({ variantId, quantity }) => ({ variantId, wanted: quantity, available: free.get(variantId) ?? 0 }))
    .filter((line) => line.available < line.wanted);
}

/** An account is limited by itself, guests by their network, and those whose network is unknown by their cart. */
function limitOf({ reservations }: Rules, { userId, network, cartId }: Reserve): ReservationLimit {
  if (userId !== null) return { holder: { userId }, share: reservations.account };
  if (network !== null) return { holder: { network }, share: reservations.network };
  return { holder: { cartId }, share: reservations.account };
}

/** The lines that ask for more than the holder may still reserve. */
async function findOverLimit(tx: Tx, lines: readonly ShelfLine[], limit: ReservationLimit): Promise<ShortLine[]> {
  const over: ShortLine[] = [];
  for (const { variantId, quantity } of lines) {
    const available = Math.max(0, (await findReservableUnits(tx, variantId, limit)) ?? 0);
    if (available < quantity) over.push({ variantId, wanted: quantity, available });
  }
  return over;
}

/** Reserves what was just found to be free and within the limit. */
async function mustReserve(tx: Tx, { variantId, quantity }: ShelfLine, limit: ReservationLimit): Promise<void> {
  if (!(await reserveUnits(tx, variantId, quantity, limit)))
    throw new Error(`${quantity} of ${variantId} were free and within the limit, and cannot be reserved`);
}

/** Holds what was just found to be free; the transaction is the only writer, so anything else is a mistake of ours. */
async function mustHold(tx: Tx, { variantId, quantity }: ShelfLine): Promise<void> {
  if (!(await holdUnits(tx, variantId, quantity)))
    throw new Error(`${quantity} of ${variantId} were free and cannot be held`);
}
