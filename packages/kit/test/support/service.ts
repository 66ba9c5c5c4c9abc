/** A small service behind its real servers: a schema, internal operations and a store of tins. */
import type { ApolloServerPlugin } from "@apollo/server";
import type { JSONWebKeySet } from "jose";
import { onTestFinished } from "vitest";
import { z } from "zod";
import { memoize } from "../../src/graphql/loaders.ts";
import { type MutationLimits, noMutationLimits } from "../../src/graphql/operation/limits.ts";
import { graphPurpose, signRequest, type Viewer } from "../../src/identity/identity.ts";
import { developmentRing, outgoingKeys } from "../../src/identity/keys/key-ring.ts";
import { signAssertion, signingKeyOf } from "../../src/identity/keys/viewer-assertions.ts";
import { operation } from "../../src/rpc/contract.ts";
import type { PeerOptions } from "../../src/rpc/peers.ts";
import { directTransport } from "../../src/rpc/transports.ts";
import { CodedError } from "../../src/runtime/errors.ts";
import { activeLoopMs } from "../../src/runtime/fairness/loop-time.ts";
import { createLog, type Log } from "../../src/runtime/log.ts";
import { createMetrics } from "../../src/runtime/metrics.ts";
import type { MayMonitor, SubgraphAccess } from "../../src/server/access/config.ts";
import type { RequestContext } from "../../src/server/graphql/context.ts";
import { type Handlers, handleOperation } from "../../src/server/internal-server.ts";
import { openSubgraph } from "../../src/service/subgraph.ts";
import type { SessionCheck } from "../../src/sessions/session-check.ts";
import { manualRuntime } from "../../testing/manual-runtime.ts";
import { everySessionLive, guest, sendQuery } from "../../testing/subgraph-client.ts";
import { type Caller, processes, type ServiceName } from "./processes.ts";
import { build, head } from "./sdl.ts";
import { openTins } from "./tins.ts";

/** The SDL of its schema. */
export const sdl = `${head()}
  type Tin @key(fields: "id") { id: ID! name: String }
  type Query { hello(text: String): String @public busy(ms: Int!): Boolean @public slow: String @public large: String @public items(count: Int!): [Int!]! @public broken: String @public full: String @public mine: String @authenticated }
  type Mutation { again: Boolean @public held: Boolean @public reads: Int @public }`;
const resolvers = {
  Query: {
    hello: () => "runtime",
    busy: (_parent: unknown, { ms }: { ms: number }) => {
      const until = activeLoopMs() + ms;
      while (activeLoopMs() < until);
      return true;
    },
    slow: () => new Promise(() => {}),
    large: () => "x".repeat(1_000_000),
    items: (_parent: unknown, { count }: { count: number }) => Array(count).fill(1),
    mine: () => "yours",
    broken: () => {
      throw new Error("SQLITE_ERROR: no such table tins at 10.0.0.7");
    },
    full: () => {
      throw storeIsFull();
    },
  },
  Mutation: {
    again: (_parent: unknown, _args: unknown, context: RequestContext) => {
      context.notes.replayed = true;
      return true;
    },
    held: (_parent: unknown, _args: unknown, context: RequestContext) => {
      context.notes.isHeld = true;
      return true;
    },
    reads: (_parent: unknown, _args: unknown, { loaders }: ServiceContext) => loaders.reads(undefined),
  },
};

function storeIsFull(): Error {
  return new CodedError(
    "STORE_UNAVAILABLE",
    "Ask again.",
    { retryAfterMs: 5 },
    new Error("SQLITE_FULL: no room at /data"),
  );
}

export const json = { "content-type": "application/json", accept: "application/json" };
export const contract = {
  count: operation({
    name: "count",
    callers: ["orders"],
    input: z.object({ tins: z.int() }),
    output: z.object({ sum: z.int() }),
  }),
  /** The router's one request. */
  recognise: operation({
    name: "recognise",
    callers: ["router"],
    input: z.object({}),
    output: z.object({ known: z.boolean() }),
  }),
};

/**
 * Signer, viewer, audience and purpose of a request. If nothing is said: the router, for a guest, towards this service's graph. `viewer` is
 * the identity that the router asserts towards `audience`; null: no assertion.
 */
type Signing = {
  caller?: Caller;
  viewer?: Viewer | null;
  callee?: ServiceName;
  audience?: string;
  purpose?: string;
};

/** How orders vouches for a request to one internal path. */
export function orders(purpose: string): Signing {
  return { caller: "orders", viewer: null, purpose };
}

const noKeys = async (): Promise<JSONWebKeySet> => {
  throw new Error("users does not answer");
};

/** `reads` counts how often it has read: again after each time that the loaders are cleared. */
type ServiceContext = RequestContext & { loaders: { reads: (key: undefined) => Promise<number> } };

function createContext(request: RequestContext): ServiceContext {
  let count = 0;
  const read = async () => {
    count += 1;
    return count;
  };
  return { ...request, loaders: { reads: memoize(read) } };
}

export type ServiceOptions = {
  isCompiled?: boolean;
  explains?: boolean;
  plugins?: readonly ApolloServerPlugin<RequestContext>[];
  sessions?: SessionCheck;
  access?: SubgraphAccess;
  mutationLimits?: MutationLimits;
  mayMonitor?: MayMonitor | undefined;
  askKeys?: () => Promise<JSONWebKeySet>;
};

/** A products service that neither listens nor works by itself; it is stopped when the test ends. */
export async function service(
  log: Log = createLog("test", "silent"),
  {
    isCompiled = true,
    explains = true,
    plugins = [],
    sessions,
    access = { mode: "signed" },
    mutationLimits = noMutationLimits,
    mayMonitor,
    askKeys = noKeys,
  }: ServiceOptions = {},
) {
  const runtime = manualRuntime(Date.UTC(2026, 0, 15, 12));
  const { schema, hash, buildAgain } = build(sdl, resolvers);
  const opened = await openSubgraph<ServiceContext>({
    name: "products",
    runtime,
    log,
    metrics: createMetrics(),
    store: await openTins(),
    ring: developmentRing("products", processes),
    transport: directTransport(new Map()),
    sessions: sessions ?? everySessionLive(runtime),
    graphql: { unmaskErrors: false, isCompiled, explains },
    access,
    ...(mayMonitor ? { mayMonitor } : {}),
    askKeys,
    schema,
    schemaHash: hash,
    buildSchema: buildAgain,
    mutationLimits,
    plugins,
    context: createContext,
    handlers: {
      count: handleOperation(contract.count, async ({ tins }) => {
        if (tins === 13) throw new Error("SQLITE_ERROR: no such table tins");
        if (tins === 14) throw storeIsFull();
        return { sum: tins + 1 };
      }),
      recognise: handleOperation(contract.recognise, async () => ({ known: true })),
    } satisfies Handlers<typeof contract>,
    peer: (callee) => {
      throw new Error(`products calls no ${callee}`);
    },
    consumers: [],
    jobs: [],
  });
  onTestFinished(() => opened.stop());
  const query = (text: string, viewer: Viewer = guest, variables = {}) =>
    sendQuery("products", opened, runtime, { query: text, viewer, variables });
  const peer = (self: Caller): PeerOptions => ({
    callee: "products",
    ring: developmentRing(self, processes),
    transport: directTransport(new Map([["products", opened.internal]])),
    runtime,
    metrics: createMetrics(),
  });
  /** The headers that vouch for a body. */
  const sign = (payload: string, signing: Signing = {}) => {
    const { caller = "router", viewer = guest, callee = "products", purpose = graphPurpose } = signing;
    const signer = signingKeyOf(developmentRing("router", processes));
    const claimed = viewer && { viewer, guest: [] };
    const assertion = claimed ? signAssertion(signer, claimed, signing.audience ?? callee, runtime.now()) : undefined;
    const keys = outgoingKeys(developmentRing(caller, processes), callee);
    return { ...json, ...signRequest(keys, { requestId: "req_1", purpose, assertion }, payload, runtime.now()) };
  };
  return { ...opened, runtime, schema, query, peer, sign };
}
