/** A running subgraph: its two doors, the events it follows and its jobs, started together and stopped together. */
import { setMaxListeners } from "node:events";
import type { FastifyInstance } from "fastify";
import type { GraphQLSchema } from "graphql";
import type { Contract, ServiceName } from "./contract.ts";
import type { Follower } from "./follow.ts";
import { emptyingLog } from "./forgetting.ts";
import { openGraphDoor, type RequestContext } from "./graph-door.ts";
import { type Answering, type InnerDoorOptions, openInnerDoor } from "./inner-door.ts";
import { type Job, runJobs } from "./jobs.ts";
import { followKeyFile, type KeyRing } from "./keys/key-ring.ts";
import { verifyRouter } from "./keys/verifiers.ts";
import { lead } from "./leading.ts";
import type { Log } from "./log.ts";
import { type Metrics, observeProcess } from "./metrics.ts";
import { recordOpening } from "./openings.ts";
import { awaitEvents } from "./outbox.ts";
import type { Alarms } from "./process.ts";
import type { RequestLimits } from "./request-budget.ts";
import type { SessionCheck } from "./revocation/session-check.ts";
import type { Store } from "./store.ts";
import type { World } from "./world.ts";

export type SubgraphParts<C extends Contract, Context extends RequestContext> = {
  name: ServiceName;
  world: World;
  log: Log;
  /** Whether answers show what was thrown, for developers alone. */
  unmaskErrors?: boolean;
  metrics: Metrics;
  store: Store;
  /** Refuses revoked viewers. */
  sessions: SessionCheck;
  /** The keys of this process, read again whenever their file changes. */
  ring: KeyRing;
  schema: GraphQLSchema;
  context: (request: RequestContext) => Context;
  answers: Readonly<Record<keyof C, Answering>>;
  /** What the router passes through from the outside; none if absent. */
  outside?: InnerDoorOptions<C>["outside"];
  /** What one GraphQL request may use; the usual limits if absent. */
  limits?: RequestLimits;
  followers: readonly Follower[];
  jobs: readonly Job[];
};

export type Subgraph = {
  /** Where the service logs and counts its alarms. */
  alarms: Alarms;
  metrics: Metrics;
  /** The GraphQL door, for the router. */
  graph: FastifyInstance;
  /** The door for the other services. */
  inner: FastifyInstance;
  /** Applies all events that the others have now; for tests and the seed, where nothing runs by itself. */
  catchUp(): Promise<void>;
  /** Runs each job of the service once; for tests and the seed. */
  runJobsOnce(): Promise<void>;
  /** Starts to follow events and to run jobs, as soon as no other process on the store does. */
  startWork(): void;
  stop(): Promise<void>;
};

/** The largest body of a GraphQL request from the router, and of a private question, in bytes. */
const bodyLimit = 4 * 1024 * 1024;

/** Puts the parts together. Nothing listens and nothing runs by itself until it is told to. */
export async function openSubgraph<C extends Contract, Context extends RequestContext>(
  parts: SubgraphParts<C, Context>,
): Promise<Subgraph> {
  const { world, log, metrics, store, ring } = parts;
  const stopping = new AbortController();
  // Each job and each follower listens to it while it sleeps, and that is no leak, however many they are.
  setMaxListeners(0, stopping.signal);
  let work: Promise<unknown> = Promise.resolve();
  let sessionsFollowed: Promise<void> = Promise.resolve();
  await recordOpening(store, world);
  const keysFollowed = followKeyFile(ring, world, log, stopping.signal);

  const graph = await openGraphDoor(
    {
      world,
      log,
      metrics,
      bodyLimit,
      ...(parts.limits ? { limits: parts.limits } : {}),
      unmaskErrors: parts.unmaskErrors ?? false,
      verify: verifyRouter(ring, world),
      sessions: parts.sessions,
    },
    parts.schema,
    parts.context,
  );
  const inner = openInnerDoor<C>({
    world,
    log,
    metrics,
    bodyLimit,
    answers: parts.answers,
    outside: parts.outside ?? { paths: [], addRoutes: () => {} },
    ring,
    events: (question) => awaitEvents({ store, world, stopping: stopping.signal }, question),
    isReady: () => !stopping.signal.aborted,
    stopping: stopping.signal,
  });

  return {
    alarms: { log, metrics },
    metrics,
    graph: graph.app,
    inner,
    catchUp: async () => {
      for (const follower of parts.followers) await follower.catchUp();
    },
    runJobsOnce: async () => {
      for (const job of parts.jobs) await job.run(stopping.signal);
    },
    startWork: () => {
      sessionsFollowed = parts.sessions.follow(stopping.signal);
      const jobs = [...parts.jobs, emptyingLog(store, { world, log })];
      const everything = (signal: AbortSignal) =>
        Promise.all([runJobs(world, log, jobs, signal), ...parts.followers.map((follower) => follower.run(signal))]);
      work = lead({ store, world, log }, everything, stopping.signal);
    },
    stop: async () => {
      stopping.abort();
      await graph.close();
      await inner.close();
      await Promise.all([work, keysFollowed, sessionsFollowed]);
      await store.close();
    },
  };
}

/** Listens on both ports, and observes the process from then on. Refuses, as the operating system does, when one is taken. */
export async function listen(
  { graph, inner, metrics }: Subgraph,
  host: string,
  ports: { graph: number; inner: number },
): Promise<void> {
  observeProcess(metrics.registry);
  await inner.listen({ host, port: ports.inner });
  await graph.listen({ host, port: ports.graph });
}
