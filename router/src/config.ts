/** Configuration of the router, read from the environment and the command line and validated before anything listens. */
import { basename, join, resolve } from "node:path";
import { processes, type ServiceName } from "@hansa/contracts/processes";
import { removedVariables } from "@hansa/contracts/removed-variables";
import { routerStoreName } from "@hansa/contracts/services";
import { defineCommand, Option, wholeNumber } from "@hansa/kit/command-line";
import { graphqlPath } from "@hansa/kit/http";
import type { KeyRing, TrustedProxies } from "@hansa/kit/identity";
import type { ServiceAddresses } from "@hansa/kit/rpc";
import { mapRecord } from "@hansa/kit/runtime";
import { needsProxies, proxiesVariable, type UnsentLimits, usualUnsentLimits } from "@hansa/kit/server";
import {
  addressVariables,
  commonVariables,
  folderOf,
  graphOrigins,
  internalOrigins,
  isHttpOrigin,
  isOrigin,
  originList,
  readEnvironment,
  readKeyRing,
  routerOrigins,
  storePlace,
} from "@hansa/kit/service";
import type { StorePlace } from "@hansa/kit/store";
import { z } from "zod";
import { repository, sourceFolders } from "./graph/composition/sources.ts";
import type { GraphSource } from "./graph/source.ts";
import { type PaymentSettings, paymentSettings } from "./http/pages/payment-policy.ts";
import type { LoadLimits } from "./operation/admission.ts";
import { type GraphLimits, limitList, shopLimits } from "./operation/graph-limits.ts";

const variables = {
  ...commonVariables,
  ...addressVariables(processes),
  HANSA_INSTANCE: z.coerce.number().int().min(1).max(99).default(1),
  HANSA_PRIVATE_HOST: z.string().default("127.0.0.1"),
  HANSA_OPERATION_TIMEOUT_MS: z.coerce.number().int().min(50).max(120_000).default(10_000),
  HANSA_OPTIONAL_FETCH_TIMEOUT_MS: z.coerce.number().int().min(0).max(120_000).default(2_000),
  HANSA_EVENT_LOOP_DELAY_MS: z.coerce.number().int().min(0).optional(),
  HANSA_SCHEMAS: z.string().optional(),
  HANSA_TRUST_PROXY: proxiesVariable,
  HANSA_REQUESTS_PER_MINUTE: z.coerce.number().int().min(0).optional(),
  HANSA_ROUTERS: z.coerce.number().int().min(1).max(99).optional(),
  HANSA_CONNECTIONS_PER_ADDRESS: z.coerce.number().int().min(0).optional(),
  HANSA_LIMITS: limitList.optional(),
  HANSA_PLANNER_SECONDS: z.coerce.number().int().min(1).max(600).optional(),
  HANSA_CORS_ORIGINS: originList(isOrigin, "give origins such as https://shop.example, without a path, never *"),
  HANSA_PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  HANSA_PAYMENT_PROVIDERS: z.string().default("sandbox"),
  HANSA_STRIPE_URL: z.url({ protocol: /^https?$/ }).optional(),
  HANSA_STOREFRONT_ORIGINS: originList(isHttpOrigin, "give origins such as http://127.0.0.1:4009, without a path"),
};

/** Fifty a second: many times the requests of a person's browser. */
const defaultRequestsPerMinute = 3_000;
/** A browser opens six; an office behind one address has many browsers. */
const defaultConnectionsPerAddress = 200;

/** The fetches that wait for one service: a constant, less than a second of work for a service on two cores. */
const maxPendingFetches = 150;

/** A delay that a reader notices. */
const defaultDelayMs = 200;

/** The settings of the process that serves the graph: our router, or Apollo's gateway in its place. */
export type GatewayConfig = {
  production: boolean;
  host: string;
  port: number;
  internalHost: string;
  internalPort: number;
  logLevel: string;
  /** Whether responses show the errors that subgraphs threw, for development only. */
  unmaskErrors?: boolean;
  /** The addresses of the instances of the subgraphs, by name. */
  subgraphUrls: Readonly<Record<string, readonly [string, ...string[]]>>;
  corsOrigins: readonly string[];
  /** The unsent bytes of responses from which on queries are refused. */
  unsentLimits: UnsentLimits;
  /** The time of an operation; of one fetch behind Apollo's gateway. */
  operationTimeoutMs: number;
  trustedProxies: TrustedProxies;
};

export type RouterConfig = GatewayConfig & {
  dataFolder: string;
  /** The number of this router process among all of the shop. */
  instance: number;
  /** Undefined with `--identity none`: the graph is not the shop's, whose store is not for its usage. */
  store: StorePlace | undefined;
  /** Undefined with `--identity none`: subgraphs are told nothing about the viewer. */
  ring: KeyRing | undefined;
  graph: GraphSource;
  /** The folder with the versions of the schema; undefined if the router follows none. */
  registry: string | undefined;
  /** The supergraph's file, or folders with SDL, to watch for changes. */
  watched: readonly string[];
  internalOrigins: ServiceAddresses<ServiceName>;
  /** The private addresses of all routers of the shop; empty if this one is alone. */
  routerOrigins: readonly string[];
  /** The origin at which browsers reach the shop. */
  publicOrigin: string;
  payments: PaymentSettings;
  /** The public addresses of the storefront's processes; empty if there is no storefront. */
  storefrontOrigins: readonly string[];
  /** The limits of one operation: of the shop, or of a foreign graph. */
  limits: GraphLimits;
  /** The most CPU time of one plan in milliseconds; undefined: that of the shop. */
  plannerMs: number | undefined;
  /** The time of a fetch that a page can do without, twice as long for staff and programs; 0: that of the operation. */
  optionalFetchTimeoutMs: number;
  loadLimits: LoadLimits;
  /** The most requests of one sender per minute at this router; 0: no limit. */
  requestsPerMinute: number;
  /** The most connections, and requests in progress, of one client address; 0: no limit. */
  connectionsPerAddress: number;
};

export const command = defineCommand(
  "router",
  "Serves the shop's graph, or any other supergraph, at one address.",
  "npm run serve -w @hansa/router --",
)
  .option("--supergraph <file>", "serves this supergraph instead of the shop's")
  .option("--port <number>", "the port (default: HANSA_PORT)", wholeNumber(1, 65_000))
  .addOption(
    new Option("--identity <mode>", "none: there is no sign-in, and subgraphs receive no viewer assertion")
      .choices(["hansa", "none"])
      .default("hansa"),
  )
  .option("--watch", "composes the graph from the subgraphs' files, and again whenever one changes", false);

export type CommandLine = ReturnType<typeof command.opts>;

/** Reads the configuration. Throws one ConfigError that names every invalid value. */
export function readConfig(
  commandLine: CommandLine,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): RouterConfig {
  const signs = commandLine.identity === "hansa";
  const merged = { ...environment, ...(commandLine.port ? { HANSA_PORT: String(commandLine.port) } : {}) };
  const isForeign = commandLine.supergraph !== undefined && !signs;
  const shopRules = { required: { HANSA_TRUST_PROXY: needsProxies }, keysOf: { self: "router", processes } } as const;
  const read = readEnvironment(variables, merged, {
    ...(signs ? shopRules : {}),
    ...{ removed: removedVariables, databaseOf: "router" },
    faultsIn: (values) => (isForeign ? [] : shopsOwnLimits(values)),
  });
  const file = commandLine.supergraph === undefined ? undefined : resolve(commandLine.supergraph);
  const settings = gatewayConfig(read);
  const { production } = settings;
  const registry = file === undefined ? registryFolder(read) : undefined;
  const composes = commandLine.watch && !production && file === undefined && registry === undefined;
  return {
    ...settings,
    dataFolder: folderOf("router", read),
    instance: read.HANSA_INSTANCE,
    store: signs ? ownStore(read, merged) : undefined,
    ring: signs ? readKeyRing("router", processes, merged) : undefined,
    graph: file ? { kind: "file", file, enforced: signs } : { kind: composes ? "composed" : "committed" },
    registry,
    watched: file ? [file] : composes ? sourceFolders(repository) : [],
    subgraphUrls: signs ? settings.subgraphUrls : {},
    internalOrigins: internalOrigins(read, processes),
    routerOrigins: routerOrigins(read),
    publicOrigin: new URL(read.HANSA_PUBLIC_URL ?? `http://127.0.0.1:${read.HANSA_PORT}`).origin,
    payments: paymentSettings(read.HANSA_PAYMENT_PROVIDERS, read.HANSA_STRIPE_URL),
    storefrontOrigins: read.HANSA_STOREFRONT_ORIGINS,
    limits: read.HANSA_LIMITS ?? shopLimits,
    plannerMs: read.HANSA_PLANNER_SECONDS === undefined ? undefined : read.HANSA_PLANNER_SECONDS * 1_000,
    optionalFetchTimeoutMs: read.HANSA_OPTIONAL_FETCH_TIMEOUT_MS,
    connectionsPerAddress:
      read.HANSA_CONNECTIONS_PER_ADDRESS ?? (production && signs ? defaultConnectionsPerAddress : 0),
    loadLimits: {
      fetches: production ? maxPendingFetches : 0,
      delayMs: read.HANSA_EVENT_LOOP_DELAY_MS ?? (production ? defaultDelayMs : 0),
    },
    // A proxy spreads the requests of a sender over all routers. In development a seed, a replay and a benchmark send theirs from one address.
    requestsPerMinute: Math.ceil(
      (read.HANSA_REQUESTS_PER_MINUTE ?? (production && signs ? defaultRequestsPerMinute : 0)) /
        Math.max(read.HANSA_ROUTERS ?? 1, routerOrigins(read).length),
    ),
  };
}

/** The store of this router: the first has the file or the schema of the variables, and further ones have theirs beside it. */
function ownStore(
  read: z.infer<z.ZodObject<typeof variables>>,
  environment: Readonly<Record<string, string | undefined>>,
): StorePlace {
  const { HANSA_INSTANCE: instance } = read;
  const further = { file: basename(routerStoreName(instance), ".db"), schema: `router_${instance}` };
  return storePlace("router", read, environment, instance === 1 ? undefined : further);
}

/** Reads the settings of Apollo's gateway in the router's place. Throws one ConfigError that names every invalid value. */
export function readGatewayConfig(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): GatewayConfig {
  const rules = {
    required: { HANSA_TRUST_PROXY: needsProxies },
    faultsIn: shopsOwnLimits,
    removed: removedVariables,
  };
  return gatewayConfig(readEnvironment(variables, environment, rules));
}

function gatewayConfig(read: z.infer<z.ZodObject<typeof variables>>): GatewayConfig {
  return {
    production: read.HANSA_ENV === "production",
    host: read.HANSA_HOST,
    port: read.HANSA_PORT,
    internalHost: read.HANSA_PRIVATE_HOST,
    internalPort: read.HANSA_PORT + 10,
    logLevel: read.HANSA_LOG_LEVEL,
    unmaskErrors: read.HANSA_UNMASK_ERRORS,
    subgraphUrls: mapRecord(graphOrigins(read, processes), ([first, ...more]): readonly [string, ...string[]] => [
      `${first}${graphqlPath}`,
      ...more.map((origin) => `${origin}${graphqlPath}`),
    ]),
    corsOrigins: read.HANSA_CORS_ORIGINS,
    unsentLimits: unsentLimits(read),
    operationTimeoutMs: read.HANSA_OPERATION_TIMEOUT_MS,
    trustedProxies: read.HANSA_TRUST_PROXY ?? 0,
  };
}

/** A constant: it follows from the largest response. A foreign graph with larger ones has room for as many of them as a shop for its own. */
function unsentLimits(read: z.infer<z.ZodObject<typeof variables>>): UnsentLimits {
  const { responseBytes } = read.HANSA_LIMITS ?? shopLimits;
  const perNetwork = Math.ceil(usualUnsentLimits.perNetwork * (responseBytes / shopLimits.responseBytes));
  return { perNetwork, all: Math.max(usualUnsentLimits.all, perNetwork) };
}

/** The limits of the shop are constants: a shop that raised them would block its own router. */
function shopsOwnLimits(values: Readonly<Record<string, string | undefined>>) {
  const reason =
    "only for a foreign graph, served with --supergraph FILE --identity none; the shop's limits are constants (docs/decisions/0041)";
  return ["HANSA_LIMITS", "HANSA_PLANNER_SECONDS"].flatMap((variable) =>
    values[variable] === undefined ? [] : [{ variable, reason }],
  );
}

/** In development the graph is the one of the checkout, unless a registry is named. */
function registryFolder(read: z.infer<z.ZodObject<typeof variables>>): string | undefined {
  if (read.HANSA_SCHEMAS !== undefined) return resolve(repository, read.HANSA_SCHEMAS);
  return read.HANSA_ENV === "production" ? join(read.HANSA_DATA, "schemas") : undefined;
}
