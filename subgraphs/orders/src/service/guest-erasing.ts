/** Erasing people without an account, by the e-mail address that they gave: asked for by users, where the proof was looked at. */
import type { orders as contract } from "@hansa/contracts/orders";
import type { InputOf, OutputOf } from "@hansa/kit/contract";
import type { Reader } from "@hansa/kit/store";
import type { Deps } from "../context.ts";
import { forgetPayers } from "../peers/peers.ts";
import { findAllOrdersOf, findCheckoutsOf, forgetCheckouts, type Person } from "../store/erasures.ts";
import { endGuestErasure, findGuestErasures, forgetAddress, insertGuestErasure } from "../store/guest-erasures.ts";
import type { CheckoutRow, GuestErasureRow } from "../store/tables.ts";
import { giveBackGoods } from "./checkout/releases.ts";
import { forgetOrders, letGoOf } from "./forgetting.ts";

type Contract = (typeof contract)["forgetGuest"];

/** Writes down that whoever gave this address is to be forgotten; `eraseGuests` does it. The same id again changes nothing. */
export async function hearOfGuest(
  { store, world }: Deps,
  { id, email }: InputOf<Contract>,
): Promise<OutputOf<Contract>> {
  await store.write("hear-of-guest", (tx) => insertGuestErasure(tx, { id, email, heardAt: world.now() }));
  return { heard: true };
}

/** Goes on with every guest who may still be found here. Safe to repeat. */
export async function eraseGuests(deps: Deps): Promise<void> {
  for (const guest of await deps.store.read((db) => findGuestErasures(db, 20))) {
    try {
      await erase(deps, guest);
    } catch (error) {
      deps.log.warn({ err: error, erasure: guest.id }, "a guest is erased later");
    }
  }
}

/** It is done when the last row has forgotten the address. The store's log is emptied then, or by `empty-log` once no other process reads it. */
async function erase(deps: Deps, { id, email }: GuestErasureRow): Promise<void> {
  if (email !== null && !(await takeOut(deps, id, { email }))) return;
  await deps.store.write("erased-guest", (tx) => endGuestErasure(tx, id));
  await deps.store.emptyLog();
}

/** Payments forgets first, because by the address alone it is known what they paid for. False while something is still being bought. */
async function takeOut(deps: Deps, id: string, guest: Person): Promise<boolean> {
  const { store, peers } = deps;
  const isQuiet = await store.write("let-go-of-guest", async (tx) => {
    const waiting = await letGoOf(tx, (await findCheckoutsOf(tx, guest)).filter(isLive));
    return waiting.length === 0;
  });
  await giveBackGoods(deps);
  if (!isQuiet) return false;
  const paidFor = await store.read((db) => findWhatWasPaidFor(db, guest));
  await forgetPayers(peers, [...paidFor]);
  return store.write("erase-guest", async (tx) => {
    const isNew = (checkoutId: string) => !paidFor.has(checkoutId);
    if ([...(await findWhatWasPaidFor(tx, guest))].some(isNew)) return false;
    await forgetCheckouts(tx, guest);
    if (!(await forgetOrders(tx, deps, guest))) return false;
    await forgetAddress(tx, id);
    return true;
  });
}

async function findWhatWasPaidFor(db: Reader, guest: Person): Promise<Set<string>> {
  const checkouts = await findCheckoutsOf(db, guest);
  const orders = await findAllOrdersOf(db, guest);
  return new Set([...checkouts.map((checkout) => checkout.id), ...orders.map((order) => order.checkoutId)]);
}

function isLive({ state }: CheckoutRow): boolean {
  return state !== "EXPIRED" && state !== "COMPLETED";
}
