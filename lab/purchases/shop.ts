/** The shop of an experiment: the four services in one process on a manual clock, set up with drawn terms. */
import { PromotionSaveDocument, SettingsUpdateDocument } from "@hansa/client/documents/settings";
import { serviceNames } from "@hansa/contracts/processes";
import { openWithoutFsync } from "@hansa/kit/store";
import { type Chance, type ManualRuntime, manualRuntime, userWith } from "@hansa/kit/testing";
import { performInProcess } from "../../cli/host/in-process-client.ts";
import { drainWork, openShop, type Shop } from "../../cli/host/in-process-shop.ts";
import { changeSettings, withoutLimits } from "../../cli/testing/shop-limits.ts";
import { seedRates } from "../../subgraphs/orders/src/service/seed.ts";
import { everyScope } from "../../subgraphs/users/src/service/roles/roles.ts";
import { parcelZone, seedPlainProducts } from "../harness/small-shop.ts";
import { drawGoods, drawMethods } from "./draw.ts";
import { type Books, booksOf } from "./provider.ts";
import { type Amounts, currencies, destinations, type Good, home, type Terms, taxRates, timeZone } from "./terms.ts";

export type Mode = Pick<Terms, "pricesIncludeTax" | "capture">;
/** `terms` has no promotions; `variants` are the ids by SKU. */
export type PurchaseShop = {
  shop: Shop<ManualRuntime>;
  books: Books;
  goods: readonly Good[];
  variants: ReadonlyMap<string, string>;
  terms: Omit<Terms, "promotions" | "exportPrices" | "distanceSales" | "reverseChargeCheck">;
};

export const staff = userWith("user_owner", [...everyScope]);
/** A day and an hour before a month ends: an order is handled after midnight, and before that of UTC. */
const opening = Date.parse("2026-01-30T22:00:00Z");
const muchOfEach = 1_000_000;
const oneDay = 24 * 60 * 60 * 1_000;
/** The sandbox takes dinars in tenths only, as Stripe does. */
const steps: Amounts = { EUR: 1, USD: 1, JPY: 1, KWD: 10, GBP: 1 };

/** Opens a new shop in an empty folder; orders and payments in a database if its address is given. */
export async function openPurchaseShop(
  folder: string,
  mode: Mode,
  chance: Chance,
  postgresql?: string,
): Promise<PurchaseShop> {
  const environment = {
    ...{ HANSA_DATA: folder, HANSA_LOG_LEVEL: "silent", HANSA_MAIL_FOLDER: `${folder}/mail` },
    HANSA_SANDBOX_PAYABLE_STEPS: `KWD:${steps.KWD}`,
    ...(postgresql === undefined ? {} : schemasIn(postgresql, folder)),
  };
  const shop = await openWithoutFsync(() => openShop(environment, manualRuntime(opening, chance.whole(1, 1_000_000))));
  await changeSettings(shop, {
    ...{ currencies: [...currencies], country: home, timeZone, vatId: "DE136695976" },
    reverseCharge: true,
    ...{ pricesIncludeTax: mode.pricesIncludeTax, captureMode: mode.capture },
    ...withoutLimits,
  });
  // Orders has read the steps.
  await drainWork(shop);
  const methods = drawMethods(chance);
  const zone = parcelZone(
    { id: "zone", name: "Everywhere", countries: destinations },
    { id: "none", label: "none", carrier: "Post", rates: [] },
  );
  const sent = methods.map(({ id, taxClass, basis, rates }) => ({
    ...{ id, label: id, carrier: "Post", etaDaysMin: 1, etaDaysMax: 2, taxClass, taxBasis: basis },
    rates: rates.map(({ fromSubtotal, ...rate }) => ({ ...rate, fromSubtotalMinor: fromSubtotal })),
  }));
  await seedRates(shop.orders.deps, {
    taxRates: taxRates.map((rate) => ({
      ...rate,
      id: `rate_${rate.country}_${rate.taxClass}`,
      startsAt: 0,
    })),
    zones: [{ ...zone, methods: sent }],
  });
  const drawn = drawGoods(chance);
  const seeded = await seedPlainProducts(
    shop,
    drawn.map(({ sku, prices, grams, taxClass }) => ({
      ...{ slug: sku.toLowerCase(), title: sku, publishedAt: opening - oneDay },
      plain: [
        {
          ...{ sku, title: sku, stock: grams === null ? 0 : muchOfEach, tracked: grams !== null, taxClass },
          ...{ weightGrams: grams, price: { currency: "EUR", minor: prices.EUR } },
          prices: currencies.map((currency) => {
            return { currency, minor: prices[currency], startsAt: opening - oneDay, compareAtMinor: null };
          }),
        },
      ],
    })),
  );
  const variants = new Map(seeded.map(({ sku, id }) => [sku, id]));
  const ids = [...variants.values()].sort();
  const goods = drawn.map((good) => ({ ...good, order: ids.indexOf(variants.get(good.sku) ?? "") }));
  const terms = { ...mode, rates: taxRates, methods, steps };
  return { shop, books: booksOf(environment), goods, variants, terms };
}

/** The variables that put the stores of all services into schemas of a database, named after the shop. */
function schemasIn(postgresql: string, folder: string): Record<string, string> {
  const name = folder.toLowerCase().replace(/\W+/g, "_").slice(-30);
  const addressOf = (service: string) => `${postgresql}?schema=${service}${name}`;
  return Object.fromEntries(
    serviceNames.map((service) => [`HANSA_${service.toUpperCase()}_DATABASE_URL`, addressOf(service)]),
  );
}

/** Begins a new day at the shop: the promotions of the day before have ended, and exports, distance sales and companies are priced so. */
export async function beginDay(
  { shop, variants }: PurchaseShop,
  { exportPrices, distanceSales, reverseChargeCheck, promotions }: Terms,
): Promise<void> {
  await shop.runtime.advance(oneDay);
  await performInProcess(shop, staff, SettingsUpdateDocument, { exportPrices, distanceSales, reverseChargeCheck });
  for (const promotion of promotions) {
    await performInProcess(shop, staff, PromotionSaveDocument, {
      ...{ label: "Off", code: promotion.code, freeShipping: promotion.freeShipping },
      ...(promotion.percent === null ? {} : { rateOff: String(promotion.percent / 1_000_000) }),
      amountsOff: inputOf(promotion.amounts),
      minimumSubtotals: inputOf(promotion.minimums),
      maximumDiscounts: inputOf(promotion.maximums),
      variantIds: promotion.skus.flatMap((sku) => variants.get(sku) ?? []),
      countries: [...promotion.countries],
      shippingMethodIds: [...promotion.methodIds],
      endsAt: new Date(shop.runtime.now() + oneDay).toISOString(),
    });
  }
}

function inputOf(amounts: Amounts | null) {
  return amounts ? currencies.map((currency) => ({ currency, minor: amounts[currency] })) : [];
}
