/** Plays the history of the demo shop: accounts, deliveries, orders, parcels, returns and reviews, each on its day. */

import { seedStock } from "../../../subgraphs/products/src/service/catalogue/seed.ts";
import { currentSettings } from "../../../subgraphs/products/src/service/settings.ts";
import { drainWork } from "../../host/in-process-shop.ts";
import { customers } from "../accounts/people.ts";
import { type Opened, openCustomer, type Staff } from "../accounts/registration.ts";
import { advanceTo, runTimers } from "../background-work.ts";
import { hourMs, lastDay } from "../calendar.ts";
import type { LoadedCatalogue } from "../catalogue/opening.ts";
import { type SeedShop, waitUntil } from "../shop.ts";
import { stockToday } from "./baskets.ts";
import { type OrderProgress, progressOf } from "./order-progress.ts";
import { performStep } from "./order-steps.ts";
import { type Placed, placePastOrder } from "./placement.ts";
import { planHistory } from "./plan.ts";
import type { Buyer, PlannedOrder } from "./planned-order.ts";

/** On busy days timers run after this number of steps, which is also the number of e-mails of one run. */
const ordersPerJobRun = 20;

/** An order as it was planned, as it was placed, and as it stands in the end. */
export type PastOrder = { planned: PlannedOrder; placed: Placed; now: OrderProgress };

/** The shop's catalogue and the accounts that it opened with. */
type OpenedShop = { catalogue: LoadedCatalogue; demoCustomer: Opened; staff: Staff };

/** Plays all of it, `count` orders among it, and leaves the clock at the end of the last day. Gives the orders, the oldest first; `onPlaced` is told how many are placed. */
export async function playHistory(
  shop: SeedShop,
  { catalogue, demoCustomer, staff }: OpenedShop,
  count: number,
  onPlaced: (placed: number) => void,
): Promise<PastOrder[]> {
  const { variantIdBySku, products } = catalogue;
  const accounts: Opened[] = [];
  const accountOf = (buyer: Buyer): Opened | undefined => {
    if (buyer.kind === "guest" || buyer.kind === "company") return undefined;
    return buyer.kind === "demo" ? demoCustomer : accounts[buyer.index];
  };
  const sent = products.flatMap(({ variants }) => variants.filter((variant) => variant.weightGrams !== null));
  const weighty = new Set(sent.map(({ sku }) => sku));

  const past: PastOrder[] = [];
  const open = new Map<PlannedOrder, OrderProgress>();
  const { currencies } = await currentSettings(shop.products.deps);
  const everything = planHistory(products, currencies, count);
  for (const [index, planned] of everything.entries()) {
    await advanceTo(shop, planned.at);
    if (index % ordersPerJobRun === 0) await runTimers(shop);
    if (planned.kind === "delivery") await stockShelves(shop, catalogue, "sold");
    if (planned.kind === "account") {
      const customer = customers[planned.index];
      if (customer) accounts.push(await openCustomer(shop, customer));
    }
    if (planned.kind === "order") {
      const buyer = accountOf(planned.buyer);
      const placed = await placePastOrder(shop, planned, buyer, variantIdBySku);
      const now = progressOf(planned, placed, buyer, weighty);
      past.push({ planned, placed, now });
      open.set(planned, now);
      onPlaced(past.length);
    }
    const order = planned.kind === "step" ? open.get(planned.order) : undefined;
    if (planned.kind === "step" && order) await performStep({ shop, staff, catalogue }, order, planned.step);
  }
  await waitUntil(shop, lastDay - hourMs);
  await drainWork(shop);
  await stockShelves(shop, catalogue, "sold");
  await stockShelves(shop, catalogue, "soldOut");
  return past;
}

/** Sets the stock of what is still sold, or of what is sold out today, to what the catalogue says. */
function stockShelves(
  { products: { deps } }: SeedShop,
  { variantIdBySku }: LoadedCatalogue,
  which: "sold" | "soldOut",
): Promise<void> {
  const note = {
    sold: "The delivery of the month.",
    soldOut: "Stocktaking: the last ones went to the harbour market.",
  }[which];
  const meant = [...stockToday].filter(([, units]) => units > 0 === (which === "sold"));
  const shelves = meant.flatMap(([sku, units]) => {
    const variantId = variantIdBySku.get(sku);
    return variantId === undefined ? [] : [{ variantId, units, note }];
  });
  return seedStock(deps, shelves);
}
