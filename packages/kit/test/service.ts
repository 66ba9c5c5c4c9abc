/** A small service behind its real doors: a schema, one private operation, and a store of tins. */
import { onTestFinished } from "vitest";
import { z } from "zod";
import { directCarrier } from "../src/carriers.ts";
import { type Caller, operation, type ServiceName } from "../src/contract.ts";
import { codedError } from "../src/errors.ts";
import type { RequestContext } from "../src/graph-door.ts";
import { graphPurpose, signRequest, type Viewer } from "../src/identity.ts";
import { answering } from "../src/inner-door.ts";
import { developmentRing, outgoingKeys } from "../src/keys/key-ring.ts";
import { signAssertion, signingKeyOf } from "../src/keys/viewer-assertions.ts";
import { createLog, type Log } from "../src/log.ts";
import { manualWorld } from "../src/manual-world.ts";
import { createMetrics } from "../src/metrics.ts";
import type { PeerOptions } from "../src/peers.ts";
import { openSubgraph } from "../src/subgraph.ts";
import { askGraph, everySessionLive, guest } from "../src/testing.ts";
import { build, head } from "./sdl.ts";
import { openTins } from "./tins.ts";

const sdl = `${head()}
  type Tin @key(fields: "id") { id: ID! name: String }
  type Query { hello: String @public broken: String @public full: String @public mine: String @authenticated }
  type Mutation { again: Boolean @public }`;
const resolvers = {
  Query: {
    hello: () => "world",
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
  },
};

function storeIsFull(): Error {
  return codedError("STORE_UNAVAILABLE", "Ask again.", { retryAfterMs: 5 }, new Error("SQLITE_FULL: no room at /data"));
}

export const json = { "content-type": "application/json" };
export const contract = {
  count: operation({
    name: "count",
    callers: ["orders"],
    input: z.object({ tins: z.int() }),
    output: z.object({ sum: z.int() }),
  }),
  /** The router's one question. */
  recognise: operation({
    name: "recognise",
    callers: ["router"],
    input: z.object({}),
    output: z.object({ known: z.boolean() }),
  }),
};

/**
 * Who signs, for whom, towards which service and for what. If nothing is said: the router, for a guest, towards this service's graph. `viewer` is
 * what the router asserts towards `audience`; with null nobody is asserted.
 */
type Signing = {
  caller?: Caller;
  viewer?: Viewer | null;
  callee?: ServiceName;
  audience?: string;
  purpose?: string;
};

/** How orders vouches for a question to one private path. */
export function orders(purpose: string): Signing {
  return { caller: "orders", viewer: null, purpose };
}

/** A products service that neither listens nor works by itself; it is stopped when the test ends. */
export async function service(log: Log = createLog("test", "silent")) {
  const world = manualWorld(Date.UTC(2026, 0, 15, 12));
  const opened = await openSubgraph<typeof contract, RequestContext>({
    name: "products",
    world,
    log,
    metrics: createMetrics(),
    store: await openTins(),
    ring: developmentRing("products"),
    sessions: everySessionLive(world),
    schema: build(sdl, resolvers).schema,
    context: (request) => request,
    answers: {
      count: answering(contract.count, async ({ tins }) => {
        if (tins === 13) throw new Error("SQLITE_ERROR: no such table tins");
        if (tins === 14) throw storeIsFull();
        return { sum: tins + 1 };
      }),
      recognise: answering(contract.recognise, async () => ({ known: true })),
    },
    followers: [],
    jobs: [],
  });
  onTestFinished(() => opened.stop());
  const query = (text: string, viewer: Viewer = guest, variables = {}) =>
    askGraph("products", opened, world, { query: text, viewer, variables });
  const peer = (self: Caller): PeerOptions => ({
    callee: "products",
    ring: developmentRing(self),
    carry: directCarrier(new Map([["products", opened.inner]])),
    world,
    metrics: createMetrics(),
  });
  /** The headers that vouch for a body. */
  const sign = (payload: string, signing: Signing = {}) => {
    const { caller = "router", viewer = guest, callee = "products", purpose = graphPurpose } = signing;
    const signer = signingKeyOf(developmentRing("router"));
    const said = viewer && { viewer, guest: [] };
    const assertion = said ? signAssertion(signer, said, signing.audience ?? callee, world.now()) : undefined;
    const keys = outgoingKeys(developmentRing(caller), callee);
    return { ...json, ...signRequest(keys, { requestId: "req_1", purpose, assertion }, payload, world.now()) };
  };
  return { ...opened, world, query, peer, sign };
}
