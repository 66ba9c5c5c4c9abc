/** The initial stores of every history: a few variants, some of them scarce and one free, made once and copied. */
import { copyFileSync, existsSync, mkdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { openWithoutFsync } from "@hansa/kit/store";
import { manualRuntime } from "@hansa/kit/testing";
import { openShop } from "../../../cli/host/in-process-shop.ts";
import { stores } from "../../../cli/host/shop.mjs";
import { changeSettings } from "../../../cli/testing/shop-limits.ts";
import { seedRates } from "../../../subgraphs/orders/src/service/seed.ts";
import { seedMenu } from "../../../subgraphs/products/src/service/catalogue/seed.ts";
import { seedAccounts } from "../../../subgraphs/users/src/service/accounts/seed.ts";
import { parcels, seedPlainProducts } from "../../harness/small-shop.ts";
import { beginning } from "./runtime.ts";

export type CaptureMode = "ON_PLACEMENT" | "ON_FULFILMENT";

/** Units of each variant: some have plenty, the others not enough for all buyers. Null: digital, unlimited. */
const shelves = [80, 60, 40, null, 8, 4, 2, 1, 30];
/** The index of the variant that costs nothing. */
export const gift = shelves.length - 1;
/** So many of them, from the first, have plenty. */
export const plenty = 4;
const minute = 60_000;

const home = { lastName: "Brandt", line1: "Speicherweg 6", city: "Lübeck", postalCode: "23552", country: "DE" };

/** People with an account and an address in it. They do not sign in. */
export const known = ["first", "again"].map((name) => ({
  id: `usr_${name}`,
  email: `${name}@hansa.example`,
  displayName: "Ada Brandt",
  role: "CUSTOMER" as const,
  passwordHash: "none",
  verified: true,
  addresses: [{ ...home, id: `addr_${name}`, line2: null, region: null, phone: null }],
}));
const atHome = { country: "DE", region: null, startsAt: 0 };

/** A company that pays net, and a consumer outside the Union: neither pays tax. */
export const company = {
  ...{ lastName: "Huber", company: "Huber GmbH", vatId: "ATU13585627" },
  ...{ line1: "Ring 1", city: "Wien", postalCode: "1010", country: "AT" },
};
export const abroad = { lastName: "Keller", line1: "Kai 1", city: "Zürich", postalCode: "8001", country: "CH" };

/** A currency of which the sandbox takes tenths only, as Stripe does. */
export const stepped = "KWD";

/** The environment of a simulated service. */
export function environmentOf(folder: string) {
  return {
    HANSA_DATA: folder,
    HANSA_LOG_LEVEL: "silent",
    HANSA_MAIL_FOLDER: join(folder, "mail"),
    HANSA_SANDBOX_PAYABLE_STEPS: `${stepped}:10`,
  };
}

/** Makes the stores in `folder`; gives the variants by their ids. */
export async function makeTemplate(folder: string, captureMode: CaptureMode): Promise<string[]> {
  const runtime = manualRuntime(beginning - minute);
  const shop = await openWithoutFsync(() => openShop(environmentOf(folder), runtime));
  await changeSettings(shop, {
    currencies: ["EUR", stepped],
    captureMode,
    vatId: "DE136695976",
    reverseCharge: true,
    reverseChargeCheck: "FORM",
  });
  await seedMenu(shop.products.deps, {
    collections: [{ slug: "all", title: "Everything", parentSlug: null }],
    facets: [],
  });
  const variants = await seedPlainProducts(
    shop,
    shelves.map((stock, index) => {
      const variant = {
        ...{ sku: `THING-${index}`, title: "Only one", stock: stock ?? 0, tracked: stock !== null },
        ...{
          weightGrams: stock === null ? null : 200,
          taxClass: index % 2 === 0 ? ("standard" as const) : ("reduced" as const),
          price: { currency: "EUR", minor: index === gift ? 0 : 500 + 250 * index },
        },
      };
      const dinars = { currency: stepped, minor: index === gift ? 0 : 4_567 + 303 * index };
      const product = { slug: `thing-${index}`, title: `Thing ${index}`, publishedAt: beginning - minute };
      const prices = [variant.price, dinars].map((price) => ({
        ...price,
        startsAt: product.publishedAt,
        compareAtMinor: null,
      }));
      return { ...product, collectionSlugs: ["all"], plain: [{ ...variant, prices }] };
    }),
  );
  await seedRates(shop.orders.deps, {
    taxRates: [
      { ...atHome, id: "rate_de", name: "VAT 19%", taxClass: "standard", rate: 190_000 },
      { ...atHome, id: "rate_de_reduced", name: "VAT 7%", taxClass: "reduced", rate: 70_000 },
    ],
    zones: [
      {
        ...parcels,
        countries: ["DE", company.country, abroad.country],
        methods: parcels.methods.map((method) => ({
          ...method,
          taxBasis: "GOODS_PROPORTIONAL",
          rates: [...method.rates, { currency: stepped, upToGrams: 30_000, minor: 1_253 }],
        })),
      },
    ],
  });
  await seedAccounts(shop.users.deps, known);
  const services = [shop.payments, shop.orders, shop.products, shop.users];
  for (const service of [...services, ...services]) {
    await service.catchUp();
    await service.runJobsOnce();
  }
  await shop.close();
  return variants.map(({ id }) => id);
}

/** Puts fresh copies of the stores in `from` into `to`, and nothing else is there afterwards. */
export function copyStores(from: string, to: string): void {
  rmSync(to, { recursive: true, force: true });
  mkdirSync(to, { recursive: true });
  for (const store of stores.filter((each) => existsSync(join(from, each)))) {
    mkdirSync(dirname(join(to, store)), { recursive: true });
    copyFileSync(join(from, store), join(to, store));
  }
}
