/** Sets up the shop of a chaos run: products, some of them scarce, and accounts for desks and customers. */

import type { ShopSettingsUpdateInput } from "@hansa/client/generated/graphql";
import { systemRuntime } from "@hansa/kit/runtime";
import { openWithoutFsync } from "@hansa/kit/store";
import type { Chance } from "@hansa/kit/testing";
import { openShop } from "../../../cli/host/in-process-shop.ts";
import { changeSettings } from "../../../cli/testing/shop-limits.ts";
import { seedRates } from "../../../subgraphs/orders/src/service/seed.ts";
import { seedProducts } from "../../../subgraphs/products/src/service/catalogue/seed.ts";
import { hashPassword } from "../../../subgraphs/users/src/providers/passwords.ts";
import { seedAccounts } from "../../../subgraphs/users/src/service/accounts/seed.ts";

/** A variant for sale, as the load knows it. */
export type Good = { variantId: string; sku: string; isSent: boolean };
/** An account that can sign in. */
export type Account = { userId: string; email: string; password: string };
export type ShopSetup = {
  scarce: readonly Good[];
  plenty: readonly Good[];
  customers: readonly Account[];
  /** The accounts of the refund desk and the warehouse. */
  finance: Account;
  warehouse: Account;
};

/** One way to send parcels, to where the buyers are. */
const parcels = {
  id: "zone_de",
  name: "Germany",
  countries: ["DE"],
  methods: [
    {
      id: "method_de",
      carrier: "Kogge Parcel",
      label: "Parcel",
      taxClass: "standard",
      etaDaysMin: 1,
      etaDaysMax: 3,
      rates: [{ currency: "EUR", upToGrams: 30_000, minor: 490 }],
    },
  ],
} as const;

const scarceCount = 8;
const plentyCount = 12;
const customerCount = 4;
const plentifulStock = 1_000_000;
/** The password of every account: only the run signs in to this shop, which listens on this machine for minutes. */
const password = "what-can-break-will-break";

/** `environment` names the stores, which must not be there yet. `isSent`: goods leave by parcel, else without one. */
export async function setUpShop(
  environment: NodeJS.ProcessEnv,
  chance: Chance,
  settings: ShopSettingsUpdateInput,
  isSent = false,
): Promise<ShopSetup> {
  const shop = await openWithoutFsync(() => openShop({ ...environment, HANSA_LOG_LEVEL: "fatal" }, systemRuntime));
  try {
    await changeSettings(shop, settings);
    const stocks = Array.from({ length: scarceCount + plentyCount }, (_, index) =>
      index < scarceCount ? chance.whole(1, 50) : plentifulStock,
    );
    const variants = await seedProducts(
      shop.products.deps,
      stocks.map((stock, index) => product(stock, index, isSent)),
      true,
    );
    if (isSent) await seedRates(shop.orders.deps, { taxRates: [], zones: [parcels] });
    const goods = variants.map(({ id, sku }) => ({ variantId: id, sku, isSent }));
    const passwordHash = await hashPassword(shop.users.deps, password);
    const people = [
      ...Array.from({ length: customerCount }, (_, index) => ({
        name: `customer-${index + 1}`,
        role: "CUSTOMER" as const,
      })),
      { name: "finance", role: "FINANCE" as const },
      { name: "warehouse", role: "ADMIN" as const },
    ];
    const made = await seedAccounts(
      shop.users.deps,
      people.map(({ name, role }) => ({ email: emailOf(name), displayName: name, role, passwordHash, verified: true })),
    );
    const accounts = made.map(({ id, email }) => ({ userId: id, email, password }));
    const desk = (name: string) => mustFind(accounts, emailOf(name));
    return {
      scarce: goods.slice(0, scarceCount),
      plenty: goods.slice(scarceCount),
      customers: accounts.slice(0, customerCount),
      finance: desk("finance"),
      warehouse: desk("warehouse"),
    };
  } finally {
    await shop.close();
  }
}

/** A domain that is reserved for examples: no e-mail is ever delivered. */
function emailOf(name: string): string {
  return `${name}@chaos.example`;
}

function mustFind(accounts: readonly Account[], email: string): Account {
  const found = accounts.find((account) => account.email === email);
  if (!found) throw new Error(`${email} has no account`);
  return found;
}

/** Without a weight nothing is sent by parcel, and an order is as few questions as it can be. */
function product(stock: number, index: number, isSent: boolean): Parameters<typeof seedProducts>[1][number] {
  const place = index + 1;
  return {
    slug: `chaos-${place}`,
    title: `Ware ${place}`,
    descriptionHtml: "",
    optionNames: [],
    place,
    publishedAt: Date.now() - 60_000,
    collectionSlugs: [],
    facets: {},
    pictures: [],
    variants: [
      {
        sku: `CHAOS-${place}`,
        title: `Ware ${place}`,
        options: [],
        weightGrams: isSent ? 200 : null,
        tracked: true,
        taxClass: "standard",
        costMinor: null,
        costCurrency: null,
        picture: null,
        prices: [{ currency: "EUR", startsAt: Date.now() - 60_000, minor: 100 * place + 99, compareAtMinor: null }],
        stock,
      },
    ],
  };
}
