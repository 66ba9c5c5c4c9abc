/** A router for a test: composed from the given subgraphs, listening on free ports, with methods to send requests. */

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createLog } from "@hansa/contracts/log";
import { byService, processes } from "@hansa/contracts/processes";
import { developmentRing } from "@hansa/kit/identity";
import { type Log, type Runtime, systemRuntime } from "@hansa/kit/runtime";
import { usualUnsentLimits } from "@hansa/kit/server";
import { storePlace } from "@hansa/kit/service";
import type { StorePlace } from "@hansa/kit/store";
import { storeVariables } from "@hansa/kit/testing";
import type { RouterConfig } from "../../src/config.ts";
import { judgeVersion } from "../../src/control/registry/judgement/verdict.ts";
import { composeGraph } from "../../src/graph/composition/composition.ts";
import { shopLimits } from "../../src/operation/graph-limits.ts";
import { planHere } from "../../src/planning/planner.ts";
import { openRouter, type Router } from "../../src/server.ts";
import { portOf } from "./subgraphs.ts";

type Response = {
  status: number;
  headers: Headers;
  text: string;
  data: unknown;
  errors: { message: string; path?: (string | number)[]; extensions: Record<string, unknown> }[];
  extensions: unknown;
};
/** Internal addresses at which no service answers. */
export const unreachable = byService(() => ["http://127.0.0.1:9"]);

export type TestRouter = Router & {
  url: string;
  /** The supergraph's file, to write another one into. */
  file: string;
  store: RouterConfig["store"];
  /** POSTs an operation. */
  ask(query: string, variables?: Record<string, unknown>, headers?: Record<string, string>): Promise<Response>;
  /** Sends anything to a path. */
  send(path: string, init?: RequestInit): Promise<Response>;
  /** The value of a counter with these labels; 0 if it was never counted. */
  counted(name: string, labels: Record<string, string>): Promise<number>;
  close(): Promise<void>;
};

type Environment = { runtime?: Runtime; log?: Log; planner?: "process"; judge?: "process" };

type Part = { name: string; url: string; sdl: string };

/** Composes or throws. */
export function supergraphOf(parts: readonly Part[]): string {
  const { supergraph, faults } = composeGraph(parts);
  if (!supergraph) throw new Error(faults?.join("\n"));
  return supergraph;
}

/**
 * Opens and starts the router. It plans and judges in the process of the test, which spares processes for each router; with `planner: "process"` or
 * `judge: "process"` in one of its own, as in a shop.
 */
export async function startRouter(
  parts: readonly Part[],
  {
    served,
    ...overrides
  }: Omit<Partial<RouterConfig>, "watched"> & { served?: "its own file, watched" | { file: string } } = {},
  { runtime = systemRuntime, log = createLog("router", "silent"), planner, judge }: Environment = {},
): Promise<TestRouter> {
  const folder = mkdtempSync(join(tmpdir(), "hansa-router-"));
  const file = join(folder, "supergraph.graphql");
  writeFileSync(file, supergraphOf(parts));
  const watched = served === undefined ? undefined : typeof served === "string" ? file : served.file;
  const config: RouterConfig = {
    production: false,
    host: "127.0.0.1",
    port: 0,
    internalHost: "127.0.0.1",
    internalPort: 0,
    dataFolder: folder,
    instance: 1,
    store: await storeIn(folder),
    logLevel: "silent",
    ring: developmentRing("router", processes),
    graph: { kind: "file", file: watched ?? file, enforced: true },
    registry: undefined,
    watched: watched ? [watched] : [],
    subgraphUrls: Object.fromEntries(parts.map(({ name, url }) => [name, [url] as const])),
    internalOrigins: unreachable,
    routerOrigins: [],
    publicOrigin: "https://shop.example",
    payments: { providers: ["sandbox"], stripeOrigin: undefined },
    storefrontOrigins: [],
    corsOrigins: [],
    unsentLimits: usualUnsentLimits,
    limits: shopLimits,
    plannerMs: undefined,
    // Where a deadline is the subject, its test sets it: a busy machine is no failure.
    operationTimeoutMs: 60_000,
    optionalFetchTimeoutMs: 0,
    loadLimits: { fetches: 0, delayMs: 0 },
    trustedProxies: 0,
    requestsPerMinute: 0,
    connectionsPerAddress: 0,
    ...overrides,
  };
  const router = await openRouter(config, runtime, log, {
    ...(planner === "process" ? {} : { openPlanner: planHere }),
    ...(judge === "process" ? {} : { judge: judgeVersion }),
  });
  await router.app.listen({ host: "127.0.0.1", port: 0 });
  const url = `http://127.0.0.1:${portOf(router.app.server.address())}`;
  const send = async (path: string, init?: RequestInit) => readResponse(await fetch(url + path, init));
  return {
    ...router,
    url,
    file,
    store: config.store,
    send,
    ask: (query, variables = {}, headers = {}) =>
      send("/graphql", {
        method: "POST",
        headers: { "content-type": "application/json", accept: "application/graphql-response+json", ...headers },
        body: JSON.stringify({ query, variables }),
      }),
    counted: async (name, labels) => {
      const { body } = await router.internal.inject("/metrics");
      const expected = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
      const line = body
        .split("\n")
        .find((text) => text.startsWith(`${name}{`) && expected.every((part) => text.includes(part)));
      return Number(line?.split(" ").at(-1) ?? 0);
    },
    close: async () => {
      await router.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The place of the store of a router with this folder. */
export async function storeIn(folder: string): Promise<StorePlace> {
  const variables = { HANSA_DATA: folder };
  return storePlace("router", variables, { ...variables, ...(await storeVariables("router", folder)) });
}

async function readResponse(response: globalThis.Response): Promise<Response> {
  const text = await response.text();
  const body = response.headers.get("content-type")?.includes("json") ? JSON.parse(text) : {};
  const { data, errors = [], extensions } = body;
  return { status: response.status, headers: response.headers, text, data, errors, extensions };
}
