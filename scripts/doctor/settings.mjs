/** The settings of the shop: its ports, its secrets, and the clock that its tokens live by. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { privatePort, publicPort, readSettings, services } from "../shop.mjs";

/** @typedef {import("../doctor.mjs").Finding} Finding */

/** What each payment provider needs. */
const secretsOfProviders = {
  sandbox: [],
  stripe: ["HANSA_STRIPE_SECRET_KEY", "HANSA_STRIPE_WEBHOOK_SECRET"],
};
const shortestSecret = 32;
const earliest = Date.UTC(2026, 0, 1);

/** @returns {Finding} */
export function checkSettings() {
  const { port, host, data, production } = readSettings();
  return { verdict: "ok", found: `${production ? "production" : "development"}, ${host}:${port}, ${data}` };
}

/** Busy ports are only a note: the shop that was asked about may be the one that holds them. @returns {Promise<Finding>} */
export async function checkPorts() {
  const { host, port } = readSettings();
  const ports = services.flatMap((service) => [publicPort(service, port), privatePort(service, port)]);
  const faults = (await Promise.all(ports.map((each) => tryToListen(each, host)))).filter(
    (fault) => fault !== undefined,
  );
  if (faults.length === 0) return { verdict: "ok", found: `${ports.length} free, from ${port} up` };
  return {
    verdict: "note",
    found: faults.join(", "),
    advice: `Fine if the shop is running. Otherwise stop what holds them, or set HANSA_PORT=${port + 100}.`,
  };
}

/** @returns {Finding} */
export function checkSecrets() {
  const { production, data } = readSettings();
  if (!production) return { verdict: "ok", found: "development makes its own at its first start" };
  const providers = process.env.HANSA_PAYMENT_PROVIDERS ?? "";
  const theirs = Object.entries(secretsOfProviders).flatMap(([name, names]) => (providers.includes(name) ? names : []));
  const folder = process.env.HANSA_KEYS_FOLDER || path.join(data, "keys");
  const missing = services.filter(({ name }) => !existsSync(path.join(folder, name, "keys.env")));
  if (missing.length > 0) {
    const names = missing.map(({ name }) => name).join(", ");
    return { verdict: "wrong", found: `no keys of ${names} in ${folder}`, advice: "npm run keys:create makes them." };
  }
  const weak = theirs.filter((name) => {
    const secret = process.env[name] ?? "";
    return secret.length < shortestSecret || secret.includes("development");
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
      advice: "The clock is years behind: tokens and holds will fail.",
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

/** @param {number} port @param {string} host @returns {Promise<string | undefined>} */
function tryToListen(port, host) {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", (error) => resolve("code" in error ? `${port} ${error.code}` : `${port} ${error.message}`));
    probe.listen({ port, host, exclusive: true }, () => probe.close(() => resolve(undefined)));
  });
}
