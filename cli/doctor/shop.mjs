/** Checks of the shop's set-up: the parts that it needs before it can sell, read from its stores. */

import { existsSync } from "node:fs";
import { isRegistered, registrations, splitProviders } from "../../subgraphs/payments/src/providers/registrations.mjs";
import { readHostConfig, storeFile } from "../host/shop.mjs";
import { loadDriver } from "../host/sqlite.mjs";
import { readPaymentsConfig } from "./config.mjs";
import { servicesInDatabases } from "./databases.mjs";

/** @typedef {import("./main.mjs").Finding} Finding */

/**
 * A part of the set-up. `missing` is an SQL query on the store of `service` that answers with rows while the part is missing.
 * @typedef {{ service: string, missing: string, wants: string }} Part
 */

/** @type {readonly Part[]} */
const parts = [
  {
    service: "users",
    missing: `SELECT 1 WHERE NOT EXISTS (
      SELECT 1 FROM users JOIN credentials ON credentials.user_id = users.id
      WHERE users.role = 'ADMIN' AND users.verified_at IS NOT NULL AND users.erased_at IS NULL)`,
    wants: "an administrator (npm run hansa -- admin create)",
  },
  {
    service: "orders",
    missing: "SELECT 1 FROM shop_settings WHERE sender_email LIKE '%@hansa.example'",
    wants: "a sender of mail that is yours (npm run hansa -- settings set senderEmail ADDRESS)",
  },
  {
    service: "orders",
    missing: "SELECT 1 FROM shop_settings WHERE legal_name IS NULL OR legal_address IS NULL",
    wants:
      "the seller's name and address for invoices (npm run hansa -- settings set legalName NAME, and legalAddress)",
  },
  {
    service: "orders",
    missing: `SELECT 1 WHERE NOT EXISTS (
      SELECT 1 FROM shipping_rates JOIN shipping_methods ON shipping_methods.id = shipping_rates.method_id
      JOIN shipping_zone_countries ON shipping_zone_countries.zone_id = shipping_methods.zone_id
      WHERE shipping_methods.active)`,
    wants: "a shipping method with a zone and rates (shippingZoneSave, shippingMethodSave)",
  },
  {
    service: "orders",
    missing: `SELECT currency.value FROM shop_settings, json_each(shop_settings.currencies) AS currency
      WHERE currency.value NOT IN (
        SELECT shipping_rates.currency FROM shipping_rates
        JOIN shipping_methods ON shipping_methods.id = shipping_rates.method_id WHERE shipping_methods.active)`,
    wants: "shipping rates in every currency it offers (shippingMethodSave, or fewer currencies)",
  },
  {
    service: "orders",
    missing: `SELECT 1 FROM shop_settings WHERE NOT EXISTS (
      SELECT 1 FROM tax_rates WHERE tax_rates.country = shop_settings.country AND starts_at <= unixepoch('subsec') * 1000)`,
    wants: "a tax rate for its own country (taxRateSave, of 0 if it takes none)",
  },
  {
    service: "products",
    missing: `SELECT 1 WHERE NOT EXISTS (
      SELECT 1 FROM products WHERE status = 'ACTIVE' AND published_at <= unixepoch('subsec') * 1000)`,
    wants: "a published product (npm run hansa -- import)",
  },
];

/** Names every part of the set-up that is missing; in production that has to be put right. @returns {Finding} */
export function checkShop() {
  const { data, production } = readHostConfig();
  const elsewhere = servicesInDatabases();
  const seen = parts.filter(({ service }) => !elsewhere.includes(service));
  if (seen.some(({ service }) => !existsSync(storeFile(data, service))))
    return {
      verdict: "note",
      found: "never started here",
      advice: "docs/owners/open-a-shop.md leads to the first sale.",
    };

  const wanted = [
    ...seen.filter((part) => isMissing(data, part)).map(({ wants }) => wants),
    ...paymentsWant(production),
  ];
  if (wanted.length === 0 && seen.length < parts.length)
    return {
      verdict: "note",
      found: `nothing is missing in files; ${elsewhere.join(", ")} on PostgreSQL not examined`,
      advice: "docs/owners/open-a-shop.md says what a shop needs.",
    };
  if (wanted.length === 0) return { verdict: "ok", found: "ready to sell" };
  return {
    verdict: production ? "wrong" : "note",
    found: `it still needs ${wanted.join("; ")}`,
    advice: "docs/owners/open-a-shop.md says how.",
  };
}

/** @param {string} data @param {Part} part @returns {boolean} */
function isMissing(data, { service, missing }) {
  const Database = loadDriver();
  const file = new Database(storeFile(data, service), { readonly: true });
  try {
    return file.prepare(missing).get() !== undefined;
  } finally {
    file.close();
  }
}

/** A provider that takes no money is fine while trying out, and for development. @param {boolean} production @returns {string[]} */
function paymentsWant(production) {
  if (!production) return [];
  const config = readPaymentsConfig();
  const [first = ""] = splitProviders(config.HANSA_PAYMENT_PROVIDERS);
  const takesMoney = isRegistered(first) && registrations[first].takesMoney(config);
  return takesMoney ? [] : ["a payment provider that takes money (not the sandbox, nor a test key)"];
}
