/** Configuration of orders: reads and validates the environment. No other file of the service reads it. */
import { newShop } from "@hansa/contracts/new-shop";
import { processes } from "@hansa/contracts/processes";
import { removedVariables } from "@hansa/contracts/removed-variables";
import { findAccessFaults } from "@hansa/kit/server";
import {
  addressIn,
  developmentSecret,
  mailOptions,
  mailVariables,
  readEnvironment,
  serviceConfig,
  serviceVariables,
} from "@hansa/kit/service";
import { z } from "zod";

const variables = {
  ...serviceVariables(processes),
  ...mailVariables,
  HANSA_PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  HANSA_TEMPLATES: z.string().optional(),
  HANSA_VAT_REGISTER: z.enum(["vies", "sandbox"]).optional(),
  HANSA_GUEST_SECRET: z.string().min(32, "must have at least 32 characters").default(`guest-${developmentSecret}`),
};

/** Addresses from the environment. The settings that an owner changes at run time are in the store: see `findSettings`. */
export type Rules = {
  /** The public address of the shop, without a trailing slash; the base of links to receipts. */
  publicUrl: string;
  /** The address of the storefront, without a trailing slash; the base of links to orders. Undefined: mail has no such links. */
  storefrontUrl: string | undefined;
};

/** The settings of a new shop, whose defaults are the same for every shop but for the sender of mail. See `ShopSettings` in the schema. */
export type FirstSettings = {
  name: string;
  /** The first is the default. */
  currencies: string[];
  country: string;
  captureMode: "ON_PLACEMENT" | "ON_FULFILMENT";
  pricesIncludeTax: boolean;
  senderEmail: string;
  lowStockThreshold: number;
};

/** Reads and checks everything. Throws a ConfigError that names every invalid variable. */
export function readConfig(environment: Readonly<Record<string, string | undefined>> = process.env) {
  const read = readEnvironment(variables, environment, {
    secrets: ["HANSA_GUEST_SECRET"],
    faultsIn: (given) => [...findAccessFaults(given), ...findRegisterFaults(given)],
    removed: removedVariables,
    keysOf: { self: "orders", processes },
    databaseOf: "orders",
  });
  const firstSettings: FirstSettings = {
    ...newShop,
    currencies: [...newShop.currencies],
    captureMode: "ON_PLACEMENT",
    pricesIncludeTax: true,
    // A display name is dropped: mail shows the name of the shop.
    senderEmail: addressIn(read.HANSA_MAIL_FROM),
  };
  const rules: Rules = {
    publicUrl: (read.HANSA_PUBLIC_URL ?? `http://127.0.0.1:${read.HANSA_PORT}`).replace(/\/+$/, ""),
    storefrontUrl: read.HANSA_STOREFRONT_URL?.replace(/\/+$/, ""),
  };
  return {
    ...serviceConfig("orders", processes, read, environment),
    guestSecret: read.HANSA_GUEST_SECRET,
    mail: mailOptions("orders", read),
    /** The folder with the templates that the owner has replaced. */
    templates: read.HANSA_TEMPLATES,
    rules,
    /** Where VAT ids are checked. */
    vatRegister: read.HANSA_VAT_REGISTER ?? (read.HANSA_ENV === "production" ? "vies" : "sandbox"),
    firstSettings,
  };
}

/** The stand-in says what an id ends with: in production it would leave tax out. */
function findRegisterFaults(variables: Readonly<Record<string, string | undefined>>) {
  return variables.HANSA_ENV === "production" && variables.HANSA_VAT_REGISTER === "sandbox"
    ? [{ variable: "HANSA_VAT_REGISTER", reason: "production asks VIES: the sandbox knows no companies" }]
    : [];
}
