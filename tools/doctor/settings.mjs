/** Checks of the settings: address, secrets, and the system clock. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { readSettings, services } from "../../host/shop.mjs";
import { isRegistered, registrations, splitProviders } from "../../subgraphs/payments/src/providers/registrations.mjs";

/** @typedef {import("./main.mjs").Finding} Finding */

const minSecretLength = 32;
const earliest = Date.UTC(2026, 0, 1);

/** @returns {Finding} */
export function checkSettings() {
  const { port, host, data, production } = readSettings();
  const found = `${production ? "production" : "development"}, ${host}:${port}, ${data}`;
  if (!production || process.env.HANSA_STOREFRONT_URL) return { verdict: "ok", found };
  return {
    verdict: "note",
    found: `${found}, no storefront: mail carries codes instead of links`,
    advice: "Set HANSA_STOREFRONT_URL to the address of the storefront.",
  };
}

/** @returns {Finding} */
export function checkSecrets() {
  const { production, data } = readSettings();
  if (!production) return { verdict: "ok", found: "development makes its own at its first start" };
  const providers = process.env.HANSA_PAYMENT_PROVIDERS ?? "";
  const theirs = splitProviders(providers)
    .filter(isRegistered)
    .flatMap((name) => registrations[name].required);
  const folder = process.env.HANSA_KEYS_FOLDER || path.join(data, "keys");
  const missing = services.filter(({ name }) => !existsSync(path.join(folder, name, "keys.env")));
  if (missing.length > 0) {
    const names = missing.map(({ name }) => name).join(", ");
    return { verdict: "wrong", found: `no keys of ${names} in ${folder}`, advice: "npm run keys:create makes them." };
  }
  const weak = theirs.filter((name) => {
    const secret = process.env[name] ?? "";
    return secret.length < minSecretLength || secret.includes("development");
  });
  if (providers === "") weak.push("HANSA_PAYMENT_PROVIDERS");
  if (weak.length === 0) return { verdict: "ok", found: "all are set" };
  return {
    verdict: "wrong",
    found: `missing, short or public: ${weak.join(", ")}`,
    advice: "openssl rand -hex 32 makes one.",
  };
}

/** @returns {Finding} */
export function checkClock() {
  const now = new Date();
  if (now.getTime() < earliest) {
    return {
      verdict: "wrong",
      found: now.toISOString(),
      advice: "The clock is years behind: tokens and reservations will fail.",
    };
  }
  const { stdout, status } = spawnSync("timedatectl", ["show", "-p", "NTPSynchronized", "--value"], {
    encoding: "utf8",
  });
  const synchronised = status === 0 ? stdout.trim() : "unknown";
  if (synchronised !== "no") return { verdict: "ok", found: `${now.toISOString()}, synchronised: ${synchronised}` };
  return {
    verdict: "note",
    found: `${now.toISOString()}, not synchronised`,
    advice: "On several machines, clocks that drift apart refuse each other's signatures: timedatectl set-ntp true",
  };
}
