/** A service: defined once, then opened with a configuration, to be wired into a program or to run as a process of its own. */
import { fileURLToPath } from "node:url";
import type { GraphQLSchema } from "graphql";
import type { MutationLimits } from "../graphql/operation/limits.ts";
import { observeInstances } from "../rpc/instances/metrics.ts";
import { fetchPublicKeys } from "../rpc/key-fetch.ts";
import type { PeerOptions, Transport } from "../rpc/peers.ts";
import { httpTransport } from "../rpc/transports.ts";
import { crashAt } from "../runtime/crash-points.ts";
import type { Log } from "../runtime/log.ts";
import { createMetrics } from "../runtime/metrics.ts";
import { type Runtime, systemRuntime } from "../runtime/runtime.ts";
import type { RequestContext } from "../server/graphql/context.ts";
import { openPeerSessionCheck } from "../sessions/session-check.ts";
import { openStore } from "../store/store.ts";
import { patientStore } from "./patient-store.ts";
import { runProcess } from "./process.ts";
import type { ServiceConfig } from "./service-config.ts";
import { listen, type OpenedService, openSubgraph, type ServiceParts, type Subgraph } from "./subgraph.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** The part of its configuration that a service is opened with. */
type OpeningConfig = Pick<ServiceConfig, "ring" | "access" | "mayMonitor" | "logLevel" | "graphql" | "store">;

/** The part of a definition that every service has. */
type Definition = {
  name: string;
  /** Built once per process: it holds no state of a service, and building it takes longer than everything else. */
  schema: { schema: GraphQLSchema; hash: string; buildAgain: () => GraphQLSchema };
  /** The folder of the migrations of its store. */
  migrations: URL;
  /** The service that signs sessions. */
  issuer: string;
  /** How often mutations may stand in one operation. */
  mutationLimits: MutationLimits;
  createLog(service: string, level: string): Log;
};

/** A configured service, opened as often as its caller wants. `runtime` gives time, ids and randomness, `transport` reaches its peers. */
type Openings<Own> = {
  /** Opens its store and makes its parts, without its servers, for callers that bring requests in another way. */
  wire(runtime: Runtime, transport: Transport): Promise<OpenedService & Own>;
  /** Opens it with its servers; nothing listens or runs by itself yet. */
  open(runtime: Runtime, transport: Transport): Promise<OpenedService & Own & Subgraph>;
};

/** A service that can be configured; its parts are of the type `Own`. */
export type Configurable<Own> = {
  /** Reads the configuration. Throws a ConfigError. */
  configure(environment: Environment): Openings<Own>;
};

/** A service. `Own` are its parts, and what else it gives to those that open it. */
export type Service<Config, Own> = Configurable<Own> & {
  name: string;
  /** Throws a ConfigError that names every invalid variable. */
  readConfig(environment?: Environment): Config;
  createLog: Definition["createLog"];
  /** The same with a configuration that the caller has made. */
  configured(config: Config): Openings<Own>;
};

/** An opened service: its servers and its parts. */
export type Opened<Defined> = Defined extends Configurable<infer Own> ? OpenedService & Own & Subgraph : never;

/** Defines a service by its schema, its store and what is its business; the kit adds what every service has. */
export function defineService<Config extends OpeningConfig, Context extends RequestContext, Own, Files>(
  definition: Definition & {
    readConfig(environment?: Environment): Config;
    /** Reads the owner's files, such as templates, before the store is opened. Throws a ConfigError. Nothing is read if absent. */
    readFiles?(config: Config): Files;
    open(service: OpenedService, config: Config, files: NoInfer<Files>): Promise<ServiceParts<Context> & Own>;
  },
): Service<Config, ServiceParts<Context> & Own> {
  const { name, readConfig, createLog } = definition;
  const configured = (config: Config): Openings<ServiceParts<Context> & Own> => {
    const openParts = async (runtime: Runtime, transport: Transport) => {
      const files = definition.readFiles?.(config) as Files;
      const service = await openService(definition, config, runtime, transport);
      const { store, end } = patientStore(service.store, runtime);
      const opened = { ...service, store };
      return { parts: { ...opened, ...(await definition.open(opened, config, files)) }, end };
    };
    const wire = async (runtime: Runtime, transport: Transport) => {
      const { parts, end } = await openParts(runtime, transport);
      end();
      return parts;
    };
    const open = async (runtime: Runtime, transport: Transport) => {
      const { parts, end } = await openParts(runtime, transport);
      const subgraph = await openSubgraph<Context>(parts);
      end();
      return { ...parts, ...subgraph };
    };
    return { wire, open };
  };
  return { name, readConfig, createLog, configured, configure: (environment) => configured(readConfig(environment)) };
}

async function openService(
  { name, schema: built, migrations, issuer, mutationLimits, createLog }: Definition,
  { ring, access, mayMonitor, logLevel, graphql, store: place }: OpeningConfig,
  runtime: Runtime,
  transport: Transport,
): Promise<OpenedService> {
  const log = createLog(name, logLevel);
  const metrics = createMetrics();
  const store = await openStore({
    ...{ place, migrations: fileURLToPath(migrations), runtime, metrics },
    logsStatements: graphql.explains,
  });
  const peer = (callee: string): PeerOptions => ({ callee, ring, transport, runtime, metrics });
  return {
    ...{ name, runtime, log, metrics, store, transport, ring, graphql, access, mayMonitor, mutationLimits, peer },
    schema: built.schema,
    schemaHash: built.hash,
    buildSchema: built.buildAgain,
    askKeys: () => fetchPublicKeys(peer(issuer)),
    sessions: openPeerSessionCheck(peer(issuer), log),
  };
}

/** Runs the process of a service: reads its configuration, opens it, listens, works, and ends when it is told to. */
export function runService<Config extends ServiceConfig, Own>(defined: Service<Config, Own>): Promise<void> {
  const { name, readConfig, createLog, configured } = defined;
  return runProcess(name, async () => {
    const config = readConfig();
    const log = createLog(name, config.logLevel);
    const { transport, services, close } = httpTransport(config.internalOrigins, { runtime: systemRuntime, log });
    const service = await configured(config).open(crashAt(systemRuntime, config.crash), transport);
    observeInstances(service.metrics.registry, () => Object.entries(services));
    await listen(service, config.host, config.ports);
    service.startWork();
    return {
      alarms: service.alarms,
      drain: service.drain,
      stop: async () => {
        await service.stop();
        await close();
      },
    };
  });
}
