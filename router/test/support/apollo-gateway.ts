/** Apollo's gateway for a test, in front of small subgraphs that note the headers of their requests. */
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import { json } from "node:stream/consumers";
import { buildSubgraphSchema } from "@apollo/subgraph";
import { createLog } from "@hansa/contracts/log";
import { systemRuntime } from "@hansa/kit/runtime";
import { usualUnsentLimits } from "@hansa/kit/server";
import { graphql, parse } from "graphql";
import { z } from "zod";
import { type GatewayOptions, openApolloGateway } from "../../src/apollo-gateway/server.ts";
import type { GatewayConfig } from "../../src/config.ts";
import { supergraphOf } from "./router.ts";
import { portOf } from "./subgraphs.ts";

/** A subgraph that answers over HTTP and notes the headers of every request. */
type Stub = {
  name: string;
  url: string;
  sdl: string;
  headers: IncomingHttpHeaders[];
  /** The response to every request, instead of an execution. */
  fixed: { status: number; text: string } | undefined;
  stop(): void;
};

export type TestGateway = { public: string; private: string; drain(): void };

/** The subgraphs of one test file, and the gateways that it starts in front of them. */
export type Gateways = {
  products: Stub;
  orders: Stub;
  /** Starts a gateway on free ports. */
  start(settings?: Partial<GatewayConfig>, options?: GatewayOptions): Promise<TestGateway>;
  /** Forgets the requests and the fixed responses of the test before. */
  reset(): void;
  stop(): Promise<void>;
};

const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])`;

/** Starts two subgraphs, `products` and `orders`, that share one entity. */
export async function openGateways(): Promise<Gateways> {
  const products = await startStub(
    "products",
    `${link} type Query { product(id: ID!): Product } type Product @key(fields: "id") { id: ID! title: String }`,
    { Query: { product: (_: unknown, { id }: { id: string }) => ({ id, title: "Cup" }) } },
  );
  const orders = await startStub(
    "orders",
    `${link} type Query { count: Int } type Product @key(fields: "id") { id: ID! sold: Int }`,
    { Product: { __resolveReference: ({ id }: { id: string }) => ({ id, sold: 7 }) } },
  );
  const stops: (() => Promise<void>)[] = [];
  return {
    products,
    orders,
    start: async (settings = {}, options = {}) => {
      const read: GatewayConfig = {
        production: false,
        host: "127.0.0.1",
        port: 0,
        internalHost: "127.0.0.1",
        internalPort: 0,
        logLevel: "silent",
        subgraphUrls: { products: [products.url], orders: [orders.url] },
        corsOrigins: [],
        unsentLimits: usualUnsentLimits,
        operationTimeoutMs: 60_000,
        trustedProxies: 0,
        ...settings,
      };
      const supergraph = supergraphOf([products, orders]);
      const log = createLog("apollo-gateway", "silent");
      const { app, internal, drain, stop } = await openApolloGateway(read, systemRuntime, log, {
        supergraph,
        ...options,
      });
      stops.push(stop);
      const url = await internal.listen({ host: "127.0.0.1", port: 0 });
      return { public: `${await listenAt(app)}/graphql`, private: url, drain };
    },
    reset: () => {
      for (const stub of [products, orders]) Object.assign(stub, { headers: [], fixed: undefined });
    },
    stop: async () => {
      await Promise.all(stops.map((stop) => stop()));
      products.stop();
      orders.stop();
    },
  };
}

const responseForm = z.object({
  data: z.unknown().optional(),
  errors: z.array(z.object({ message: z.string(), extensions: z.record(z.string(), z.unknown()) })).default([]),
});

/** POSTs an operation. */
export async function ask({ public: url }: TestGateway, query: string, headers: Record<string, string> = {}) {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({ query }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, ...responseForm.parse(JSON.parse(text)) };
}

const requestForm = z.object({ query: z.string(), variables: z.record(z.string(), z.unknown()).optional() });

async function startStub(name: string, sdl: string, resolvers: object): Promise<Stub> {
  const schema = buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers: { ...resolvers } }]);
  const server = createServer(async (request, response) => {
    stub.headers.push(request.headers);
    const { query, variables } = requestForm.parse(await json(request));
    const executed = () => graphql({ schema, source: query, variableValues: variables });
    const { status, text } = stub.fixed ?? { status: 200, text: JSON.stringify(await executed()) };
    response.writeHead(status, { "content-type": "application/json" }).end(text);
  });
  const stop = () => {
    server.close();
    server.closeAllConnections();
  };
  const stub: Stub = { name, url: "", sdl, headers: [], fixed: undefined, stop };
  stub.url = `${await listenAt(server)}/graphql`;
  return stub;
}

async function listenAt(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${portOf(server.address())}`;
}
