/** Lets the past of the demo shop happen: accounts are opened, goods delivered and orders placed, each on its day. */
import { type Shelf, seedShelves } from "../../../subgraphs/products/src/service/seeding.ts";
import { hourMs, lastDay } from "../calendar.ts";
import type { LoadedCatalogue } from "../load-catalogue.ts";
import { type Opened, openCustomer } from "../open-accounts.ts";
import { customers } from "../people.ts";
import { type SeedShop, waitUntil } from "../seed-shop.ts";
import { stockToday } from "./baskets.ts";
import { type Placed, placePastOrder } from "./place.ts";
import { type Buyer, type PlannedOrder, planPast } from "./plan.ts";

export type PastOrder = { planned: PlannedOrder; placed: Placed };

/** Plays all of it, `count` orders among it, and leaves the clock at the end of the last day. Gives the orders, the oldest first. */
export async function playPast(
  shop: SeedShop,
  catalogue: LoadedCatalogue,
  demoCustomer: Opened,
  count: number,
): Promise<PastOrder[]> {
  const { variantIdBySku } = catalogue;
  const accounts: Opened[] = [];
  const accountOf = (buyer: Buyer): Opened | undefined => {
    if (buyer.kind === "guest") return undefined;
    return buyer.kind === "demo" ? demoCustomer : accounts[buyer.index];
  };

  const past: PastOrder[] = [];
  for (const planned of planPast(catalogue.products, shop.products.deps.rules.currencies, count)) {
    await waitUntil(shop, planned.at);
    if (planned.kind === "delivery") await deliver(shop, variantIdBySku);
    if (planned.kind === "account") {
      const customer = customers[planned.index];
      if (customer) accounts.push(await openCustomer(shop, customer));
    }
    if (planned.kind === "order") {
      const placed = await placePastOrder(shop, planned, accountOf(planned.buyer), variantIdBySku);
      past.push({ planned, placed });
    }
  }
  await waitUntil(shop, lastDay - hourMs);
  await deliver(shop, variantIdBySku);
  await clearShelves(shop, variantIdBySku);
  return past;
}

/** The shelves of what is still sold are filled up to what the catalogue says. */
async function deliver({ products: { deps } }: SeedShop, variantIdBySku: LoadedCatalogue["variantIdBySku"]) {
  const shelves = shelvesOf(variantIdBySku, "The delivery of the month.");
  await seedShelves(
    deps,
    shelves.filter(({ units }) => units > 0),
  );
}

/** What is sold out today lies nowhere any more. */
async function clearShelves({ products: { deps } }: SeedShop, variantIdBySku: LoadedCatalogue["variantIdBySku"]) {
  const shelves = shelvesOf(variantIdBySku, "Stocktaking: the last ones went to the harbour market.");
  await seedShelves(
    deps,
    shelves.filter(({ units }) => units === 0),
  );
}

function shelvesOf(variantIdBySku: LoadedCatalogue["variantIdBySku"], note: string): Shelf[] {
  return [...stockToday].flatMap(([sku, units]) => {
    const variantId = variantIdBySku.get(sku);
    return variantId === undefined ? [] : [{ variantId, units, note }];
  });
}
