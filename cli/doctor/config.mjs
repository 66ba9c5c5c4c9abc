/** Checks of the configuration: address, secrets, and the system clock. */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { parseEnv } from "node:util";
import {
  findConfigFaults,
  isRegistered,
  registrations,
  splitProviders,
} from "../../subgraphs/payments/src/providers/registrations.mjs";
import { readHostConfig, services } from "../host/shop.mjs";

/** @typedef {import("./main.mjs").Finding} Finding */

/** @returns {Finding} */
export function checkConfig() {
  const { port, host, data, production } = readHostConfig();
  const found = `${production ? "production" : "development"}, ${host}:${port}, ${data}`;
  if (!production || process.env.HANSA_STOREFRONT_URL || process.env.HANSA_PUBLIC_URL) return { verdict: "ok", found };
  return {
    verdict: "note",
    found: `${found}, no public address: mail carries codes instead of links`,
    advice: "Set HANSA_PUBLIC_URL to the address of the shop, or HANSA_STOREFRONT_URL to that of another storefront.",
  };
}

/** @returns {Finding} */
export function checkSecrets() {
  const { production, data } = readHostConfig();
  if (!production) return { verdict: "ok", found: "development makes its own at its first start" };
  const folder = keysFolderIn(data);
  const missing = services.filter(({ name }) => !existsSync(path.join(folder, name, "keys.env")));
  if (missing.length > 0) {
    const names = missing.map(({ name }) => name).join(", ");
    return {
      verdict: "wrong",
      found: `no keys of ${names} in ${folder}`,
      advice: "npm run hansa -- keys create makes them.",
    };
  }
  if (["router", "users"].every((name) => hasApiKeySecret(path.join(folder, name, "keys.env"))))
    return { verdict: "ok", found: "all are set" };
  return {
    verdict: "wrong",
    found: `no secret of API keys in ${folder}`,
    advice: "npm run hansa -- keys create --complete adds it.",
  };
}

/** @param {string} file @returns {boolean} */
function hasApiKeySecret(file) {
  return /^HANSA_API_KEY_SECRETS=./m.test(readFileSync(file, "utf8"));
}

/** The configuration of payments: the environment, and before it the file of its keys. @returns {Readonly<Record<string, string | undefined>>} */
export function readPaymentsConfig() {
  const { data } = readHostConfig();
  const file = process.env.HANSA_KEYS_FILE || path.join(keysFolderIn(data), "payments", "keys.env");
  return existsSync(file) ? { ...process.env, ...parseEnv(readFileSync(file, "utf8")) } : process.env;
}

/** @param {string} data @returns {string} */
function keysFolderIn(data) {
  return process.env.HANSA_KEYS_FOLDER || path.join(data, "keys");
}

/** The payment providers and their configuration, without which the payments service refuses to start. @returns {Finding} */
export function checkProviders() {
  const { production } = readHostConfig();
  const config = readPaymentsConfig();
  const asked = config.HANSA_PAYMENT_PROVIDERS ?? "";
  const chosen = splitProviders(asked);
  if ((production && asked === "") || !chosen.every(isRegistered)) {
    const found = asked === "" ? "none is named" : `not all of "${asked}" are known`;
    const advice = `Set HANSA_PAYMENT_PROVIDERS to one or more of ${Object.keys(registrations).join(", ")}.`;
    return { verdict: "wrong", found, advice };
  }
  const faults = findConfigFaults(chosen, config);
  if (faults.length === 0) return { verdict: "ok", found: chosen.join(", ") };
  const found = faults.map(({ variable, reason }) => `${variable}: ${reason}`).join("; ");
  return {
    verdict: "wrong",
    found,
    advice: "Copy them from the provider's website: docs/owners/payments.md says where.",
  };
}
