/** Our whole router on a foreign supergraph (`--supergraph FILE --identity none`), with every test subgraph behind HTTP. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { createLog } from "@hansa/contracts/log";
import { readCommandLine } from "@hansa/kit/command-line";
import { systemRuntime } from "@hansa/kit/runtime";
import { command, readConfig } from "../../../router/src/config.ts";
import { composeGraph } from "../../../router/src/graph/composition/composition.ts";
import { openRouter, type Router } from "../../../router/src/server.ts";
import type { Fixture } from "../fixtures.ts";
import type { FetchSubgraph } from "../model/subgraphs.ts";
import type { Gateway } from "./gateway.ts";

type Running = { router: Router; url: string; servers: readonly Server[]; folder: string };
/** The case that runs: the subgraphs answer for one at a time. */
type Current = { fetchSubgraph: FetchSubgraph | undefined };

/** Opens the router; it starts with the first case. */
export function openGeneric(fixture: Fixture): Gateway {
  const current: Current = { fetchSubgraph: undefined };
  let running: Promise<Running> | undefined;
  return {
    name: "generic",
    execute: async (request, fetchSubgraph) => {
      current.fetchSubgraph = fetchSubgraph;
      running ??= start(fixture, current);
      const { url } = await running;
      const accepted = { accept: "application/graphql-response+json", "accept-encoding": "identity" };
      const headers = { "content-type": "application/json", ...accepted };
      const response = await fetch(url, { method: "POST", headers, body: JSON.stringify(request) });
      return JSON.parse(await response.text());
    },
    close: async () => {
      if (running) await stop(await running);
    },
  };
}

async function start({ sources }: Fixture, current: Current): Promise<Running> {
  const servers: Server[] = [];
  const parts = [];
  for (const { name, sdl } of sources) {
    const server = serveSubgraph(name, current);
    servers.push(server);
    parts.push({ name, sdl, url: `http://127.0.0.1:${await listen(server)}/` });
  }
  const { supergraph } = composeGraph(parts, { judgesContracts: false });
  if (!supergraph) throw new Error("the supergraph does not compose");
  const folder = mkdtempSync(path.join(tmpdir(), "hansa-generic-"));
  const file = path.join(folder, "supergraph.txt");
  writeFileSync(file, supergraph);
  const { options } = readCommandLine(command, ["--supergraph", file, "--identity", "none"]);
  const config = readConfig(options, { HANSA_LOG_LEVEL: "silent", HANSA_DATA: folder });
  const router = await openRouter(config, systemRuntime, createLog("router", "silent"));
  const origin = await router.app.listen({ host: "127.0.0.1", port: 0 });
  return { router, url: `${origin}/graphql`, servers, folder };
}

function serveSubgraph(name: string, current: Current): Server {
  return createServer(async (request, response) => {
    const result = await current.fetchSubgraph?.(name, JSON.parse(await text(request)));
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify(result));
  });
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server does not listen on a port");
  return address.port;
}

async function stop({ router, servers, folder }: Running): Promise<void> {
  await router.stop();
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
  rmSync(folder, { recursive: true });
}
