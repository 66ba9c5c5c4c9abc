/** A small service behind its real doors: a schema, one private operation, and a store of tins. */
import { onTestFinished } from "vitest";
import { z } from "zod";
import { directCarrier } from "../src/carriers.ts";
import { developmentSecret } from "../src/config.ts";
import { type Caller, operation } from "../src/contract.ts";
import { codedError } from "../src/errors.ts";
import type { RequestContext } from "../src/graph-door.ts";
import { type Identity, pairKeys, signIdentity, type Viewer } from "../src/identity.ts";
import { answering } from "../src/inner-door.ts";
import { createLog, type Log } from "../src/log.ts";
import { manualWorld } from "../src/manual-world.ts";
import { createMetrics } from "../src/metrics.ts";
import type { PeerOptions } from "../src/peers.ts";
import { openSubgraph } from "../src/subgraph.ts";
import { askGraph, guest } from "../src/testing.ts";
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

/** Who signs, as whom, towards which service and for what; the router, for a guest, towards this service's graph if nothing is said. */
type Signing = { caller?: string; viewer?: Viewer; callee?: string; purpose?: string };

/** How orders vouches for a question to one private path. */
export function orders(purpose: string): Signing {
  return { caller: "orders", viewer: { kind: "service", name: "orders" }, purpose };
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
    rootSecrets: [developmentSecret],
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
  const peer = (self: Caller, keysOf: string = self): PeerOptions => ({
    self,
    callee: "products",
    keys: pairKeys([developmentSecret], keysOf, "products"),
    carry: directCarrier(new Map([["products", opened.inner]])),
    world,
    metrics: createMetrics(),
  });
  /** The headers that vouch for a body. */
  const sign = (payload: string, { caller = "router", viewer = guest, callee = "products", purpose }: Signing = {}) => {
    const identity: Identity = { viewer, guest: [], requestId: "req_1" };
    const keys = pairKeys([developmentSecret], caller, callee);
    return { ...json, ...signIdentity(keys, identity, payload, world.now(), purpose) };
  };
  return { ...opened, world, query, peer, sign };
}
