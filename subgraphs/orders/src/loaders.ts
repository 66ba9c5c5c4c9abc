/** Batches of one request: whatever many carts or orders are asked at once is one statement. */
import { batchesOf, loadMany, loadOne } from "@hansa/kit/loading";
import type { Page } from "@hansa/kit/pages";
import type { Store } from "@hansa/kit/store";
import type { World } from "@hansa/kit/world";
import type DataLoader from "dataloader";
import { findActiveCarts, findCartLinesByIds, findCartsByIds, findLinesByCarts } from "./store/carts.ts";
import { findCheckoutsByIds, findLiveCheckouts } from "./store/checkouts.ts";
import {
  countOrdersByCustomers,
  findEventsByOrders,
  findLinesByOrders,
  findNotesByOrders,
  findOrdersByCheckouts,
  findOrdersByCustomers,
  findOrdersByIds,
  findOrdersByNumbers,
} from "./store/orders.ts";
import { countUsesOfCustomers } from "./store/promotion-uses.ts";
import { findAutomaticPromotions, findPromotionsByCodes } from "./store/promotions.ts";
import { findMethodRates, findTaxRates, type MethodRate } from "./store/rates.ts";
import type { OrderRow, TaxRateRow } from "./store/tables.ts";

export type Loaders = ReturnType<typeof createLoaders>;

/** Fresh loaders: they remember what they loaded, so each request needs its own. */
export function createLoaders(store: Store, world: World) {
  const from = batchesOf(store);
  const now = world.now();

  return {
    cartById: loadOne(from(findCartsByIds), (cart) => cart.id),
    activeCartByUser: loadOne(from(findActiveCarts), (active) => active.userId),
    linesByCart: loadMany(from(findLinesByCarts), (line) => line.cartId),
    cartLineById: loadOne(from(findCartLinesByIds), (line) => line.id),
    checkoutById: loadOne(from(findCheckoutsByIds), (checkout) => checkout.id),
    liveCheckoutByCart: loadOne(from(findLiveCheckouts), (checkout) => checkout.cartId),
    orderById: loadOne(from(findOrdersByIds), (order) => order.id),
    orderByNumber: loadOne(from(findOrdersByNumbers), (order) => order.number),
    orderByCheckout: loadOne(from(findOrdersByCheckouts), (order) => order.checkoutId),
    linesByOrder: loadMany(from(findLinesByOrders), (line) => line.orderId),
    eventsByOrder: loadMany(from(findEventsByOrders), (event) => event.orderId),
    notesByOrder: loadMany(from(findNotesByOrders), (note) => note.orderId),
    ordersOfCustomer: remembered(
      (page: Page): DataLoader<string, OrderRow[]> =>
        loadMany(
          from((db, ids) => findOrdersByCustomers(db, ids, page)),
          (order) => order.customerId ?? "",
        ),
    ),
    orderCountOfCustomer: loadOne(from(countOrdersByCustomers), (row) => row.customerId ?? ""),
    /** Those in force: there is one key, so that they are asked for once. */
    automaticPromotions: loadMany(
      from((db) => findAutomaticPromotions(db, now)),
      () => "all",
    ),
    promotionsByCode: loadMany(from(findPromotionsByCodes), (promotion) => promotion.code ?? ""),
    usesByCustomer: loadMany(
      from((db, keys) => countUsesOfCustomers(db, keys)),
      (row) => row.customerKey ?? "",
    ),
    taxRatesOf: remembered(
      (country: string): Promise<TaxRateRow[]> => store.read((db) => findTaxRates(db, country, now)),
    ),
    methodRatesTo: remembered(
      ({ country, currency }: { country: string; currency: string }): Promise<MethodRate[]> =>
        store.read((db) => findMethodRates(db, country, currency)),
    ),
  };
}

/** Computes once for equal arguments. */
function remembered<Args, Result>(compute: (args: Args) => Result): (args: Args) => Result {
  const known = new Map<string, Result>();
  return (args) => {
    const key = JSON.stringify(args);
    const earlier = known.get(key);
    if (earlier !== undefined) return earlier;
    const result = compute(args);
    known.set(key, result);
    return result;
  };
}
