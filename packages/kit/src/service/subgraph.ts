/** A running subgraph: its two servers, event consumers and jobs, started and stopped together. */
import { setMaxListeners } from "node:events";
import type { ApolloServerPlugin } from "@apollo/server";
import type { FastifyInstance } from "fastify";
import type { GraphQLSchema } from "graphql";
import type { JSONWebKeySet } from "jose";
import { type AlarmCauses, type AlarmKeeper, openAlarmKeeper } from "../alarms/keeper.ts";
import { observeHealth } from "../alarms/store-watch.ts";
import type { MutationLimits } from "../graphql/operation/limits.ts";
import { closeListener, type Lifecycle, openLifecycle } from "../http/lifecycle.ts";
import { type KeyRing, watchKeyFile } from "../identity/keys/key-ring.ts";
import { observeKeys } from "../identity/keys/key-times.ts";
import { verifyRouter } from "../identity/keys/viewer-assertions.ts";
import { alarmCausesOfMessaging } from "../messaging/alarm-causes.ts";
import type { EventConsumer } from "../messaging/event-consumer.ts";
import { awaitEvents, outboxGauges } from "../messaging/outbox.ts";
import type { PeerOptions, Transport } from "../rpc/peers.ts";
import type { Job } from "../runtime/jobs.ts";
import type { Log } from "../runtime/log.ts";
import type { Metrics } from "../runtime/metrics.ts";
import type { RequestLimits } from "../runtime/request-budget.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { openBearerAccess } from "../server/access/bearer-access.ts";
import type { MayMonitor, SubgraphAccess } from "../server/access/config.ts";
import type { RequestContext } from "../server/graphql/context.ts";
import { type GraphqlServer, openGraphqlServer } from "../server/graphql/server.ts";
import { type OperationHandler, type OutsideRoutes, openInternalServer } from "../server/internal-server.ts";
import { openUnsent, usualUnsentLimits } from "../server/listener/unsent.ts";
import { openIntegrityReport } from "../server/status/report.ts";
import type { SessionCheck } from "../sessions/session-check.ts";
import { durabilityGauges } from "../store/durability-gauges.ts";
import { observeStore, type StoreGauge } from "../store/gauges.ts";
import { checkIntegrity, type IntegrityCheck } from "../store/integrity.ts";
import { recordPragmas } from "../store/pragma-log.ts";
import type { Store } from "../store/store.ts";
import type { GraphqlConfig } from "./graphql-config.ts";
import type { Alarms } from "./process.ts";
import { observeProcess } from "./process-metrics.ts";
import { openWork } from "./work.ts";

/** The parts that every service has, as `openService` opens them. */
export type OpenedService = {
  name: string;
  runtime: Runtime;
  log: Log;
  metrics: Metrics;
  store: Store;
  /** Reaches the other services. */
  transport: Transport;
  /** The keys of this process, read again whenever their file changes. */
  ring: KeyRing;
  graphql: GraphqlConfig;
  /** The access to its graph: by the router's signature alone, or by access token too. */
  access: SubgraphAccess;
  /** Whether an address may read its health and metrics; those of this machine if absent. */
  mayMonitor?: MayMonitor;
  schema: GraphQLSchema;
  /** The hash of the schema's SDL. */
  schemaHash: string;
  /** Builds the schema once more, for Apollo Server. */
  buildSchema: () => GraphQLSchema;
  /** How often mutations may stand in one operation; no limits of their own if absent. */
  mutationLimits?: MutationLimits;
  /** Gives the public keys of the issuer, which verify access tokens. Throws when it does not answer. */
  askKeys: () => Promise<JSONWebKeySet>;
  /** Refuses revoked viewers. */
  sessions: SessionCheck;
  /** Another service, to be called by its contract. */
  peer(callee: string): PeerOptions;
};

/** The parts of a service that are its own business, made of its opened parts. */
export type ServiceParts<Context extends RequestContext> = Partial<Pick<OpenedService, "askKeys" | "sessions">> & {
  /** Plugins of Apollo Server; none if absent. */
  plugins?: readonly ApolloServerPlugin<Context>[];
  context: (request: RequestContext) => Context;
  /** The handlers of its internal operations. */
  handlers: Readonly<Record<string, OperationHandler>>;
  /** Paths that the router forwards from the outside; none if absent. */
  routes?: readonly OutsideRoutes[];
  /** The limits of one GraphQL request; the usual ones if absent. */
  limits?: RequestLimits;
  consumers: readonly EventConsumer[];
  jobs: readonly Job[];
  /** Gauges that are read from the store; none beyond those of every service if absent. */
  gauges?: readonly StoreGauge[];
  /** The causes of its alarms that end by them; those of every service if absent. */
  alarmCauses?: AlarmCauses;
  /** Checks the integrity rules of its store; those of every store if absent. */
  checkIntegrity?: () => Promise<readonly IntegrityCheck[]>;
  /** Resolves when work that outlasts its request has ended; a stop waits for it, so that its leases are released. */
  settled?: () => Promise<void>;
  /** Closes what the service has opened beside its store; nothing if absent. */
  close?: () => void | Promise<void>;
};

export type Subgraph = {
  /** Where the service logs and counts its alarms. */
  alarms: Alarms;
  metrics: Metrics;
  /** The GraphQL server, for the router. */
  graph: GraphqlServer;
  /** The internal server, for the other services. */
  internal: FastifyInstance;
  /** Applies all events that the other services have now; for tests and the seed, where nothing runs by itself. */
  catchUp(): Promise<void>;
  /** Runs each job of the service once; for tests and the seed. */
  runJobsOnce(): Promise<void>;
  /** Starts leader election: the leader runs event consumers and jobs. */
  startWork(): void;
  /** Starts draining: it serves on, but is not ready. */
  drain(): void;
  stop(): Promise<void>;
};

/** The largest body of a GraphQL request and of an internal operation, in bytes. */
const bodyLimit = 4 * 1024 * 1024;

/** Opens a subgraph from its parts. Nothing listens or runs by itself until it is started. */
export async function openSubgraph<Context extends RequestContext>(
  parts: OpenedService & ServiceParts<Context>,
): Promise<Subgraph> {
  const { runtime, log, metrics, store, ring } = parts;
  const lifecycle = openLifecycle();
  const { closing } = lifecycle;
  // Every sleeping job and event consumer listens to it: many listeners are no leak.
  setMaxListeners(0, closing);
  await recordPragmas(store, runtime);
  observeHealth(metrics.registry, { store, runtime });
  const { name: engine, place, cluster } = store.engine;
  // Each process knows its own store only: hansa status and doctor compare the clusters.
  if (cluster !== null) log.info({ path: place, id: cluster }, `store: on ${engine}`);
  const gauges = [...durabilityGauges(store.engine), ...outboxGauges, ...(parts.gauges ?? [])];
  observeStore({ registry: metrics.registry, store, runtime }, gauges);
  observeKeys(metrics.registry, ring);
  const keysFollowed = watchKeyFile(ring, runtime, log, closing);

  const causes = { ...alarmCausesOfMessaging, ...parts.alarmCauses };
  const alarms = openAlarmKeeper({ runtime, metrics, store, causes });
  const { graph, internal } = openServers(parts, alarms, lifecycle);
  const work = openWork(parts, alarms, closing);
  return {
    alarms: { log, metrics, write: alarms.write },
    drain: lifecycle.drain,
    metrics,
    graph,
    internal,
    catchUp: work.catchUp,
    runJobsOnce: work.runJobsOnce,
    startWork: work.start,
    stop: async () => {
      lifecycle.close();
      const ending = { runtime, hasDrained: lifecycle.hasDrained() };
      await Promise.all([
        closeListener(ending, graph.http, graph.close),
        closeListener(ending, internal.server, () => internal.close()),
      ]);
      await Promise.all([work.ended(), keysFollowed]);
      await parts.settled?.();
      await alarms.write();
      await store.close();
      await parts.close?.();
    },
  };
}

/** The server of the graph and the internal one, which share the bytes that their clients have not read. */
function openServers<Context extends RequestContext>(
  parts: OpenedService & ServiceParts<Context>,
  alarms: AlarmKeeper,
  { isReady, closing }: Lifecycle,
) {
  const { name, runtime, log, metrics, store, ring } = parts;
  const shared = { runtime, log, metrics, bodyLimit, unsent: openUnsent(usualUnsentLimits), isReady };
  const graph = openGraphqlServer<Context>({
    ...shared,
    ...parts.graphql,
    ...(parts.limits ? { limits: parts.limits } : {}),
    verify: verifyRouter(ring, runtime),
    sessions: parts.sessions,
    schema: parts.schema,
    ...(parts.mutationLimits ? { mutationLimits: parts.mutationLimits } : {}),
    buildSchema: parts.buildSchema,
    context: parts.context,
    plugins: parts.plugins ?? [],
    bearer: openBearerAccess(parts.access, { name, runtime, log, askKeys: parts.askKeys }),
  });
  const internal = openInternalServer({
    ...shared,
    handlers: parts.handlers,
    outside: parts.routes ?? [],
    ring,
    ...(parts.mayMonitor ? { mayMonitor: parts.mayMonitor } : {}),
    schemaHash: parts.schemaHash,
    checkIntegrity: openIntegrityReport(runtime, parts.checkIntegrity ?? (() => checkIntegrity(store, []))),
    events: (request) => awaitEvents({ store, runtime, stopping: closing }, request),
    alarms,
    stopping: closing,
  });
  return { graph, internal };
}

/** Listens on both ports and collects process metrics from then on. Rejects if a port is in use. */
export async function listen(
  { graph, internal, metrics }: Subgraph,
  host: string,
  ports: { graph: number; internal: number },
): Promise<void> {
  observeProcess(metrics.registry);
  await internal.listen({ host, port: ports.internal });
  await graph.listen({ host, port: ports.graph });
}
