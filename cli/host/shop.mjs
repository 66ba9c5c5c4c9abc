/** The processes of the shop, their folders, ports, memory limits and configuration. */
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import {
  processFolder,
  routerMigrations,
  routerStoreName,
  storeFile,
  services as subgraphs,
} from "../../packages/contracts/src/services.mjs";
import { requireKnownFormat } from "../../packages/kit/src/store/engine/sqlite/data-format.mjs";

export { processFolder, storeFile };

/** The top folder of the repository. */
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");

/**
 * One process of the shop. Its public port is `HANSA_PORT + offset`, its private one `HANSA_PORT + 10 + offset`.
 * `stores` are its stores: the file as a path inside the data folder, the folder of migrations inside the repository. A gateway serves the graph
 * of all subgraphs, and has no schema of its own. `instance` is its number among the processes of its service, 1 if absent.
 * @typedef {{
 *   name: string, folder: string, offset: number, isGateway: boolean, stores: readonly { file: string, migrations: string }[],
 *   instance?: number,
 * }} Service
 */

/** The services of the one list and the router, in the order in which they are started. @type {readonly Service[]} */
export const services = [
  ...subgraphs.map(({ name, offset, stores }) => ({
    name,
    folder: `subgraphs/${name}`,
    offset,
    isGateway: false,
    stores: Object.entries(stores).map(([file, migrations]) => ({ file: storeFile("", name, file), migrations })),
  })),
  {
    name: "router",
    folder: "router",
    offset: 0,
    isGateway: true,
    stores: [{ file: storeFile("", "router", routerStoreName(1)), migrations: routerMigrations }],
  },
];

/** The process with the pages of the shop. It has no keys, no store and no folder of data, so that commands about those read `services`. @type {Service} */
export const storefront = { name: "storefront", folder: "apps/storefront", offset: 9, isGateway: false, stores: [] };

/** All processes of the shop, in the order in which they are started. @type {readonly Service[]} */
export const shopProcesses = [...services, storefront];

/**
 * V8's options for a process: the limits of its heap in MB, and one about garbage collection. With its old generation, its young one, code and
 * native memory it stays below 512 MB; no request comes near it (packages/kit/src/runtime/request-budget.ts). The young generation is three times
 * the semi-space, which V8 enlarges under load only (docs/decisions/0093-memory-of-large-requests.md). A process that has all services has twice
 * the old generation; the storefront renders small pages, and has less of both. Without the last flag V8 puts objects of requests into the old generation once some of them lived long, and all that they
 * refer to follows: a loaded service then spends a fifth of its CPU time more.
 * @param {string} name
 */
export function memoryLimitsOf(name) {
  const old = name === wholeShop.name ? 704 : name === storefront.name ? 128 : 304;
  const young = name === storefront.name ? 8 : 32;
  return [`--max-old-space-size=${old}`, `--max-semi-space-size=${young}`, "--no-allocation-site-pretenuring"];
}

/** All of them in one process: cli/host/one-process.ts. @type {Service} */
export const wholeShop = { name: "shop", folder: ".", offset: 0, isGateway: true, stores: [] };

/** Apollo's gateway, which takes the router's place and ports on request: router/src/apollo-gateway/. @type {Service} */
export const apolloGateway = { name: "apollo-gateway", folder: "router", offset: 0, isGateway: true, stores: [] };

/** Where the set-up builds the programs that the shop runs: tools/build/main.ts. */
export const builtFolder = path.join(root, "dist");

/** Where it builds Apollo's gateway, which shares no parts with the others. */
export const apolloGatewayFolder = path.join(builtFolder, "apollo-gateway");

/** Where Vite builds the storefront: its server, with all that it needs, beside the files of the browser. */
export const storefrontFolder = path.join(root, storefront.folder, "dist");

/** Where Vite builds the back office, whose files the router serves. */
export const officeFolder = path.join(root, "apps/admin/dist");

/** The arguments with which Node runs a built program: a process, by its name, or a command that is started beside them. @param {string} name */
export function programArguments(name) {
  if (name === storefront.name) return ["--enable-source-maps", path.join(storefrontFolder, "server", "main.mjs")];
  const folder = name === apolloGateway.name ? apolloGatewayFolder : builtFolder;
  return ["--enable-source-maps", path.join(folder, `${name}.mjs`)];
}

/** The arguments with which Node runs a process, in its own folder. @param {string} name */
export function commandOf(name) {
  return [...memoryLimitsOf(name), ...programArguments(name)];
}

/** Makes everything that this command creates from now on readable by the account that runs it alone. Call it before data are created. */
export function keepFilesPrivate() {
  process.umask(0o077);
}

const internalOffset = 10;

/** The port of a service's public listener. @param {Service} service @param {number} port @returns {number} */
export function publicPort(service, port) {
  return port + service.offset;
}

/** The port of a service's internal listener. @param {Service} service @param {number} port @returns {number} */
export function internalPort(service, port) {
  return port + internalOffset + service.offset;
}

/** The most processes of one service. */
export const maxReplicas = 5;

/** Each further process of a service listens so far above the one before. */
export const replicaOffset = 20;

/** A service as so many processes; the first is the service itself. @param {Service} service @param {number} count @returns {Service[]} */
export function replicasOf(service, count) {
  const further = Array.from({ length: count - 1 }, (_each, index) => ({
    ...service,
    instance: index + 2,
    offset: service.offset + replicaOffset * (index + 1),
  }));
  return [service, ...further];
}

/** The name of a process among all of the shop, such as orders or orders-2. @param {Service} service */
export function processName({ name, instance = 1 }) {
  return instance === 1 ? name : `${name}-${instance}`;
}

/** One process of each listens on ports from HANSA_PORT up to this many above it, this one excluded. */
export const portSpan = internalOffset + 1 + Math.max(...shopProcesses.map(({ offset }) => offset));

/** The stores that every shop has, as paths inside the data folder: those of the services that the audit includes. */
export const requiredStores = subgraphs
  .filter(({ audit }) => audit === "invariants")
  .map(({ name }) => storeFile("", name));

/** The payment sandbox's store, as a path inside the data folder. */
export const sandboxStore = storeFile("", "payments", "sandbox-provider.db");

/** The folder of migrations of every store of the subgraphs, by the path of the store inside the data folder. */
export const migrationFolders = new Map(
  services
    .filter(({ isGateway }) => !isGateway)
    .flatMap(({ stores }) => stores.map(({ file, migrations }) => [file, migrations])),
);

/** Every store with facts of the shop, those of the subgraphs, as a path inside the data folder. */
export const stores = [...migrationFolders.keys()];

/** The stores of router processes that are there, as paths inside the data folder. @param {string} data @returns {string[]} */
export function routerStores(data) {
  const folder = processFolder(data, "router");
  const names = existsSync(folder) ? readdirSync(folder) : [];
  return names.map((name) => storeFile("", "router", name)).filter(isRouterStore);
}

/** Whether this path inside the data folder is that of a router's store. @param {string} file */
export function isRouterStore(file) {
  return /^router[\\/]router(-[1-9]\d?)?\.db$/.test(file);
}

/** The stores that an older version left at the top of a data folder, by their names there. @param {string} data */
export function olderStores(data) {
  return stores.map((store) => path.basename(store)).filter((name) => existsSync(path.join(data, name)));
}

/** Throws if a folder of a process in this data folder is of a newer format. @param {string} data @returns {undefined} */
export function requireKnownData(data) {
  for (const { name } of services) requireKnownFormat(processFolder(data, name));
}

/** The same for a process or command that uses the data; throws when they are of a newer format than this version knows. */
export function requireHostConfig() {
  const config = readHostConfig();
  requireKnownData(config.data);
  return config;
}

/** Adds the variables of `.env` that the shell has not set. */
function loadEnvironment() {
  const file = path.join(root, ".env");
  if (existsSync(file)) process.loadEnvFile(file);
}

/** The folder of the shop's data, as the shell and then `.env` say. @returns {string} */
export function readDataFolder() {
  loadEnvironment();
  return path.resolve(root, process.env.HANSA_DATA || ".data");
}

/**
 * Where the shop listens and keeps its data, as the shell and then `.env` say; throws when HANSA_PORT is no usable port.
 * @returns {{ port: number, host: string, data: string, production: boolean }}
 */
export function readHostConfig() {
  loadEnvironment();
  const env = process.env;
  const port = Number(env.HANSA_PORT || 4000);
  if (!Number.isInteger(port) || port < 1 || port > 65_000) {
    throw new Error(`HANSA_PORT must be a whole number from 1 to 65000; it is "${env.HANSA_PORT}".`);
  }
  return {
    port,
    host: env.HANSA_HOST || "127.0.0.1",
    data: readDataFolder(),
    production: env.HANSA_ENV === "production",
  };
}
