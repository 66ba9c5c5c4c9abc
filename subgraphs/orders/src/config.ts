/** Configuration of orders: reads and validates the environment. No other file of the service reads it. */

import { join } from "node:path";
import { isCountry } from "@hansa/commerce/address/countries";
import { currencyList } from "@hansa/commerce/currency-list";
import { processes } from "@hansa/contracts/processes";
import { removedVariables } from "@hansa/contracts/removed-variables";
import { accessVariables, findAccessFaults, monitoringAccess, subgraphAccess } from "@hansa/kit/server";
import {
  addressIn,
  addressVariables,
  commonVariables,
  crashOf,
  developmentSecret,
  folderOf,
  graphqlSettings,
  graphqlVariables,
  internalOrigins,
  mailOptions,
  mailVariables,
  portsOf,
  readEnvironment,
  readKeyRing,
} from "@hansa/kit/service";
import { z } from "zod";

const variables = {
  ...commonVariables,
  ...addressVariables(processes),
  ...graphqlVariables,
  ...accessVariables,
  ...mailVariables,
  HANSA_CURRENCIES: currencyList.default(["EUR", "USD", "GBP", "JPY"]),
  HANSA_SHOP_NAME: z.string().default("Hansa"),
  HANSA_SHOP_COUNTRY: z.string().refine(isCountry, "is not a country of ISO 3166-1").default("DE"),
  HANSA_SUPPORT_EMAIL: z.email().optional(),
  HANSA_PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  HANSA_PRICES_INCLUDE_TAX: z.stringbool().default(true),
  HANSA_CAPTURE_MODE: z.enum(["ON_PLACEMENT", "ON_FULFILMENT"]).default("ON_PLACEMENT"),
  HANSA_LOW_STOCK: z.coerce.number().int().min(0).default(5),
  /** All lines are written in one statement, whose number of values SQLite limits. */
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

/** Limits and addresses from the environment. The settings that an owner changes at run time are in the store: see `findSettings`. */
export type Rules = {
  /** The public address of the shop, without a trailing slash; the base of links to receipts. */
  publicUrl: string;
  /** The address of the storefront, without a trailing slash; the base of links to orders. Undefined: mail has no such links. */
  storefrontUrl: string | undefined;
  maximumLines: number;
  maximumQuantity: number;
  /** How long a reservation lasts after each step of a checkout, and its maximum in total, in milliseconds. */
  reservationMs: number;
  maxReservationMs: number;
  /** The maximum duration of a reservation of a guest without an e-mail address, in milliseconds. */
  anonymousReservationMs: number;
  /** The maximum number of unpaid uses of a limited promotion by the checkouts of one network. */
  unpaidUsesPerNetwork: number;
  /** The number of days after delivery in which goods can be returned. */
  returnDays: number;
};

/** The settings of a new shop; see `ShopSettings` in the schema. */
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

/** Reads and checks everything. Throws a ConfigError that names every invalid variable. */
export function readConfig(environment: Readonly<Record<string, string | undefined>> = process.env) {
  const read = readEnvironment(variables, environment, {
    secrets: ["HANSA_GUEST_SECRET"],
    faultsIn: findAccessFaults,
    removed: removedVariables,
    keysOf: { self: "orders", processes },
  });
  const firstSettings: FirstSettings = {
    name: read.HANSA_SHOP_NAME,
    currencies: read.HANSA_CURRENCIES,
    country: read.HANSA_SHOP_COUNTRY,
    captureMode: read.HANSA_CAPTURE_MODE,
    pricesIncludeTax: read.HANSA_PRICES_INCLUDE_TAX,
    // A display name is dropped: mail shows the name of the shop.
    senderEmail: addressIn(read.HANSA_MAIL_FROM),
    supportEmail: read.HANSA_SUPPORT_EMAIL ?? null,
    lowStockThreshold: read.HANSA_LOW_STOCK,
  };
  const rules: Rules = {
    publicUrl: (read.HANSA_PUBLIC_URL ?? `http://127.0.0.1:${read.HANSA_PORT}`).replace(/\/+$/, ""),
    storefrontUrl: read.HANSA_STOREFRONT_URL?.replace(/\/+$/, ""),
    maximumLines: read.HANSA_MAX_LINES_PER_CART,
    maximumQuantity: read.HANSA_MAX_QUANTITY_PER_LINE,
    reservationMs: read.HANSA_HOLD_SECONDS * 1_000,
    maxReservationMs: read.HANSA_HOLD_MAX_SECONDS * 1_000,
    anonymousReservationMs: read.HANSA_HOLD_WITHOUT_EMAIL_SECONDS * 1_000,
    unpaidUsesPerNetwork: read.HANSA_UNPAID_USES_PER_NETWORK,
    returnDays: read.HANSA_RETURN_DAYS,
  };
  return {
    production: read.HANSA_ENV === "production",
    host: read.HANSA_HOST,
    ports: portsOf("orders", read, processes),
    innerOrigins: internalOrigins(read, processes),
    ring: readKeyRing("orders", processes, environment),
    guestSecret: read.HANSA_GUEST_SECRET,
    access: subgraphAccess(read),
    mayMonitor: monitoringAccess(read),
    logLevel: read.HANSA_LOG_LEVEL,
    graphql: graphqlSettings(read),
    crash: crashOf(read),
    storeFile: join(folderOf("orders", read), "orders.db"),
    mail: mailOptions("orders", read),
    /** The folder with the templates that the owner has replaced. */
    templates: read.HANSA_TEMPLATES,
    rules,
    /** The settings of a new shop. After the first start the store has them, and these variables have no effect. */
    firstSettings,
  };
}
