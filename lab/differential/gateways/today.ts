/** The router's present path, from preparation to the shaped answer, over HTTP to the test subgraphs. */
import { createServer, type IncomingMessage } from "node:http";
import type { Identity } from "@hansa/kit/identity/identity";
import { createLog } from "@hansa/kit/runtime/log";
import { systemRuntime } from "@hansa/kit/runtime/runtime";
import { QueryPlanner, ROUTER_SUPPORTED_SUPERGRAPH_FEATURES, Supergraph } from "../../../router/src/elastic.ts";
import { buildGraph } from "../../../router/src/graph/graph.ts";
import { createRouterMetrics } from "../../../router/src/metrics.ts";
import { openNodes } from "../../../router/src/nodes.ts";
import { openDocuments } from "../../../router/src/operation/documents.ts";
import { executeOperation } from "../../../router/src/operation/execute.ts";
import { prepareOperation } from "../../../router/src/operation/prepare.ts";
import { openPools } from "../../../router/src/transport/pools.ts";
import type { Transport } from "../../../router/src/transport/subgraphs.ts";
import type { Fixture } from "../fixtures.ts";
import type { FetchSubgraph } from "../subgraphs.ts";
import { type Gateway, plannerOptions } from "./gateway.ts";

const identity: Identity = { viewer: { kind: "guest" }, guest: [], requestId: "differential" };

/** Opens the router's path for a supergraph. One operation at a time. */
export async function openToday({ supergraph, sources }: Fixture): Promise<Gateway> {
  let current: FetchSubgraph | undefined;
  const server = createServer(async (request, response) => {
    const { query, variables } = JSON.parse(await readBody(request));
    const answer = await current?.((request.url ?? "").slice(1), { query, variables });
    response.setHeader("content-type", "application/json").end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  const pools = openPools();
  const transport: Transport = {
    runtime: systemRuntime,
    log: createLog("router", "silent"),
    metrics: createRouterMetrics(),
    pools,
    urls: Object.fromEntries(sources.map(({ name }) => [name, `http://127.0.0.1:${port}/${name}`])),
    signing: undefined,
    fetchTimeoutMs: 10_000,
    known: new Map(),
  };
  const nodes = sources.find(({ name }) => name === "nodes");
  const built = buildGraph(supergraph, true, () => openNodes(nodes?.sdl ?? ""));
  const parsed = Supergraph.build(supergraph, { supportedFeatures: ROUTER_SUPPORTED_SUPERGRAPH_FEATURES });
  const planner = new QueryPlanner(parsed, { ...plannerOptions, exposeDocumentNodeInFetchNode: true });
  const graph = { ...built, apiSchema: parsed.apiSchema(), planner };
  const documents = openDocuments();
  return {
    name: "today",
    execute: async ({ query, variables }, fetchSubgraph) => {
      current = fetchSubgraph;
      const strictness = { introspection: true, suggestions: true };
      const prepared = prepareOperation(documents, graph, strictness, { query, operationName: undefined, variables });
      if (!("document" in prepared)) return { errors: prepared };
      const answer = await executeOperation(transport, graph, identity, prepared, false);
      return "length" in answer ? { errors: answer } : answer;
    },
    close: async () => {
      await pools.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function readBody(request: IncomingMessage): Promise<string> {
  let body = "";
  for await (const chunk of request) body += String(chunk);
  return body;
}
