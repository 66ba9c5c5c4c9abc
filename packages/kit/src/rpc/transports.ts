/** The two transports to another service: HTTP to one of its instances, or direct calls within one process. */
import type { FastifyInstance } from "fastify";
import type { Log } from "../runtime/log.ts";
import { mapRecord } from "../runtime/records.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { currentSender } from "../runtime/trace.ts";
import { deliver } from "./instances/delivery.ts";
import { type Deadline, exchange, passDeadline } from "./instances/exchange.ts";
import { type Instances, openInstances } from "./instances/instances.ts";
import type { PeerRequest, PeerResponse, Transport } from "./peers.ts";

/** The most bytes of a response of a peer: a page of 200 events, or all personal data of one customer. */
export const maxResponseBytes = 32 * 1024 * 1024;

/** The addresses of the instances of each service. */
export type ServiceAddresses<Name extends string = string> = Readonly<Record<Name, readonly string[]>>;

export type HttpTransport<Name extends string = string> = {
  transport: Transport;
  /** The instances of each service. */
  services: Readonly<Record<Name, Instances>>;
  close(): Promise<void>;
};

/** Sends requests over HTTP to the internal servers at these addresses. */
export function httpTransport<Name extends string>(
  addresses: ServiceAddresses<Name>,
  parts: { runtime: Runtime; log: Log },
): HttpTransport<Name> {
  const services = mapRecord(addresses, (origins, name) =>
    openInstances({ ...parts, mayStartLater: true }, `service ${name}`, origins),
  );
  const byCallee = new Map<string, Instances>(Object.entries(services));
  return {
    services,
    transport: async (callee, request) => {
      const instances = byCallee.get(callee);
      if (!instances) throw new Error(`there is no address of ${callee}`);
      return sendToService(parts, instances, request);
    },
    close: async () => {
      await Promise.all([...byCallee.values()].map((service) => service.close()));
    },
  };
}

/** Sends one request and reads its response up to the limit. It is sent once more if its connection breaks: every receiver recognises a repetition. */
async function sendToService(
  parts: { runtime: Runtime; log: Log },
  service: Instances,
  { method = "POST", path, headers, body, signal, maxBytes = maxResponseBytes, isLongPoll = false }: PeerRequest,
): Promise<PeerResponse> {
  const deadline: Deadline = { isPassed: signal.aborted, onPassed: undefined };
  const pass = () => passDeadline(deadline);
  signal.addEventListener("abort", pass, { once: true });
  // The signal is the only deadline: those of the pool would wake the process twice a second while a long poll waits.
  const request = { method, path, headers, body, headersTimeout: 0, bodyTimeout: 0 };
  const outcome = await deliver(parts, service, {
    sender: currentSender(),
    isRepeatable: true,
    isLongPoll,
    deadline,
    send: ({ pool }) => exchange(pool, request, { deadline, allowance: { bytes: maxBytes } }),
  });
  signal.removeEventListener("abort", pass);
  if (outcome.kind !== "answered") throw new Error(outcome.cause);
  return { status: outcome.status, body: outcome.response.bytes.toString("utf8") };
}

/** Sends requests to servers of this process, with the same bytes and signatures. A missing server is a service that is down. */
export function directTransport(servers: ReadonlyMap<string, FastifyInstance>): Transport {
  return async (callee, { method = "POST", path, headers, body }) => {
    const server = servers.get(callee);
    if (!server) throw new Error(`${callee} is not running`);
    const response = await server.inject({ method, url: path, headers, payload: body });
    return { status: response.statusCode, body: response.body };
  };
}
