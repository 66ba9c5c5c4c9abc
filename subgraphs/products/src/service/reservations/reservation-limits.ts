/** Limits of reservations: the units of a variant that one account, or the guests of one network, may hold unpaid. */
import type { products as contract } from "@hansa/contracts/products";
import type { ReservationLimits } from "@hansa/contracts/shop-limits";
import { type NetworkWidth, widerNetworks } from "@hansa/kit/identity";
import type { InputOf } from "@hansa/kit/rpc";
import type { Reader, Tx } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import { findReservableUnits, maxOnHand, type ReservationLimit } from "../../store/reservations/stock.ts";
import type { ReservationLineRow } from "../../store/reservations/tables.ts";
import { forgetUnpaid, hasEndedUnpaid, recordUnpaid } from "../../store/reservations/unpaid-networks.ts";

type Buyer = Pick<InputOf<typeof contract.reserve>, "userId" | "isVerified" | "network" | "cartId">;

/** A limit with its name in the metrics, the network that it counts, and whether reservations within it last half as long. */
export type AppliedLimit = ReservationLimit & { name: string; network: string | null; isShortened: boolean };

/** A network reserves half as much for half the time so long after a reservation of it has ended unpaid. */
const unpaidMs = 24 * 60 * 60 * 1_000;

/**
 * Limits verified accounts by user, and others together by network. Where the network is unknown, as in development, each account and each cart
 * counts as a verified account.
 */
export async function findLimit(
  { store }: Pick<Deps, "store">,
  tx: Tx,
  limits: ReservationLimits,
  { userId, isVerified, network, cartId }: Buyer,
): Promise<AppliedLimit> {
  if (network === null || (userId !== null && isVerified)) {
    const holder = userId === null ? { cartId } : { userId };
    const share = { percent: limits.accountPercent, atLeast: limits.accountUnits, atMost: maxOnHand, part: 1 };
    return { holder, share, name: "products_reservations_account", network: null, isShortened: false };
  }
  const isShortened = await hasEndedUnpaid(tx, network, store.now());
  const range = { atLeast: limits.guestMinimum, atMost: Math.max(limits.guestMinimum, limits.guestMaximum) };
  const share = { percent: limits.guestPercent, ...range, part: isShortened ? 2 : 1 };
  return { holder: { network }, share, name: "products_reservations_network", network, isShortened };
}

/** The guests of a wider network together hold so many times the units of one. */
const factors: Record<NetworkWidth, number> = { sender: 1, home: 2, site: 4 };

/** The percent of a variant that all networks together may hold of which a reservation has ended unpaid; the rest is for others. */
const unpaidPercent = 50;

/**
 * The further limits of a network: those of the networks around it, since a home or a tunnel has many, and what it may hold together with others
 * once a reservation of it has ended unpaid.
 */
export function furtherLimits(limit: AppliedLimit, now: number): ReservationLimit[] {
  if (!limit.isShortened) return widerLimits(limit);
  const share = { percent: unpaidPercent, atLeast: 1, atMost: maxOnHand, part: 1 };
  return [...widerLimits(limit), { holder: { unpaidAt: now }, share }];
}

function widerLimits({ network, share }: AppliedLimit): ReservationLimit[] {
  return widerNetworks(network ?? "").map(({ width, ...range }) => {
    const times = (units: number) => units * factors[width];
    const { percent, atLeast, atMost } = share;
    const wider = { percent: Math.min(100, times(percent)), atLeast: times(atLeast), atMost: times(atMost), part: 1 };
    return { holder: range, share: wider };
  });
}

/** Returns the lines with more units than the holder may still reserve. */
export async function findOverLimit(
  db: Reader,
  lines: readonly Pick<ReservationLineRow, "variantId" | "quantity">[],
  limit: ReservationLimit,
): Promise<{ variantId: string; wanted: number; available: number }[]> {
  const over: { variantId: string; wanted: number; available: number }[] = [];
  for (const { variantId, quantity } of lines) {
    const available = Math.max(0, (await findReservableUnits(db, variantId, limit)) ?? 0);
    if (available < quantity) over.push({ variantId, wanted: quantity, available });
  }
  return over;
}

/** Notes that a reservation of this network has just ended unpaid. Null: it was counted by no network. */
export async function recordUnpaidEnd({ store }: Pick<Deps, "store">, tx: Tx, network: string | null): Promise<void> {
  if (network !== null) await recordUnpaid(tx, { network, endsAt: store.now() + unpaidMs });
}

/** Forgets the networks of which no reservation has ended unpaid for a day. */
export async function forgetUnpaidNetworks({ store }: Pick<Deps, "store">, tx: Tx): Promise<void> {
  await forgetUnpaid(tx, store.now());
}
