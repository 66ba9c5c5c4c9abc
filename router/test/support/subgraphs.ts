/** Two small subgraphs for the router's tests, over real HTTP on the kit's GraphQL server; each can be made to misbehave. */

import type { AddressInfo } from "node:net";
import { buildSubgraphSchema } from "@apollo/subgraph";
import { createLog } from "@hansa/contracts/log";
import { processes } from "@hansa/contracts/processes";
import { developmentRing, verifyRouter } from "@hansa/kit/identity";
import { CodedError, createMetrics, systemRuntime } from "@hansa/kit/runtime";
import { openGraphqlServer, type RequestContext } from "@hansa/kit/server";
import { everySessionLive } from "@hansa/kit/testing";
import { type FastifyReply, type FastifyRequest, fastify } from "fastify";
import { GraphQLError, type GraphQLSchema, parse } from "graphql";

export type Misbehaviour = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>;
export type TestSubgraph = {
  name: string;
  url: string;
  sdl: string;
  /** The context of each request that was answered, in order. */
  contexts: RequestContext[];
  /** The headers of each request that came, answered or not. */
  headers: FastifyRequest["headers"][];
  /** How many of them asked whether it is ready, as a router asks a subgraph that is silent. */
  readinessRequests(): number;
  /** Replaces the answers until it is called with nothing. */
  misbehave(how?: Misbehaviour): void;
  stop(): Promise<void>;
};

const link = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@authenticated", "@listSize", "@tag"])
`;

const productsSdl = `${link}
  type Query {
    product(id: ID!): Product
    products(first: Int = 2): [Product!]!
      @listSize(slicingArguments: ["first"], requireOneSlicingArgument: false)
    viewer: String
    fail(how: String!): String
    secret: String @authenticated @tag(name: "admin")
  }
  type Mutation {
    rename(id: ID!, title: String!): Product
    failing: Int
  }
  interface Node {
    id: ID!
  }
  type Product implements Node @key(fields: "id") {
    id: ID!
    title: String!
    tags: [String!]
  }
`;

export const ordersSdl = `${link}
  type Query {
    lastOrder: Order
  }
  type Mutation {
    place(productId: ID!): Order
  }
  type Order @key(fields: "id") {
    id: ID!
    product: Product
  }
  type Product @key(fields: "id") {
    id: ID!
    sold: Int
    sure: Int!
  }
`;

const titles: Record<string, string> = { prod_1: "Cup", prod_2: "Plate", prod_3: "Bowl" };
const productOf = (id: string) => (id in titles ? { id, title: titles[id], tags: ["kitchen"] } : null);

const productsResolvers = {
  Query: {
    product: (_: unknown, { id }: { id: string }) => productOf(id),
    products: (_: unknown, { first }: { first: number }) => Object.keys(titles).slice(0, first).map(productOf),
    viewer: (_: unknown, _arguments: unknown, { viewer }: RequestContext) => JSON.stringify(viewer),
    secret: () => "the vault's number",
    fail: (_: unknown, { how }: { how: string }) => {
      if (how === "coded")
        throw new CodedError("STORE_UNAVAILABLE", "The service cannot write.", { retryAfterMs: 250 });
      if (how === "forbidden")
        throw new CodedError("FORBIDDEN", "Not for your role.", { missingScopes: [["orders:read"]], row: "ord_1" });
      if (how === "foreign")
        throw new GraphQLError("at 10.0.0.7:5432", { extensions: { code: "PG_DOWN", at: "10.0.0.7" } });
      throw new Error("SQLITE_BUSY: database is locked at /srv/data/products.db");
    },
  },
  Mutation: {
    rename: (_: unknown, { id, title }: { id: string; title: string }, context: RequestContext) => {
      if (title === "again") context.notes.replayed = true;
      if (title === "held") context.notes.isHeld = true;
      return { ...productOf(id), title };
    },
    failing: () => {
      throw new CodedError("FORBIDDEN", "Not for you.");
    },
  },
  Product: { __resolveReference: ({ id }: { id: string }) => productOf(id) },
};

const ordersResolvers = {
  Query: { lastOrder: () => ({ id: "ord_1", product: { id: "prod_1" } }) },
  Mutation: {
    place: (_: unknown, { productId }: { productId: string }) => ({ id: "ord_2", product: { id: productId } }),
  },
  Product: { __resolveReference: async ({ id }: { id: string }) => ({ id, sold: 7, sure: 1 }) },
};

export const startProducts = () => start("products", productsSdl, productsResolvers);
export const startOrders = () => start("orders", ordersSdl, ordersResolvers);

/** Serves a schema as the subgraph of that name. */
export async function start(
  name: "products" | "orders" | "users",
  sdl: string,
  resolvers: object,
): Promise<TestSubgraph> {
  const contexts: RequestContext[] = [];
  const headers: FastifyRequest["headers"][] = [];
  let misbehaviour: Misbehaviour | undefined;
  let readinessRequests = 0;
  const schema = schemaOf(sdl, resolvers);
  const server = openGraphqlServer<RequestContext>({
    runtime: systemRuntime,
    log: createLog(name, "silent"),
    metrics: createMetrics(),
    bodyLimit: 1_000_000,
    verify: verifyRouter(developmentRing(name, processes), systemRuntime),
    sessions: everySessionLive(systemRuntime),
    isReady: () => true,
    unmaskErrors: false,
    isCompiled: true,
    explains: true,
    schema,
    buildSchema: () => schemaOf(sdl, resolvers),
    plugins: [],
    bearer: undefined,
    context: (context) => {
      contexts.push(context);
      return context;
    },
  });
  // Fastify's reply misbehaves; the server answers whatever it leaves unanswered.
  const app = fastify();
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
  app.addHook("onRequest", async (request, reply) => {
    if (request.url === "/ready") readinessRequests += 1;
    headers.push({ ...request.headers });
    if (misbehaviour) await misbehaviour(request, reply);
  });
  app.post<{ Body: Buffer }>("/graphql", async ({ method, url, headers, body }, reply) => {
    const sent = await server.respond({ method, url, headers, readBody: async () => body });
    if (!sent) throw new Error("the subgraph gave no reply");
    for (let at = 0; at < sent.headers.length; at += 2) reply.header(sent.headers[at] ?? "", sent.headers[at + 1]);
    return reply.status(sent.status).send(Buffer.from(sent.bytes, "latin1"));
  });
  const origin = await app.listen({ host: "127.0.0.1", port: 0 });
  return {
    name,
    sdl,
    contexts: contexts,
    headers,
    readinessRequests: () => readinessRequests,
    url: `${origin}/graphql`,
    misbehave: (how) => {
      misbehaviour = how;
    },
    stop: async () => {
      await app.close();
      await server.close();
    },
  };
}

/** The schema, for subgraphs that a test serves in its own way. */
export function schemaOf(sdl: string, resolvers: object): GraphQLSchema {
  return buildSubgraphSchema({ typeDefs: parse(sdl), resolvers: { ...resolvers } });
}

export function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === "string") throw new Error("the server does not listen on a port");
  return address.port;
}
