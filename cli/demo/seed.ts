/** The steps of the seed in their order: from empty stores to a shop with a history. */

import { demoAccounts } from "@hansa/client/demo-accounts";
import { forgetAlarms } from "@hansa/kit/alarms";
import { seedRates } from "../../subgraphs/orders/src/service/seed.ts";
import type { Counts } from "../host/data/seed-marker.ts";
import { drainWork } from "../host/in-process-shop.ts";
import { administerShop } from "./accounts/administration.ts";
import { customers } from "./accounts/people.ts";
import { openDemoAccounts, type Staff } from "./accounts/registration.ts";
import { lastDay } from "./calendar.ts";
import { fillShelves } from "./catalogue/filler.ts";
import { catalogue } from "./catalogue/index.ts";
import { checkStockList, loadCatalogue } from "./catalogue/opening.ts";
import type { SeedOptions } from "./options.ts";
import { playHistory } from "./orders/history.ts";
import { type PlaygroundNotes, preparePlayground } from "./playground.ts";
import { openReport } from "./report.ts";
import { seedHomePage } from "./settings/home-page.ts";
import { seedPromotions } from "./settings/promotions.ts";
import { zones } from "./settings/shipping.ts";
import { seedShopPages } from "./settings/shop-pages.ts";
import { taxRates } from "./settings/tax-rates.ts";
import { type SeedShop, waitUntil } from "./shop.ts";

/** A line is printed after so many products that only fill the shelves. */
const reportEvery = 10_000;
/** About so many lines are printed while the past is played, which takes most of the time. */
const progressLines = 8;

/** Jobs run every sixth night of the past, so that some of its e-mails were given up unsent: no fault of this shop. */
async function forgetUnsentMail({ orders }: SeedShop): Promise<void> {
  await orders.deps.store.write("forget-unsent-mail", async (tx) => forgetAlarms(tx, "mail_given_up"));
}

export type Filled = { counts: Counts; notes: PlaygroundNotes };

/** Fills the shop, telling on the terminal. Gives what was made, by kind, and what the playground is to know. */
export async function fillShop(shop: SeedShop, options: SeedOptions): Promise<Filled> {
  const own = catalogue.products.length;
  const report = openReport();

  report.begin("Demo accounts");
  const opened = await openDemoAccounts(shop);
  const staff: Staff = (role) => opened(role).viewer;
  await administerShop(shop, opened("ADMIN"));
  report.made({ "demo accounts": demoAccounts.length });

  report.begin("The catalogue and its pictures");
  const loaded = await loadCatalogue(shop, opened("CATALOG_MANAGER"));
  await checkStockList(shop, opened("CATALOG_MANAGER"));
  const pictures = loaded.products.reduce((total, { images }) => total + images.length, 0);
  report.made({
    products: own,
    variants: loaded.variantIdBySku.size,
    collections: catalogue.collections.length,
    facets: catalogue.facets.length,
    pictures,
  });

  if (options.products > own) {
    report.begin("More products, which only fill the shelves");
    await fillShelves(shop, loaded.products, { first: own + 1, last: options.products }, (count) => {
      if (count % reportEvery === 0) report.soFar(`${count} so far`);
    });
    report.made({ "filling products": options.products - own });
  }

  report.begin("Taxes and shipping");
  await seedRates(shop.orders.deps, { taxRates, zones });
  report.made({ "tax rates": taxRates.length, "shipping zones": zones.length });

  report.begin("The seller and sample pages, such as the imprint");
  report.made({ pages: await seedShopPages(shop, opened("ADMIN")) });

  report.begin("The past: customers come, orders are placed, sent, and some of it comes back");
  await seedPromotions(shop, opened("CATALOG_MANAGER"));
  const every = Math.max(1, Math.round(options.orders / progressLines));
  const ready = { catalogue: loaded, demoCustomer: opened("CUSTOMER"), staff };
  const past = await playHistory(shop, ready, options.orders, (placed) => {
    if (placed % every === 0 && placed < options.orders) report.soFar(`${placed} of ${options.orders} orders`);
  });
  report.made({ customers: customers.length, orders: past.length });

  report.begin("The playground’s carts and variables");
  const notes = await preparePlayground(shop, loaded, past, opened);
  // Last: its ids would shift those of the past, which are drawn one after another.
  report.made({ "sections of the home page": await seedHomePage(shop, opened("ADMIN")) });
  await waitUntil(shop, lastDay);
  // The work of timers until now: started prices enter the lists, expired idempotency keys are deleted.
  await drainWork(shop);
  await forgetUnsentMail(shop);
  report.made({ operations: Object.keys(notes.variables).length });
  return { counts: report.counts, notes };
}
