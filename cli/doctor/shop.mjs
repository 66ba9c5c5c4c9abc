/** Check of the shop's set-up: the parts that it needs before it can sell. */
import { existsSync } from "node:fs";
import { isRegistered, registrations, splitProviders } from "../../subgraphs/payments/src/providers/registrations.mjs";
import { readHostConfig, storeFile } from "../host/shop.mjs";
import { readPaymentsConfig } from "./config.mjs";
import { servicesInDatabases } from "./databases.mjs";

/** @typedef {import("./main.mjs").Finding} Finding */

/** The services in whose stores a part may be missing. */
const examined = ["users", "orders", "products"];

/** @type {Finding} */
const neverStarted = {
  verdict: "note",
  found: "never started here",
  advice: "docs/owners/open-a-shop.md leads to the first sale.",
};

/** Names every part of the set-up that is missing; in production that has to be put right. @returns {Promise<Finding>} */
export async function checkShop() {
  const { data, production } = readHostConfig();
  const inFiles = examined.filter((service) => !servicesInDatabases().includes(service));
  if (inFiles.some((service) => !existsSync(storeFile(data, service)))) return neverStarted;
  // Where nothing is installed, other lines say so.
  const { findMissingParts, findMissingTaxRates, wasStarted } = await import("./missing-parts.ts");
  try {
    if (!(await wasStarted(data))) return neverStarted;
  } catch (error) {
    const [why] = (error instanceof Error ? error.message : String(error)).split("\n");
    return { verdict: "note", found: `not examined: ${why}`, advice: "The line about databases has the remedy." };
  }
  const wanted = [...(await findMissingParts(data)), ...paymentsWant(production)];
  const rates = await findMissingTaxRates(data);
  if (wanted.length === 0 && rates.length > 0)
    return {
      verdict: "note",
      found: `ready to sell; goods have the standard rate for want of one for ${rates.join(", ")}`,
      advice: "taxRateSave adds it: docs/owners/shop-settings.md, Taxes.",
    };
  if (wanted.length === 0) return { verdict: "ok", found: "ready to sell" };
  return {
    verdict: production ? "wrong" : "note",
    found: `it still needs ${wanted.join("; ")}`,
    advice: "docs/owners/open-a-shop.md says how.",
  };
}

/** A provider that takes no money is fine while trying out, and for development. @param {boolean} production @returns {string[]} */
function paymentsWant(production) {
  if (!production) return [];
  const config = readPaymentsConfig();
  const [first = ""] = splitProviders(config.HANSA_PAYMENT_PROVIDERS);
  const takesMoney = isRegistered(first) && registrations[first].takesMoney(config);
  return takesMoney ? [] : ["a payment provider that takes money (not the sandbox, nor a test key)"];
}
