/** What orders reads from the environment, and nothing else of the service does. */
import { join } from "node:path";
import { isCountry } from "@hansa/kit/address/countries";
import {
  addressIn,
  commonVariables,
  crashOf,
  currencyList,
  developmentSecret,
  innerOrigins,
  innerUrlVariables,
  mailOptions,
  mailVariables,
  portsOf,
  readEnvironment,
  readKeyRing,
} from "@hansa/kit/config";
import { z } from "zod";

const variables = {
  ...commonVariables,
  ...innerUrlVariables,
  ...mailVariables,
  HANSA_CURRENCIES: currencyList.default(["EUR", "USD", "GBP", "JPY"]),
  HANSA_SHOP_NAME: z.string().default("Hansa"),
  HANSA_SHOP_COUNTRY: z.string().refine(isCountry, "is not a country of ISO 3166-1").default("DE"),
  HANSA_SUPPORT_EMAIL: z.email().optional(),
  HANSA_PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  HANSA_PRICES_INCLUDE_TAX: z.stringbool().default(true),
  HANSA_CAPTURE_MODE: z.enum(["ON_PLACEMENT", "ON_FULFILMENT"]).default("ON_PLACEMENT"),
  HANSA_LOW_STOCK: z.coerce.number().int().min(0).default(5),
  /** All lines are written in one statement, and SQLite takes no more values in one. */
  HANSA_MAX_LINES_PER_CART: z.coerce.number().int().min(1).max(2_000).default(100),
  HANSA_MAX_QUANTITY_PER_LINE: z.coerce.number().int().min(1).default(999),
  HANSA_HOLD_SECONDS: z.coerce
    .number()
    .int()
    .min(1)
    .default(15 * 60),
  HANSA_HOLD_MAX_SECONDS: z.coerce
    .number()
    .int()
    .min(1)
    .default(60 * 60),
  HANSA_HOLD_WITHOUT_EMAIL_SECONDS: z.coerce
    .number()
    .int()
    .min(1)
    .default(5 * 60),
  HANSA_UNPAID_USES_PER_NETWORK: z.coerce.number().int().min(1).default(5),
  HANSA_RETURN_DAYS: z.coerce.number().int().min(0).max(3_650).default(30),
  HANSA_TEMPLATES: z.string().optional(),
  HANSA_GUEST_SECRET: z.string().min(32, "must have at least 32 characters").default(`guest-${developmentSecret}`),
};

/** The limits of the shop. What its owner decides from day to day stands in the store: see `findSettings`. */
export type Rules = {
  /** How the shop is reached from outside, without a slash at its end; links to receipts begin with it. */
  publicUrl: string;
  /** The storefront, without a slash at its end; links to its pages of orders begin with it. Undefined: mail has none. */
  storefrontUrl: string | undefined;
  maximumLines: number;
  maximumQuantity: number;
  /** How long goods are held after each step of a checkout, and at most in all, in milliseconds. */
  holdMs: number;
  longestHoldMs: number;
  /** How long the goods of a guest who has given no e-mail address are held, in milliseconds. */
  holdWithoutEmailMs: number;
  /** How many uses of a promotion with a limit checkouts of one network may hold without having paid. */
  unpaidUsesPerNetwork: number;
  /** How many days after it arrived something can be sent back. */
  returnDays: number;
};

/** What a new shop begins with; see `ShopSettings` in the schema. */
export type FirstSettings = {
  name: string;
  /** The first is the default. */
  currencies: string[];
  country: string;
  captureMode: "ON_PLACEMENT" | "ON_FULFILMENT";
  pricesIncludeTax: boolean;
  senderEmail: string;
  supportEmail: string | null;
  lowStockThreshold: number;
};

export type Config = ReturnType<typeof readConfig>;

/** Reads and checks everything. Throws a ConfigError that names each variable that is wrong. */
export function readConfig(environment: Readonly<Record<string, string | undefined>> = process.env) {
  const read = readEnvironment(variables, environment, ["HANSA_GUEST_SECRET"], {}, "orders");
  const firstSettings: FirstSettings = {
    name: read.HANSA_SHOP_NAME,
    currencies: read.HANSA_CURRENCIES,
    country: read.HANSA_SHOP_COUNTRY,
    captureMode: read.HANSA_CAPTURE_MODE,
    pricesIncludeTax: read.HANSA_PRICES_INCLUDE_TAX,
    // Of a name nothing is kept: mail carries the shop's.
    senderEmail: addressIn(read.HANSA_MAIL_FROM),
    supportEmail: read.HANSA_SUPPORT_EMAIL ?? null,
    lowStockThreshold: read.HANSA_LOW_STOCK,
  };
  const rules: Rules = {
    publicUrl: (read.HANSA_PUBLIC_URL ?? `http://127.0.0.1:${read.HANSA_PORT}`).replace(/\/+$/, ""),
    storefrontUrl: read.HANSA_STOREFRONT_URL?.replace(/\/+$/, ""),
    maximumLines: read.HANSA_MAX_LINES_PER_CART,
    maximumQuantity: read.HANSA_MAX_QUANTITY_PER_LINE,
    holdMs: read.HANSA_HOLD_SECONDS * 1_000,
    longestHoldMs: read.HANSA_HOLD_MAX_SECONDS * 1_000,
    holdWithoutEmailMs: read.HANSA_HOLD_WITHOUT_EMAIL_SECONDS * 1_000,
    unpaidUsesPerNetwork: read.HANSA_UNPAID_USES_PER_NETWORK,
    returnDays: read.HANSA_RETURN_DAYS,
  };
  return {
    host: read.HANSA_HOST,
    ports: portsOf("orders", read),
    innerOrigins: innerOrigins(read),
    ring: readKeyRing("orders", environment),
    guestSecret: read.HANSA_GUEST_SECRET,
    logLevel: read.HANSA_LOG_LEVEL,
    unmaskErrors: read.HANSA_UNMASK_ERRORS,
    crash: crashOf(read),
    storeFile: join(read.HANSA_DATA, "orders.db"),
    mail: mailOptions(read),
    /** The folder of the owner's own templates. */
    templates: read.HANSA_TEMPLATES,
    rules,
    /** What a new shop begins with. From then on its store counts, and these variables do not. */
    firstSettings,
  };
}
