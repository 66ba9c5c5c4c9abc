/** Transport to the subgraphs: their instances, and the signed request of a fetch. */

import { type ServiceName, serviceNames } from "@hansa/contracts/processes";
import {
  graphPurpose,
  type Identity,
  type IdentityHeaders,
  type KeyRing,
  type openAssertions,
  outgoingKeys,
  signRequest,
} from "@hansa/kit/identity";
import {
  type Allowance,
  type Deadline,
  deliver,
  type Exchange,
  type ExchangeRequest,
  exchange,
  type Instance,
  type Instances,
  isSilent,
  openInstances,
  passDeadline,
} from "@hansa/kit/rpc";
import type { FairPlaces, Log, Runtime, Span } from "@hansa/kit/runtime";
import { responseBytesHeader, timeoutHeader } from "@hansa/kit/server";
import { currentTraceparent, explainHeader, inSpan } from "@hansa/kit/tracing";
import type { Fetch } from "../execution/plan.ts";
import type { RouterMetrics } from "../metrics.ts";
import { timeoutOf } from "./fetch-time.ts";
import type { Incidents, LogIncidents } from "./incidents.ts";

export type Transport = {
  runtime: Runtime;
  log: Log;
  logIncidents: LogIncidents;
  metrics: RouterMetrics;
  /** The addresses of the instances of subgraphs, by name; the default is the address in the supergraph. */
  urls: Readonly<Record<string, readonly string[]>>;
  /** Signs viewers and requests; undefined when subgraphs receive no identity. */
  signing: Signing | undefined;
  /** The time of an operation, in milliseconds. */
  operationTimeoutMs: number;
  /** The time of an optional fetch in milliseconds, twice as long for staff and programs; 0: that of the operation. */
  optionalFetchTimeoutMs: number;
  /** The most bytes and levels of responses: bytes of all subgraphs to one request and of the client's, levels of each subgraph's. */
  mostOfResponses: { bytes: number; levels: number };
  /** Whether details of errors that subgraphs threw are passed on, for development only. */
  unmaskErrors?: boolean;
  /** The subgraphs that were asked so far; their connections and records outlive a change of the graph. */
  known: Map<string, Subgraph>;
};

/** The keys of the router, and the viewer assertions that it makes with them. */
type Signing = { ring: KeyRing; assert: ReturnType<typeof openAssertions> };

export type Subgraph = {
  name: string;
  /** The service that its requests are signed for; undefined in a foreign graph. */
  service: ServiceName | undefined;
  instances: Instances;
};

/** The request that a fetch is part of. */
export type FetchingRequest = {
  identity: Identity;
  incidents: Incidents;
  allowance: Allowance;
  /** The end of its time on the monotonic clock: nothing begins afterwards. */
  deadlineAt: number;
  /** Whether its client is gone: nothing more begins. */
  isAbandoned(): boolean;
  /** The instances of the services that it has asked. */
  asked: Set<Instances>;
  /** Whether its response is explained: then subgraphs name the statements of each fetch. */
  explains: boolean;
  /** Whether a subgraph said that its response is the one of an earlier request with the same key. */
  replayed: boolean;
  /** Whether a subgraph asked that the response be held. */
  isHeld: boolean;
  /** Whether a subgraph refused a response because of its size: nothing more begins, and the operation is refused. */
  isOversized: boolean;
};

/** Finds the subgraph of that name. Its addresses were checked when the graph was loaded. */
export function subgraphOf(transport: Transport, { name, url }: { name: string; url: string }): Subgraph {
  const addresses = transport.urls[name] ?? [url];
  const key = `${name} ${addresses.join()}`;
  const known = transport.known.get(key);
  if (known) return known;
  const service = serviceNames.find((known) => known === name);
  if (transport.signing && !service) throw new Error(`the router has no key towards subgraph "${name}"`);
  const instances = openInstances(transport, `subgraph ${name}`, addresses);
  const subgraph = { name, service, instances };
  transport.known.set(key, subgraph);
  return subgraph;
}

/** The places of fetches at those instances of a service that response. */
export function placesAt({ known, runtime }: Pick<Transport, "known" | "runtime">, service: string): FairPlaces[] {
  const now = runtime.monotonic();
  const places: FairPlaces[] = [];
  for (const { name, instances } of known.values())
    if (name === service)
      for (const instance of instances.list) if (!isSilent(instance, now)) places.push(instance.places);
  return places;
}

/** Ends the connections to all subgraphs. */
export async function closeSubgraphs({ known }: Transport): Promise<void> {
  await Promise.all([...known.values()].map(({ instances }) => instances.close()));
}

/** Sends a fetch and returns its outcome. */
export async function exchangeFetch(
  transport: Transport,
  { name, service, instances }: Subgraph,
  request: FetchingRequest,
  fetch: Fetch,
): Promise<Exchange> {
  const { runtime, metrics } = transport;
  const { identity, allowance, asked } = request;
  asked.add(instances);
  const timeoutMs = timeoutOf(transport, request, fetch.operation.isOptional);
  const deadline: Deadline = { isPassed: false, onPassed: undefined };
  const stopTimer = runtime.startTimer(timeoutMs, () => passDeadline(deadline));
  try {
    return await deliver(transport, instances, {
      sender: identity.sender,
      isRepeatable: !fetch.operation.isMutation,
      deadline,
      isAbandoned: request.isAbandoned,
      send: (instance) =>
        inSpan("client", name, async (span) => {
          metrics.countFetch(name);
          const sent = httpRequest(transport, { service, instance, timeoutMs }, request, fetch);
          const outcome = await exchange(instance.pool, sent, { deadline, allowance });
          if (span) describeFetch(span, instance, outcome);
          return outcome;
        }),
      onEnd: (isAnswered, seconds) => metrics.timeFetch(name, isAnswered ? "answered" : "failed", seconds),
    });
  } finally {
    stopTimer();
  }
}

/** Notes in the span of a fetch which instance was asked, and how that ended. */
function describeFetch(span: Span, instance: Instance, outcome: Exchange): void {
  span.attributes = { "hansa.instance": instance.name };
  if (outcome.kind !== "answered") span.failure = outcome.kind;
  else if (outcome.status >= 400) span.failure = String(outcome.status);
}

/** The media types of a foreign subgraph's response, as GraphQL over HTTP recommends. A service of the shop knows its router's fetches by the second. */
const acceptedTypes = "application/graphql-response+json; charset=utf-8, application/json; charset=utf-8";

function httpRequest(
  { runtime, signing }: Transport,
  { service, instance, timeoutMs }: { service: ServiceName | undefined; instance: Instance; timeoutMs: number },
  { identity, explains, allowance }: FetchingRequest,
  { operation, variables }: Fetch,
): ExchangeRequest {
  // The text becomes bytes once, for the signature and for the connection.
  const body = Buffer.from(`${operation.head}${variables}}`);
  const signed = signing && service ? signFetch(signing, { service, identity, now: runtime.now() }, body) : {};
  const bounds = { [timeoutHeader]: String(timeoutMs), [responseBytesHeader]: String(allowance.bytes) };
  const ours = signing ? { ...signed, ...bounds } : {};
  const traceparent = currentTraceparent();
  const traced = traceparent ? { traceparent } : {};
  const explained = explains ? { [explainHeader]: "1" } : {};
  const accept = signing ? "application/json" : acceptedTypes;
  const content = { "content-type": "application/json", accept };
  const headers = { ...ours, ...traced, ...explained, ...content };
  return { method: "POST", path: instance.path, headers, body };
}

/** Signs a fetch: the viewer assertion is cached for a while, and the HMAC binds it to this request. */
function signFetch(
  { ring, assert }: Signing,
  { service, identity, now }: { service: ServiceName; identity: Identity; now: number },
  body: Uint8Array,
): IdentityHeaders {
  const { requestId, from, sender } = identity;
  const request = { requestId, from, sender, purpose: graphPurpose, assertion: assert(identity, service) };
  return signRequest(outgoingKeys(ring, service), request, body, now);
}
