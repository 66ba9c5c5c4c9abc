/** Check of the clock: whether it is synchronised, and how far it is from the clock of each payment provider. */
import { spawnSync } from "node:child_process";
import { isRegistered, registrations, splitProviders } from "../../subgraphs/payments/src/providers/registrations.mjs";
import { readPaymentsConfig } from "./config.mjs";

/** @typedef {import("./main.mjs").Finding} Finding */

const earliest = Date.UTC(2026, 0, 1);
/** A clock that is off by more is wrong. Providers' messages are refused from 300 s on. */
const maxOffSeconds = 60;
const responseMs = 3_000;

/** @returns {Promise<Finding>} */
export async function checkClock() {
  const now = new Date().toISOString();
  if (Date.now() < earliest)
    return {
      verdict: "wrong",
      found: now,
      advice: "The clock is years behind: tokens and reservations will fail.",
    };
  const compared = await Promise.all(providerClocks().map(compareClock));
  const found = [now, ...compared.map((each) => each.found)].join(", ");
  if (compared.some(({ isOff }) => isOff))
    return {
      verdict: "wrong",
      found,
      advice: "Messages of providers are refused from 300 s on. Correct this machine's clock: timedatectl set-ntp true",
    };
  const { stdout, status } = spawnSync("timedatectl", ["show", "-p", "NTPSynchronized", "--value"], {
    encoding: "utf8",
  });
  const synchronised = status === 0 ? stdout.trim() : "unknown";
  if (synchronised !== "no") return { verdict: "ok", found: `${found}, synchronised: ${synchronised}` };
  return {
    verdict: "note",
    found: `${found}, not synchronised`,
    advice: "On several machines, clocks that drift apart refuse each other's signatures: timedatectl set-ntp true",
  };
}

/** The chosen providers that run elsewhere, each with the address of its clock. @returns {{ name: string, url: string }[]} */
function providerClocks() {
  const config = readPaymentsConfig();
  return splitProviders(config.HANSA_PAYMENT_PROVIDERS)
    .filter(isRegistered)
    .flatMap((name) => {
      const url = registrations[name].clockUrl(config);
      return url === undefined ? [] : [{ name, url }];
    });
}

/** Compares our clock with the time of a response, of whatever status, halfway between request and answer. @param {{ name: string, url: string }} clock */
async function compareClock({ name, url }) {
  const askedAt = Date.now();
  const response = await askClock(url);
  const theirs = Date.parse(response?.headers.get("date") ?? "");
  if (Number.isNaN(theirs)) return { isOff: false, found: `not compared with ${name}'s, which gave no answer` };
  const seconds = Math.round(((askedAt + Date.now()) / 2 - theirs) / 1_000);
  const isOff = Math.abs(seconds) > maxOffSeconds;
  if (!isOff) return { isOff, found: `as ${name}'s` };
  return { isOff, found: `${Math.abs(seconds)} s ${seconds > 0 ? "ahead of" : "behind"} ${name}'s` };
}

/** The response of this address without its content; undefined if there is none, as offline. @param {string} url */
async function askClock(url) {
  try {
    return await fetch(url, { method: "HEAD", redirect: "manual", signal: AbortSignal.timeout(responseMs) });
  } catch {
    return undefined;
  }
}
