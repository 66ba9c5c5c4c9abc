/** Checks of stores on PostgreSQL: each answers, all are in one cluster, and the running shop has the same. */
import { readFileSync } from "node:fs";
import { askIdentity } from "../../packages/kit/src/store/engine/pg/identity.mjs";
import { internalPort, readHostConfig, services } from "../host/shop.mjs";

/** @typedef {import("./main.mjs").Finding} Finding */

/** A store on PostgreSQL. @typedef {{ name: string, text: string, cluster: string, fault?: undefined } | { name: string, fault: string }} Answer */

const responseWithinMs = 2_000;
const manual = "docs/owners/postgresql.md says how.";

/** The services whose stores the environment puts into databases. @returns {string[]} */
export function servicesInDatabases() {
  readHostConfig();
  return services.map(({ name }) => name).filter((name) => addressOf(name) !== undefined);
}

/** @returns {Promise<Finding>} */
export async function checkDatabases() {
  const { port } = readHostConfig();
  const named = servicesInDatabases();
  const running = await runningStores(port);
  const other = [...running].filter(([name, store]) => store.startsWith("PostgreSQL") !== named.includes(name));
  if (other.length > 0)
    return {
      verdict: "wrong",
      found: `the running shop has other stores than this shell names: ${other.map(([name, store]) => `${name} on ${store}`).join("; ")}`,
      advice:
        "Set HANSA_<SERVICE>_DATABASE_URL here as for the shop, such as in .env; other lines here are about files.",
    };
  if (named.length === 0) return { verdict: "ok", found: "none: all stores are files" };
  const answers = await Promise.all(named.map(ask));
  const faults = answers.flatMap((answer) => (answer.fault === undefined ? [] : `${answer.name}: ${answer.fault}`));
  if (faults.length > 0) return { verdict: "wrong", found: faults.join("; "), advice: manual };
  const found = answers
    .flatMap((answer) => (answer.fault === undefined ? `${answer.name} on ${answer.text}` : []))
    .join("; ");
  // The router's store holds no fact of the shop.
  const ofFacts = services.filter(({ isGateway }) => !isGateway).map(({ name }) => name);
  const files = ofFacts.filter((name) => !named.includes(name));
  const clusters = new Set(
    answers.flatMap((answer) => (answer.fault === undefined && ofFacts.includes(answer.name) ? answer.cluster : [])),
  );
  if (clusters.size > 1 || (clusters.size > 0 && files.length > 0))
    return {
      verdict: "note",
      found: `${found}${files.length > 0 ? `; ${files.join(", ")} in files` : ""}: not one cluster`,
      advice: "A failover or a restore gives them different moments. Move all stores into one cluster.",
    };
  return { verdict: "ok", found };
}

/** The stores of the running shop as its router tells them, by service; none if it does not answer. @param {number} port @returns {Promise<Map<string, string>>} */
async function runningStores(port) {
  const [router] = services.filter(({ isGateway }) => isGateway);
  if (!router) return new Map();
  try {
    const response = await fetch(`http://127.0.0.1:${internalPort(router, port)}/status`, {
      headers: { accept: "application/json" },
      signal: AbortSignal.timeout(2 * responseWithinMs),
    });
    /** @type {{ processes: { name: string, report: { store?: string | null } | null }[] }} */
    const { processes } = JSON.parse(await response.text());
    return new Map(processes.flatMap(({ name, report }) => (report?.store ? [[name, report.store]] : [])));
  } catch {
    return new Map();
  }
}

/** @param {string} name @returns {Promise<Answer>} */
async function ask(name) {
  try {
    const { engine, place, cluster } = await askIdentity(addressOf(name) ?? "");
    return { name, text: `${engine}, ${place}`, cluster };
  } catch (error) {
    return { name, fault: `its database does not answer: ${error instanceof Error ? error.message : error}` };
  }
}

/** @param {string} name @returns {string | undefined} */
function addressOf(name) {
  const variable = `HANSA_${name.toUpperCase()}_DATABASE_URL`;
  const file = process.env[`${variable}_FILE`];
  return process.env[variable] || (file ? readFileSync(file, "utf8").trim() : undefined);
}
