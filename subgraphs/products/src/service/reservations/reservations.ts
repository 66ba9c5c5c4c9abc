/** Reservations: units kept for a checkout, then committed to an order or released, each exactly once. */
import type { products as contract } from "@hansa/contracts/products";
import { recordFencingToken } from "@hansa/kit/coordination";
import type { InputOf, OutputOf } from "@hansa/kit/rpc";
import { afterWrite } from "@hansa/kit/runtime";
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import { findPrices } from "../../store/catalogue/prices.ts";
import { findReservationLimits } from "../../store/projections/settings.ts";
import { saveCommitted } from "../../store/reservations/commitments.ts";
import {
  changeReservationState,
  countReservedUnits,
  expireReservation,
  extendExpiry,
  findOverdueReservations,
  findReservation,
  findReservedLines,
  insertReservation,
} from "../../store/reservations/reservations.ts";
import {
  moveUnits,
  type ReservationLimit,
  reserveUnits,
  reserveUnitsWithoutLimit,
  unitsForSale,
} from "../../store/reservations/stock.ts";
import type { StockLevelRow, StockReservationRow, VariantUnits } from "../../store/reservations/tables.ts";
import { publishCommitment } from "./commitments.ts";
import { findOnSale } from "./quote.ts";
import { findLimit, findOverLimit, furtherLimits, recordUnpaidEnd } from "./reservation-limits.ts";
import { findShortages, sumByVariant } from "./shortages.ts";

type ReservationRequest = InputOf<typeof contract.reserve>;
type ReservationResult = OutputOf<typeof contract.reserve>;
type CommitResult = OutputOf<typeof contract.commit>;

/** Orders ends reservations. This long after their expiry, products releases them itself. */
const sweepAfterMs = 10 * 60 * 1_000;

/** Checks prices and stock and reserves all lines or none. Repeated for a checkout, it returns the same result. */
export function reserveStock(deps: Deps, request: ReservationRequest): Promise<ReservationResult> {
  const { runtime } = deps;
  return deps.store.write("reserve-stock", async (tx): Promise<ReservationResult> => {
    const earlier = await findReservation(tx, request.checkoutId);
    if (earlier)
      return earlier.state === "reserved"
        ? { outcome: "reserved", expiresAt: earlier.expiresAt, isShortened: earlier.shortened }
        : { outcome: "gone" };

    const [{ tracked, changed }, limits, reservedUnits] = await Promise.all([
      checkPrices(tx, request, runtime.now()),
      findReservationLimits(tx),
      countReservedUnits(tx, request),
    ]);
    if (changed.length > 0) return { outcome: "priceChanged", lines: changed };

    const lines = sumByVariant(request.lines.filter((line) => tracked.has(line.variantId)));
    const units = lines.reduce((total, line) => total + line.quantity, 0);
    if (reservedUnits + units > limits.cartUnits) return { outcome: "reservedUnitsLimit", maximum: limits.cartUnits };

    const short = await findShortages(tx, lines, unitsForSale);
    if (short.length > 0) return { outcome: "outOfStock", lines: short };
    const limit = await findLimit(deps, tx, limits, request);
    for (const each of [limit, ...furtherLimits(limit, deps.store.now())]) {
      const overLimit = await findOverLimit(tx, lines, each);
      if (overLimit.length === 0) continue;
      afterWrite(() => deps.metrics.countLimitRefusal(limit.name));
      return { outcome: "reservationLimit", lines: overLimit };
    }
    for (const line of lines) await mustReserve(tx, line, limit);

    const { checkoutId, cartId, userId } = request;
    const { network, isShortened } = limit;
    const expiresAt = expiryOf(deps, request, isShortened);
    const until = { expiresAt, shortened: isShortened, createdAt: runtime.now() };
    await insertReservation(tx, { checkoutId, cartId, userId, network, state: "reserved", ...until }, lines);
    return { outcome: "reserved", expiresAt, isShortened };
  });
}

/** Extends a live reservation. */
export function extendReservation(deps: Deps, request: InputOf<typeof contract.extend>) {
  return deps.store.write("extend-reservation", async (tx): Promise<OutputOf<typeof contract.extend>> => {
    const hold = await extendExpiry(tx, request.checkoutId, expiryOf(deps, request));
    return hold ? { outcome: "reserved", expiresAt: hold.expiresAt } : { outcome: "gone" };
  });
}

/**
 * Commits the reserved units: they stay on the shelf, and are sold. Refused if others have paid before and too few are left, since goods may be
 * damaged while they are reserved. An expired reservation, whose units were released, is committed as well if every line is available: the
 * payment may be captured already.
 */
export function commitReservation(
  deps: Deps,
  { checkoutId, fencingToken = null }: InputOf<typeof contract.commit>,
): Promise<CommitResult> {
  return deps.store.write("commit-reservation", async (tx): Promise<CommitResult> => {
    await recordFencingToken(tx, fencingToken);
    const [reservation, lines] = await Promise.all([
      findReservation(tx, checkoutId),
      findReservedLines(tx, checkoutId),
    ]);
    if (!reservation || reservation.state === "released") return { outcome: "gone" };
    if (reservation.state === "committed") return { outcome: "committed" };
    const isExpired = reservation.state === "expired";
    const short = await findShortages(tx, lines, isExpired ? unitsForSale : uncommittedUnits);
    if (short.length > 0) return { outcome: "outOfStock", lines: short };
    if (isExpired) for (const line of lines) await mustReserveAgain(tx, line);
    await changeReservationState(tx, checkoutId, ["reserved", "expired"], "committed");
    for (const { variantId, quantity } of lines) {
      const level = await moveUnits(tx, variantId, { committed: quantity, reserved: -quantity });
      if (!level) throw new Error(`reservations: ${quantity} reserved units of ${variantId} cannot be committed`);
      await saveCommitted(tx, checkoutId, variantId, quantity);
      await publishCommitment(deps, tx, level, "SOLD");
    }
    return { outcome: "committed" };
  });
}

/** Releases the reserved units. An unknown checkout is stored as released, so that a late reservation fails. */
export function releaseReservation(deps: Deps, { checkoutId, fencingToken = null }: InputOf<typeof contract.release>) {
  return deps.store.write("release-reservation", async (tx): Promise<OutputOf<typeof contract.release>> => {
    await recordFencingToken(tx, fencingToken);
    const reservation = await findReservation(tx, checkoutId);
    const now = deps.runtime.now();
    if (!reservation) {
      const never = { cartId: "", userId: null, network: null, expiresAt: now, shortened: false, createdAt: now };
      await insertReservation(tx, { checkoutId, state: "released", ...never }, []);
      return { outcome: "released" };
    }
    if (reservation.state === "committed") return { outcome: "committed" };
    if (await changeReservationState(tx, checkoutId, ["reserved"], "released"))
      await releaseUnpaidUnits(deps, tx, reservation);
    else await changeReservationState(tx, checkoutId, ["expired"], "released");
    return { outcome: "released" };
  });
}

/** Expires reservations that ended long ago and that orders has neither ended nor extended. */
export async function expireOverdueReservations(deps: Deps): Promise<void> {
  const { store, log } = deps;
  const before = store.now() - sweepAfterMs;
  for (const checkoutId of await store.read((db) => findOverdueReservations(db, before, 100))) {
    const isExpired = await store.write("expire-overdue-reservation", async (tx) => {
      const reservation = await findReservation(tx, checkoutId);
      if (!reservation || !(await expireReservation(tx, checkoutId, before))) return false;
      await releaseUnpaidUnits(deps, tx, reservation);
      return true;
    });
    if (isExpired) log.warn({ checkoutId }, "reservations: overdue reservation expired, checkout never ended it");
  }
}

/** The expiry of a reservation by the clock of this store; after half the time if it is shortened. */
function expiryOf(
  { store }: Deps,
  { expiresAt, asOf }: Pick<ReservationRequest, "expiresAt" | "asOf">,
  isShortened = false,
): number {
  const now = store.now();
  const end = asOf === null || asOf === undefined ? expiresAt : now + expiresAt - asOf;
  return isShortened ? now + Math.floor((end - now) / 2) : end;
}

/** Releases the units of a reservation that has just ended unpaid, and notes that for its network. */
async function releaseUnpaidUnits(
  deps: Deps,
  tx: Tx,
  { checkoutId, network }: Pick<StockReservationRow, "checkoutId" | "network">,
): Promise<void> {
  const lines = await findReservedLines(tx, checkoutId);
  if (lines.length > 0) await recordUnpaidEnd(deps, tx, network);
  for (const { variantId, quantity } of lines) await moveUnits(tx, variantId, { reserved: -quantity });
}

/** Returns the tracked variants, and the lines whose price is no longer the expected one. */
async function checkPrices(tx: Tx, { currency, lines }: ReservationRequest, now: number) {
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

/** Units on the shelf that are not sold, reserved or not. */
function uncommittedUnits(level: StockLevelRow | undefined): number {
  return level ? level.onHand - level.committed : 0;
}

/** Reserves units that were found to be available and within the limit. */
async function mustReserve(tx: Tx, { variantId, quantity }: VariantUnits, limit: ReservationLimit): Promise<void> {
  if (!(await reserveUnits(tx, variantId, quantity, limit)))
    throw new Error(`reservations: ${quantity} available units of ${variantId} cannot be reserved`);
}

/** Reserves units that were found to be available; in the only writer, a failure is a defect. */
async function mustReserveAgain(tx: Tx, { variantId, quantity }: VariantUnits): Promise<void> {
  if (!(await reserveUnitsWithoutLimit(tx, variantId, quantity)))
    throw new Error(`reservations: ${quantity} available units of ${variantId} cannot be reserved again`);
}
