/** Proxies in front of the two listeners of each service, through which all processes of a shop call each other, with faults on demand. */

import { once } from "node:events";
import { Agent, createServer, type IncomingMessage, request, type Server, type ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { setTimeout as pause } from "node:timers/promises";
import { byService, type ServiceName, serviceNames } from "@hansa/contracts/processes";
import { claimPorts } from "../../cli/host/processes/ports.ts";
import { servicesAt } from "../../cli/testing/addresses.ts";
import { directUrl, internalUrl, type Shop } from "../../cli/testing/shop.ts";

/** The response of a proxy: that of the service, the same too late, one that cannot be read, or one of 100 MB. */
type Response = "forwarded" | "slow" | "garbage" | "endless";

/** The proxies of one service. */
type ServiceProxies = {
  /** Answers in this way from now on, and breaks the connections of requests that wait for a response. */
  answer(way: Response): void;
  /** Refuses connections until `listen`, as a stopped service does. */
  close(): Promise<void>;
  listen(): Promise<void>;
  /** The number of requests to the service's graph. */
  graphRequests(): number;
};

export type Proxies = {
  /** The variables by which the processes of a shop call each other through the proxies. */
  environment: Record<string, string>;
  services: Readonly<Record<ServiceName, ServiceProxies>>;
  /** Listens, and forwards to this shop. */
  open(shop: Pick<Shop, "port">): Promise<void>;
  close(): Promise<void>;
};

type Proxy = { server: Server; port: number; target: string; way: Response; requests: number };

/** Slow responses come when their operation has ended, and when what they say of a session is too old. */
const slowMs = 3_000;
const endlessBytes = 100 * 1024 * 1024;
const block = Buffer.alloc(64 * 1024, "a");
const garbage = Buffer.from([0x00, 0xff, 0x7b, 0x22, 0x3c]);
/** Above those of shops in stories, below the ports that Linux gives to outgoing connections. */
const firstPort = 25_000;

/** Claims the ports of the proxies of a shop. Nothing listens before `open`. */
export async function claimProxies(): Promise<Proxies> {
  const claim = await claimPorts(firstPort);
  const agent = new Agent({ keepAlive: true });
  const pairs = byService((name) => ({
    graph: makeProxy(agent, directUrl(claim, name)),
    internal: makeProxy(agent, internalUrl(claim, name)),
  }));
  const services = byService((name) => serviceProxies(pairs[name]));
  const addresses = byService((name) => ({ graph: directUrl(claim, name), internal: internalUrl(claim, name) }));
  return {
    environment: { HANSA_SERVICES: servicesAt(addresses) },
    services,
    open: async (shop) => {
      for (const name of serviceNames) {
        pairs[name].graph.target = directUrl(shop, name);
        pairs[name].internal.target = internalUrl(shop, name);
        await services[name].listen();
      }
    },
    close: async () => {
      await Promise.all(serviceNames.map((name) => services[name].close()));
      agent.destroy();
      await claim.release();
    },
  };
}

function serviceProxies({ graph, internal }: { graph: Proxy; internal: Proxy }): ServiceProxies {
  const both = [graph, internal];
  return {
    answer: (way) => {
      for (const proxy of both) {
        proxy.way = way;
        proxy.server.closeAllConnections();
      }
    },
    close: async () => {
      for (const { server } of both.filter(({ server }) => server.listening)) {
        const closed = once(server, "close");
        server.close();
        server.closeAllConnections();
        await closed;
      }
    },
    listen: async () => {
      for (const { server, port } of both) await once(server.listen(port, "127.0.0.1"), "listening");
    },
    graphRequests: () => graph.requests,
  };
}

function makeProxy(agent: Agent, address: string): Proxy {
  const server = createServer((incoming, outgoing) => {
    proxy.requests += 1;
    outgoing.on("error", () => {});
    if (proxy.way === "garbage") sendJson(outgoing).end(garbage);
    else if (proxy.way === "endless") answerEndlessly(incoming, outgoing);
    else forward({ incoming, outgoing }, { agent, target: proxy.target, delayMs: proxy.way === "slow" ? slowMs : 0 });
  });
  const proxy: Proxy = { server, port: Number(new URL(address).port), target: "", way: "forwarded", requests: 0 };
  return proxy;
}

function sendJson(outgoing: ServerResponse): ServerResponse {
  return outgoing.writeHead(200, { "content-type": "application/json" });
}

/** Answers with 100 MB, which the graph does not announce: then they must be read up to the limit. */
function answerEndlessly({ url }: IncomingMessage, outgoing: ServerResponse): void {
  if (url !== "/graphql") outgoing.setHeader("content-length", endlessBytes);
  Readable.from(blocks()).pipe(sendJson(outgoing));
}

function* blocks(): Generator<Buffer> {
  for (let sent = 0; sent < endlessBytes; sent += block.length) yield block;
}

/** Sends a request on, and its response back after the delay. A long poll ends when its caller has left. */
function forward(
  { incoming, outgoing }: { incoming: IncomingMessage; outgoing: ServerResponse },
  { agent, target, delayMs }: { agent: Agent; target: string; delayMs: number },
): void {
  const { url = "/", method = "GET", headers } = incoming;
  const forwarded = request(new URL(url, target), { method, headers, agent }, async (response) => {
    if (delayMs > 0) await pause(delayMs);
    response.on("error", () => outgoing.destroy());
    response.pipe(outgoing.writeHead(response.statusCode ?? 502, response.headers));
  });
  forwarded.on("error", () => outgoing.destroy());
  outgoing.on("close", () => forwarded.destroy());
  incoming.pipe(forwarded);
}
