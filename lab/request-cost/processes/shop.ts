/** The shop of a search: 20,000 products, 50 in each collection, and customers whose sessions the operations use. */
import { systemRuntime } from "@hansa/kit/runtime/runtime";
import { openWithoutFsync } from "@hansa/kit/store/store";
import type { SeededProduct } from "../../../subgraphs/products/src/service/catalogue/seed.ts";
import { seedMenu, seedProducts } from "../../../subgraphs/products/src/service/catalogue/seed.ts";
import { hashPassword } from "../../../subgraphs/users/src/providers/passwords.ts";
import { seedAccounts } from "../../../subgraphs/users/src/service/accounts/seed.ts";
import { openShop, type Shop } from "../../../tools/host/in-process-shop.ts";
import { ownEnvironment } from "../../../tools/host/processes/own-environment.ts";
import { seedShop } from "../../../tools/host/seed.ts";

export type Account = { email: string; password: string };

/** Beside those of the catalogue. */
const addedProducts = 19_900;
const productsPerCollection = 50;
/** Each product stands in two collections, so that collections lead to products and on to further collections. */
const collectionsPerProduct = 2;
const orderCount = 40;
const openingDay = Date.UTC(2025, 0, 1);
const customerCount = 20;
const productsPerWrite = 500;
/** This account exists in no other shop; the shop is removed when the search ends. */
const password = "most-expensive-request-2026";

/** Creates the stores in `data` and gives the customers, the one with a past first. */
export async function createShop(data: string): Promise<readonly Account[]> {
  seedShop(data, { orders: orderCount });
  const environment = { ...ownEnvironment(), HANSA_DATA: data, HANSA_LOG_LEVEL: "silent" };
  const shop = await openWithoutFsync(() => openShop(environment, systemRuntime));
  try {
    await addProducts(shop, addedProducts);
    return await addCustomers(shop);
  } finally {
    await shop.close();
  }
}

async function addProducts({ products: { deps } }: Shop, count: number): Promise<void> {
  const collections = Math.ceil((count * collectionsPerProduct) / productsPerCollection);
  await seedMenu(deps, {
    collections: Array.from({ length: collections }, (_, index) => ({
      slug: collectionSlug(index),
      title: `Shelf ${index}`,
      parentSlug: null,
    })),
    facets: [],
  });
  for (let from = 0; from < count; from += productsPerWrite) {
    const length = Math.min(productsPerWrite, count - from);
    const part = Array.from({ length }, (_, index) => product(from + index, collections));
    await seedProducts(deps, part, false);
  }
}

/** The first half of the collections holds products in their order, the second half the same products in another one. */
function product(index: number, collections: number): SeededProduct {
  const half = Math.floor(collections / collectionsPerProduct);
  const home = Math.floor(index / productsPerCollection) % half;
  const other = half + (index % half);
  return {
    slug: `worst-${index}`,
    title: `Harbour lamp No. ${index}`,
    descriptionHtml: "<p>One of many on its shelf.</p>",
    optionNames: ["Size"],
    place: 1_000 + index,
    publishedAt: openingDay,
    collectionSlugs: [collectionSlug(home), collectionSlug(other)],
    facets: {},
    pictures: [],
    variants: ["S", "M", "L"].map((size, position) => ({
      sku: `WORST-${index}-${size}`,
      title: size,
      options: [{ name: "Size", value: size }],
      weightGrams: 250,
      tracked: true,
      taxClass: "standard",
      costMinor: null,
      costCurrency: null,
      picture: null,
      prices: ["EUR", "USD", "GBP"].map((currency) => ({
        currency,
        startsAt: openingDay,
        minor: 1_000 + ((index * 10 + position) % 9_000),
        compareAtMinor: null,
      })),
      stock: 100,
    })),
  };
}

function collectionSlug(index: number): string {
  return `worst-shelf-${index}`;
}

async function addCustomers({ users: { deps } }: Shop): Promise<readonly Account[]> {
  const passwordHash = await hashPassword(deps, password);
  const accounts = Array.from({ length: customerCount }, (_, index) => ({
    email: `customer-${index}@worst.example`,
    displayName: `Customer ${index}`,
    role: "CUSTOMER" as const,
    passwordHash,
    verified: true,
  }));
  await seedAccounts(deps, accounts);
  const withPast = { email: "ada@hansa.example", password: "ada-buys-at-hansa" };
  return [withPast, ...accounts.map(({ email }) => ({ email, password }))];
}
