/** Shop set-up: finds the settings, shipping and tax parts that are missing before the first sale. `npm run doctor` lists them too. */
import type { Reader } from "@hansa/kit/store";
import type { Context } from "../../context.ts";
import type { MissingSetting } from "../../generated/resolvers.ts";
import { findTaxClasses } from "../../peers/peers.ts";
import type { Settings } from "../../store/settings/settings.ts";
import { findShippingCurrencies, hasTaxRate } from "../../store/settings/shop-setup.ts";
import { findMissingRates, type MissingRate } from "./served-countries.ts";

/** The domain of the default sender, until the owner sets one. */
const exampleDomain = "@hansa.example";

/** The time zone of a new shop, until the owner sets one. */
const undecidedTimeZone = "UTC";

/** The missing parts of this shop. */
export async function findMissingSettings({ loaders, store, runtime }: Context): Promise<MissingSetting[]> {
  const settings = await loaders.settings();
  return store.read((db) => findMissingParts(db, settings, runtime.now()));
}

/** The missing parts of a store with these settings, in the order in which an owner adds them. */
export async function findMissingParts(db: Reader, settings: Settings, now: number): Promise<MissingSetting[]> {
  const { senderEmail, legalName, legalAddress, timeZone, currencies, country } = settings;
  const shippingCurrencies = await findShippingCurrencies(db);
  const isTaxed = await hasTaxRate(db, country, now);
  const missing: Record<MissingSetting, boolean> = {
    SENDER_EMAIL: senderEmail.endsWith(exampleDomain),
    SELLER_ADDRESS: legalName === null || legalAddress === null,
    TIME_ZONE: timeZone === undecidedTimeZone,
    SHIPPING_METHOD: shippingCurrencies.length === 0,
    SHIPPING_RATE: currencies.some((currency) => !shippingCurrencies.includes(currency)),
    TAX_RATE: !isTaxed,
  };
  return order.filter((part) => missing[part]);
}

/** The rates that are missing for the goods on sale. Throws if products does not answer. */
export async function findRatesToAdd({ loaders, store, runtime, peers }: Context): Promise<MissingRate[]> {
  const [settings, taxClasses] = await Promise.all([loaders.settings(), findTaxClasses(peers)]);
  return store.read((db) => findMissingRates(db, settings, taxClasses, runtime.now()));
}

const order = [
  "SENDER_EMAIL",
  "SELLER_ADDRESS",
  "TIME_ZONE",
  "SHIPPING_METHOD",
  "SHIPPING_RATE",
  "TAX_RATE",
] as const satisfies MissingSetting[];
