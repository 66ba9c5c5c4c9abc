/** The parts of the set-up that the stores of a shop lack, found by the rules of its services and named for owners. */
import type { Reader } from "@hansa/kit/store";
import type { MissingSetting } from "../../subgraphs/orders/src/generated/resolvers.ts";
import { findMissingRates } from "../../subgraphs/orders/src/service/settings/served-countries.ts";
import { findMissingParts as findMissingOfOrders } from "../../subgraphs/orders/src/service/settings/shop-setup.ts";
import { findSettings } from "../../subgraphs/orders/src/store/settings/settings.ts";
import { findAnyPublished } from "../../subgraphs/products/src/store/catalogue/products.ts";
import { findTaxClasses } from "../../subgraphs/products/src/store/catalogue/variants.ts";
import { findAnyAdministrator } from "../../subgraphs/users/src/store/accounts/users.ts";
import { isThere, readStore, storeOfService } from "../host/store-places.ts";

const settings: Readonly<Record<MissingSetting, string>> = {
  SENDER_EMAIL: "a sender of mail that is yours (npm run hansa -- settings set senderEmail ADDRESS)",
  SELLER_ADDRESS:
    "the seller's name and address for invoices (npm run hansa -- settings set legalName NAME, and legalAddress)",
  TIME_ZONE: "the time zone of its books (npm run hansa -- settings set timeZone Europe/Berlin, or Etc/UTC)",
  SHIPPING_METHOD: "a shipping method with a zone and rates (shippingZoneSave, shippingMethodSave)",
  SHIPPING_RATE: "shipping rates in every currency it offers (shippingMethodSave, or fewer currencies)",
  TAX_RATE: "a tax rate for its own country (taxRateSave, of 0 if it takes none)",
};

const missing = {
  users: async (db: Reader) =>
    (await findAnyAdministrator(db)) ? [] : ["an administrator (npm run hansa -- admin create)"],
  orders: async (db: Reader, now: number) =>
    (await findMissingOfOrders(db, await findSettings(db), now)).map((part) => settings[part]),
  products: async (db: Reader, now: number) =>
    (await findAnyPublished(db, now)) ? [] : ["a published product (npm run hansa -- import)"],
};

type Examined = keyof typeof missing;
/** In the order in which an owner adds the parts. */
const examined: readonly Examined[] = ["users", "orders", "products"];

/** Whether the stores that are examined were ever opened. Throws if a database cannot be reached. */
export async function wasStarted(data: string): Promise<boolean> {
  for (const service of examined) if (!(await isThere(storeOfService(service, data, process.env)))) return false;
  return true;
}

/** Names the missing parts, in the order in which an owner adds them. */
export async function findMissingParts(data: string): Promise<string[]> {
  const found: string[] = [];
  for (const service of examined) found.push(...(await read(data, service, missing[service])));
  return found;
}

/** The tax rates that the goods on sale lack, such as `AT BOOKS`. Without them the goods have the rate of STANDARD. */
export async function findMissingTaxRates(data: string): Promise<string[]> {
  const classes = await read(data, "products", findTaxClasses);
  const rates = await read(data, "orders", async (db, now) => {
    return findMissingRates(db, await findSettings(db), classes, now);
  });
  return rates.map(({ country, taxClass }) => `${country} ${taxClass.toUpperCase()}`);
}

function read<Found>(
  data: string,
  service: Examined,
  ask: (db: Reader, now: number) => Promise<Found>,
): Promise<Found> {
  const { place } = storeOfService(service, data, process.env);
  return readStore(place, (store) => store.read((db) => ask(db, Date.now())));
}
