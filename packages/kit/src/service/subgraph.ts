/** A running subgraph: its two servers, event consumers and jobs, started and stopped together. */
import { setMaxListeners } from "node:events";
import type { ApolloServerPlugin } from "@apollo/server";
import type { FastifyInstance } from "fastify";
import type { GraphQLSchema } from "graphql";
import type { JSONWebKeySet } from "jose";
import { electLeader } from "../coordination/leader-election.ts";
import type { MutationLimits } from "../graphql/operation/limits.ts";
import { closeListener, openLifecycle } from "../http/lifecycle.ts";
import { type KeyRing, watchKeyFile } from "../identity/keys/key-ring.ts";
import { observeKeys } from "../identity/keys/key-times.ts";
import { verifyRouter } from "../identity/keys/viewer-assertions.ts";
import { alarmCausesOfMessaging } from "../messaging/alarm-causes.ts";
import type { EventConsumer } from "../messaging/event-consumer.ts";
import { awaitEvents, outboxGauges } from "../messaging/outbox.ts";
import type { Contract } from "../rpc/contract.ts";
import type { Transport } from "../rpc/peers.ts";
import { type Job, runJobs } from "../runtime/jobs.ts";
import type { Log } from "../runtime/log.ts";
import type { Metrics } from "../runtime/metrics.ts";
import type { RequestLimits } from "../runtime/request-budget.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { openBearerAccess } from "../server/access/bearer-access.ts";
import type { MayMonitor, SubgraphAccess } from "../server/access/config.ts";
import type { RequestContext } from "../server/graphql/context.ts";
import { type GraphqlServer, openGraphqlServer } from "../server/graphql/server.ts";
import { type InternalServerOptions, type OperationHandler, openInternalServer } from "../server/internal-server.ts";
import { openUnsent, usualUnsentLimits } from "../server/listener/unsent.ts";
import { openIntegrityReport } from "../server/status/report.ts";
import type { SessionCheck } from "../sessions/session-check.ts";
import { type AlarmCauses, alarmEndingJob, alarmWritingJob, openAlarmKeeper } from "../store/alarms/keeper.ts";
import { observeHealth, storeWatchJob } from "../store/alarms/store-watch.ts";
import { observeStore, type StoreGauge } from "../store/gauges.ts";
import { checkIntegrity, type IntegrityCheck } from "../store/integrity.ts";
import { recordPragmas } from "../store/pragma-log.sqlite.ts";
import type { Store } from "../store/store.ts";
import { checkpointJob } from "../store/wal-checkpoint.ts";
import type { GraphqlSettings } from "./graphql-config.ts";
import type { Alarms } from "./process.ts";
import { observeProcess } from "./process-metrics.ts";

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
  graphql: GraphqlSettings;
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
};

/** A service with what is its business. */
export type SubgraphParts<C extends Contract, Context extends RequestContext> = OpenedService & {
  /** Plugins of Apollo Server; none if absent. */
  plugins?: readonly ApolloServerPlugin<Context>[];
  context: (request: RequestContext) => Context;
  handlers: Readonly<Record<keyof C, OperationHandler>>;
  /** Paths that the router forwards from the outside; none if absent. */
  outside?: InternalServerOptions<C>["outside"];
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
};

export type Subgraph = {
  /** Where the service logs and counts its alarms. */
  alarms: Alarms;
  metrics: Metrics;
  /** The GraphQL server, for the router. */
  graph: GraphqlServer;
  /** The internal server, for the other services. */
  inner: FastifyInstance;
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

/** The largest body of a GraphQL request and of a private operation, in bytes. */
const bodyLimit = 4 * 1024 * 1024;

/** Opens a subgraph from its parts. Nothing listens or runs by itself until it is started. */
export async function openSubgraph<C extends Contract, Context extends RequestContext>(
  parts: SubgraphParts<C, Context>,
): Promise<Subgraph> {
  const { runtime, log, metrics, store, ring } = parts;
  const lifecycle = openLifecycle();
  const { isReady, closing } = lifecycle;
  // Every sleeping job and event consumer listens to it: many listeners are no leak.
  setMaxListeners(0, closing);
  let work: Promise<unknown> = Promise.resolve();
  let sessionsFollowed: Promise<void> = Promise.resolve();
  let watched: Promise<void> = Promise.resolve();
  await recordPragmas(store, runtime);
  observeHealth(metrics.registry, { store, runtime });
  observeStore({ registry: metrics.registry, store, runtime }, [...outboxGauges, ...(parts.gauges ?? [])]);
  observeKeys(metrics.registry, ring);
  const keysFollowed = watchKeyFile(ring, runtime, log, closing);

  const alarms = openAlarmKeeper({
    runtime,
    metrics,
    store,
    causes: { ...alarmCausesOfMessaging, ...parts.alarmCauses },
  });
  const unsent = openUnsent(usualUnsentLimits);
  const graph = openGraphqlServer<Context>({
    ...parts.graphql,
    runtime,
    log,
    metrics,
    bodyLimit,
    unsent,
    ...(parts.limits ? { limits: parts.limits } : {}),
    verify: verifyRouter(ring, runtime),
    sessions: parts.sessions,
    isReady,
    schema: parts.schema,
    ...(parts.mutationLimits ? { mutationLimits: parts.mutationLimits } : {}),
    buildSchema: parts.buildSchema,
    context: parts.context,
    plugins: parts.plugins ?? [],
    bearer: openBearerAccess(parts.access, { name: parts.name, runtime, log, askKeys: parts.askKeys }),
  });
  const inner = openInternalServer<C>({
    runtime,
    log,
    metrics,
    bodyLimit,
    unsent,
    handlers: parts.handlers,
    outside: parts.outside ?? { paths: [], addRoutes: () => {} },
    ring,
    ...(parts.mayMonitor ? { mayMonitor: parts.mayMonitor } : {}),
    schemaHash: parts.schemaHash,
    checkIntegrity: openIntegrityReport(runtime, parts.checkIntegrity ?? (() => checkIntegrity(store, []))),
    events: (question) => awaitEvents({ store, runtime, stopping: closing }, question),
    isReady,
    alarms,
    stopping: closing,
  });

  /** The row of the alarm is written before the log is moved, since it goes into the removed log too. */
  async function endWith(rescue: () => Promise<void>): Promise<void> {
    await alarms.write();
    await rescue();
    process.exit(1);
  }

  return {
    alarms: { log, metrics, write: alarms.write },
    drain: lifecycle.drain,
    metrics,
    graph,
    inner,
    catchUp: async () => {
      for (const consumer of parts.consumers) await consumer.catchUp();
    },
    runJobsOnce: async () => {
      for (const job of [...parts.jobs, alarmWritingJob(alarms), alarmEndingJob(alarms)]) await job.run(closing);
    },
    startWork: () => {
      sessionsFollowed = parts.sessions.follow(closing);
      const watch = storeWatchJob({ store, runtime, log, metrics }, (rescue) => void endWith(rescue));
      watched = runJobs(runtime, log, [watch, alarmWritingJob(alarms)], closing);
      const own = [checkpointJob(store, { runtime, log }), alarmEndingJob(alarms)];
      const jobs = [...parts.jobs, ...own].map((job) => ({ store, ...job }));
      const everything = async (signal: AbortSignal) => {
        await Promise.all([
          runJobs(runtime, log, jobs, signal),
          ...parts.consumers.map((consumer) => consumer.run(signal)),
        ]);
      };
      work = electLeader({ store, runtime, log, noteLeadership: metrics.setLeader }, everything, closing);
    },
    stop: async () => {
      lifecycle.close();
      const ending = { runtime, hasDrained: lifecycle.hasDrained() };
      await Promise.all([
        closeListener(ending, graph.http, graph.close),
        closeListener(ending, inner.server, () => inner.close()),
      ]);
      await Promise.all([work, keysFollowed, sessionsFollowed, watched]);
      await parts.settled?.();
      await alarms.write();
      await store.close();
    },
  };
}

/** Listens on both ports and collects process metrics from then on. Rejects if a port is in use. */
export async function listen(
  { graph, inner, metrics }: Subgraph,
  host: string,
  ports: { graph: number; inner: number },
): Promise<void> {
  observeProcess(metrics.registry);
  await inner.listen({ host, port: ports.inner });
  await graph.listen({ host, port: ports.graph });
}
