/** Erasure of guests by their e-mail address, requested by users, which has verified the guest's identity. */
import type { orders as contract } from "@hansa/contracts/orders";
import type { InputOf, OutputOf } from "@hansa/kit/rpc";
import type { Reader } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import { erasePayers } from "../../peers/peers.ts";
import { dropFormerEmail } from "../../store/email/order-mails.ts";
import {
  endGuestErasure,
  eraseFromCheckouts,
  eraseGuestAddress,
  findAllOrdersOf,
  findCheckoutsOf,
  findGuestErasures,
  insertGuestErasure,
  type Person,
} from "../../store/privacy/erasures.ts";
import type { CheckoutRow, GuestErasureRow } from "../../store/tables.ts";
import { releaseExpiredReservations } from "../reservation/release.ts";
import { anonymiseOrders, endCheckouts } from "./anonymisation.ts";

type Contract = (typeof contract)["eraseGuest"];

/** Records a pending erasure of this address; the job `erase-guests` executes it. A repetition with the same id has no effect. */
export async function recordGuestErasure(
  { store, runtime }: Deps,
  { id, email }: InputOf<Contract>,
): Promise<OutputOf<Contract>> {
  await store.write("record-guest-erasure", (tx) => insertGuestErasure(tx, { id, email, receivedAt: runtime.now() }));
  return { recorded: true };
}

/** Executes all pending erasures of guests. Safe to repeat. */
export async function runPendingGuestErasures(deps: Deps): Promise<void> {
  for (const guest of await deps.store.read((db) => findGuestErasures(db, 20))) {
    try {
      await eraseGuest(deps, guest);
    } catch (error) {
      deps.log.warn({ err: error, erasure: guest.id }, "privacy: erasure of a guest failed, retry by the next job run");
    }
  }
}

/** Complete when no row contains the address. The write-ahead log is truncated then, or by `empty-log` once no other process reads it. */
async function eraseGuest(deps: Deps, { id, email }: GuestErasureRow): Promise<void> {
  if (email !== null && !(await anonymiseGuest(deps, id, { email }))) return;
  await deps.store.write("complete-guest-erasure", (tx) => endGuestErasure(tx, id));
  await deps.store.checkpointWal();
}

/** Payments erases first, because only the address leads to the guest's payments. False while a purchase is still in progress. */
async function anonymiseGuest(deps: Deps, id: string, guest: { email: string }): Promise<boolean> {
  const { store, peers } = deps;
  const isQuiet = await store.write("end-guest-checkouts", async (tx) => {
    const waiting = await endCheckouts(tx, (await findCheckoutsOf(tx, guest)).filter(isLive));
    return waiting.length === 0;
  });
  await releaseExpiredReservations(deps);
  if (!isQuiet) return false;
  const paidFor = await store.read((db) => findCheckoutIds(db, guest));
  await erasePayers(peers, [...paidFor]);
  return store.write("erase-guest", async (tx) => {
    const isNew = (checkoutId: string) => !paidFor.has(checkoutId);
    if ([...(await findCheckoutIds(tx, guest))].some(isNew)) return false;
    await eraseFromCheckouts(tx, guest);
    await dropFormerEmail(tx, guest.email);
    if (!(await anonymiseOrders(deps, tx, guest))) return false;
    await eraseGuestAddress(tx, id);
    return true;
  });
}

async function findCheckoutIds(db: Reader, guest: Person): Promise<Set<string>> {
  const checkouts = await findCheckoutsOf(db, guest);
  const orders = await findAllOrdersOf(db, guest);
  return new Set([...checkouts.map((checkout) => checkout.id), ...orders.map((order) => order.checkoutId)]);
}

function isLive({ state }: CheckoutRow): boolean {
  return state !== "EXPIRED" && state !== "COMPLETED";
}
