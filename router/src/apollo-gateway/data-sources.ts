/** The data sources of Apollo's gateway: one for each subgraph, over HTTP, with counted fetches and with errors that name no address. */
import { RemoteGraphQLDataSource } from "@apollo/gateway";
import { graphqlError } from "@hansa/kit/graphql";
import { isErrorCode, type Log, type Runtime } from "@hansa/kit/runtime";
import { GraphQLError } from "graphql";
import { z } from "zod";
import type { RouterMetrics } from "../metrics.ts";
import type { Forwarding, Headers } from "./forwarding.ts";
import { type Fetcher, openPoolFetcher } from "./pool-fetcher.ts";

/** The context of one request to the gateway. */
export type GatewayContext = {
  /** The headers of its fetches from a subgraph. */
  headersFor(subgraph: string): Headers;
  /** The name and the kind of its operation, once they are known. */
  call: { operation: string; isMutation: boolean };
};

export type DataSourceParts = {
  runtime: Runtime;
  log: Log;
  metrics: RouterMetrics;
  forwarding: Forwarding;
  /** The addresses of the subgraphs, by name. */
  urls: Readonly<Record<string, string>>;
  operationTimeoutMs: number;
  /** Whether fetches share an undici pool for each subgraph; without it they use the fetcher that the gateway comes with. */
  usesPool: boolean;
};

type DataSource = RemoteGraphQLDataSource<GatewayContext>;
export type DataSources = { build(definition: { name: string }): DataSource; close(): Promise<void> };

/** Opens the data sources of all subgraphs; the gateway calls `build` for each. */
export function openDataSources(parts: DataSourceParts): DataSources {
  const pools: { close(): Promise<void> }[] = [];
  return {
    build: ({ name }) => {
      const url = parts.urls[name];
      if (url === undefined) throw new Error(`subgraph "${name}" of the supergraph has no address`);
      const pool = parts.usesPool ? openPoolFetcher(url, parts.operationTimeoutMs) : undefined;
      if (pool) pools.push(pool);
      return openDataSource(parts, name, url, pool?.fetcher ?? new RemoteGraphQLDataSource().fetcher);
    },
    close: async () => {
      await Promise.all(pools.map((pool) => pool.close()));
    },
  };
}

function openDataSource(
  { runtime, log, metrics, forwarding }: DataSourceParts,
  name: string,
  url: string,
  send: Fetcher,
) {
  const { complete } = forwarding;
  return new RemoteGraphQLDataSource<GatewayContext>({
    url,
    willSendRequest: (options) => {
      // The gateway's own requests have no client.
      if (!("incomingRequestContext" in options)) return;
      const { headers } = options.request.http ?? {};
      for (const [header, value] of Object.entries(options.context.headersFor(name))) headers?.set(header, value);
    },
    fetcher: async (target, init = {}) => {
      const { headers = {}, body } = init;
      const completed = complete ? { ...init, headers: { ...complete(name, headers, String(body)) } } : init;
      const startedAt = runtime.monotonic();
      metrics.countFetch(name);
      let isAnswered = false;
      try {
        const response = await send(target, completed);
        isAnswered = response.status < 500;
        return response;
      } finally {
        metrics.timeFetch(name, isAnswered ? "answered" : "failed", (runtime.monotonic() - startedAt) / 1_000);
      }
    },
    didEncounterError: (error) => {
      const refusal = refusalIn(error);
      if (refusal) throw refusal;
      log.warn({ err: error, subgraph: name }, `subgraph ${name}: no usable answer`);
      throw graphqlError("SUBGRAPH_UNAVAILABLE", "This part of the shop does not answer right now. Ask again.");
    },
  });
}

const refused = z.object({
  response: z.object({
    body: z.object({
      errors: z.tuple([z.object({ message: z.string(), extensions: z.object({ code: z.string() }) })], z.unknown()),
    }),
  }),
});

/** The refusal of a service, such as that of an expired token, as an error of the response; undefined if there was no response or another one. */
function refusalIn(error: Error): GraphQLError | undefined {
  if (!(error instanceof GraphQLError)) return undefined;
  const read = refused.safeParse(error.extensions);
  if (!read.success) return undefined;
  const { message, extensions } = read.data.response.body.errors[0];
  return isErrorCode(extensions.code) ? graphqlError(extensions.code, message) : undefined;
}
