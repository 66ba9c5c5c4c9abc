/** A service as it is opened: log, metrics, store, peers and the check of sessions. What is business is added by the service itself. */
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
import { openPeerSessionCheck } from "../sessions/session-check.ts";
import { openStore } from "../store/store.ts";
import { runProcess } from "./process.ts";
import type { ServiceConfig } from "./service-config.ts";
import { listen, type OpenedService, type Subgraph } from "./subgraph.ts";

/** The definition of a service, before it is configured. */
export type ServiceDefinition = {
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

/** The part of its configuration that a service is opened with. */
type OpeningConfig = Pick<ServiceConfig, "ring" | "access" | "mayMonitor" | "logLevel" | "graphql" | "storeFile">;

/** Opens the store of the service and all that every service has. `runtime` gives time, ids and randomness, `transport` reaches its peers. */
export async function openService(
  { name, schema: built, migrations, issuer, mutationLimits, createLog }: ServiceDefinition,
  { ring, access, mayMonitor, logLevel, graphql, storeFile }: OpeningConfig,
  runtime: Runtime,
  transport: Transport,
): Promise<OpenedService & { peer(callee: string): PeerOptions }> {
  const log = createLog(name, logLevel);
  const metrics = createMetrics();
  const store = await openStore({
    ...{ file: storeFile, migrations: fileURLToPath(migrations), runtime, metrics },
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
export function runService<Config extends ServiceConfig>(
  { name, createLog }: ServiceDefinition,
  readConfig: () => Config,
  open: (config: Config, runtime: Runtime, transport: Transport) => Promise<Subgraph>,
): Promise<void> {
  return runProcess(name, async () => {
    const config = readConfig();
    const log = createLog(name, config.logLevel);
    const { transport, services, close } = httpTransport(config.innerOrigins, { runtime: systemRuntime, log });
    const service = await open(config, crashAt(systemRuntime, config.crash), transport);
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
