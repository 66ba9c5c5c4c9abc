/** Checks of stores on PostgreSQL: each answers, all are in one cluster, and the running shop has the same. */
import { readFileSync } from "node:fs";
import { askIdentity } from "../../packages/kit/src/store/engine/pg/identity.mjs";
import { isInDatabase, isSameStore, storeText } from "../../packages/kit/src/store/engine/told-store.mjs";
import { internalPort, readDataFolder, readHostConfig, services } from "../host/shop.mjs";

/** @typedef {import("./main.mjs").Finding} Finding */

/** @typedef {import("../../packages/kit/src/store/engine/told-store.mjs").ToldStore} ToldStore */
/** A store of a service. @typedef {{ name: string, store: ToldStore }} Told */

const responseWithinMs = 2_000;
const manual = "docs/owners/postgresql.md says how.";

/** The services whose stores the environment puts into databases. @returns {string[]} */
export function servicesInDatabases() {
  readHostConfig();
  return inDatabases();
}

/** @returns {string[]} */
function inDatabases() {
  return services
    .map(({ name }) => name)
    .filter((name) => process.env[variableOf(name)] || process.env[`${variableOf(name)}_FILE`]);
}

/** Whether the environment names a database. It throws for no other variable. @returns {boolean} */
export function namesDatabases() {
  readDataFolder();
  return inDatabases().length > 0;
}

/** @returns {Promise<Finding>} */
export async function checkDatabases() {
  const { port } = readHostConfig();
  const named = servicesInDatabases();
  const [answers, running] = await Promise.all([Promise.all(named.map(ask)), runningStores(port)]);
  const told = answers.flatMap((answer) => ("store" in answer ? [answer] : []));
  const other = running.filter(({ name, store }) => {
    const own = told.find((each) => each.name === name);
    // One that gave no answer has a fault of its own.
    return own ? !isSameNamed(own, store) : isInDatabase(store) !== named.includes(name);
  });
  if (other.length > 0)
    return {
      verdict: "wrong",
      found: `the running shop has other stores than this shell names: ${textOf(other)}`,
      advice:
        "Set HANSA_<SERVICE>_DATABASE_URL here as for the shop, such as in .env; other lines here are about files.",
    };
  if (named.length === 0) return { verdict: "ok", found: "none: all stores are files" };
  const faults = answers.flatMap((answer) => ("fault" in answer ? `${answer.name}: ${answer.fault}` : []));
  if (faults.length > 0) return { verdict: "wrong", found: faults.join("; "), advice: manual };
  return judgeClusters(told);
}

/** Each router has a schema of its own in the database. @param {Told} named @param {ToldStore} running @returns {boolean} */
function isSameNamed({ name, store }, running) {
  const isGateway = services.some((service) => service.name === name && service.isGateway);
  const [one, other] = [store, running].map((each) =>
    isGateway ? { ...each, place: each.place.replace(/, schema .*$/, "") } : each,
  );
  return one !== undefined && other !== undefined && isSameStore(one, other);
}

/** @param {Told[]} told @returns {Finding} */
function judgeClusters(told) {
  const found = textOf(told);
  // The router's store holds no fact of the shop.
  const ofFacts = services.filter(({ isGateway }) => !isGateway).map(({ name }) => name);
  const inDatabases = told.filter(({ name }) => ofFacts.includes(name));
  const files = ofFacts.filter((name) => !told.some((each) => each.name === name));
  const known = inDatabases.flatMap(({ store }) => store.cluster ?? []);
  const isMixed = inDatabases.length > 0 && files.length > 0;
  if (new Set(known).size > 1 || isMixed)
    return {
      verdict: "note",
      found: `${found}${files.length > 0 ? `; ${files.join(", ")} in files` : ""}: not one cluster`,
      advice: "A failover or a restore gives them different moments. Move all stores into one cluster.",
    };
  if (known.length === inDatabases.length) return { verdict: "ok", found };
  return {
    verdict: "note",
    found,
    advice: "To compare clusters, as administrator: GRANT EXECUTE ON FUNCTION pg_control_system() TO each role.",
  };
}

/** @param {Told[]} told @returns {string} */
function textOf(told) {
  return told.map(({ name, store }) => `${name} on ${storeText(store)}`).join("; ");
}

/** The stores of the running shop as its router tells them, one for each instance; none if it does not answer. @param {number} port @returns {Promise<Told[]>} */
async function runningStores(port) {
  const [router] = services.filter(({ isGateway }) => isGateway);
  if (!router) return [];
  try {
    const response = await fetch(`http://127.0.0.1:${internalPort(router, port)}/status`, {
      headers: { accept: "application/json" },
      signal: AbortSignal.timeout(2 * responseWithinMs),
    });
    /** @type {{ processes: { name: string, report: { store?: ToldStore | null } | null }[] }} */
    const { processes } = JSON.parse(await response.text());
    return processes.flatMap(({ name, report }) => (report?.store ? { name, store: report.store } : []));
  } catch {
    return [];
  }
}

/** @param {string} name @returns {Promise<Told | { name: string, fault: string }>} */
async function ask(name) {
  let step = "its address cannot be read";
  try {
    const address = addressOf(name);
    step = "its database does not answer";
    return { name, store: await askIdentity(address) };
  } catch (error) {
    return { name, fault: `${step}: ${error instanceof Error ? error.message : error}` };
  }
}

/** The address of the database of a service. @param {string} name @returns {string} */
export function addressOf(name) {
  const address = process.env[variableOf(name)];
  return address || readFileSync(process.env[`${variableOf(name)}_FILE`] ?? "", "utf8").trim();
}

/** @param {string} name @returns {string} */
function variableOf(name) {
  return `HANSA_${name.toUpperCase()}_DATABASE_URL`;
}
