/** Transport to the subgraphs: addresses, signatures, circuit breakers and retries. */

import { graphPurpose, type Identity, type IdentityHeaders, signRequest } from "@hansa/kit/identity/identity";
import { type KeyRing, outgoingKeys } from "@hansa/kit/identity/keys/key-ring";
import type { openAssertions } from "@hansa/kit/identity/keys/viewer-assertions";
import { type ServiceName, serviceNames } from "@hansa/kit/processes";
import type { Log } from "@hansa/kit/runtime/log";
import type { Runtime } from "@hansa/kit/runtime/runtime";
import type { GraphqlServer } from "@hansa/kit/server/graphql/server";
import type { Dispatcher } from "undici";
import type { Fetch } from "../execution/plan.ts";
import type { RouterMetrics } from "../metrics.ts";
import { type Breaker, isOpen, mayCall, newBreaker, recordOutcome } from "./breaker.ts";
import { type Allowance, type Deadline, type Exchange, exchange, exchangeDirectly } from "./exchange.ts";
import type { Incidents } from "./incidents.ts";
import type { Pools } from "./pools.ts";
import { earnRetry, newRetryBudget, type RetryBudget, spendRetry } from "./retry-budget.ts";

export type Transport = {
  runtime: Runtime;
  log: Log;
  metrics: RouterMetrics;
  pools: Pools;
  /** The addresses of subgraphs, by name; the default is the address in the supergraph. */
  urls: Readonly<Record<string, string>>;
  /** Signs viewers and requests; undefined when subgraphs receive no identity. */
  signing: Signing | undefined;
  /** The deadline of one fetch, retries included, in milliseconds. */
  fetchTimeoutMs: number;
  /** Whether details of errors that subgraphs threw are passed on, for development only. */
  unmaskErrors?: boolean;
  /** The subgraphs of this process, by name; the others are asked over HTTP. */
  direct?: DirectSubgraphs | undefined;
  /** The state of each subgraph; it outlives a change of the graph. */
  known: Map<string, Subgraph>;
};

export type DirectSubgraphs = Readonly<Record<string, GraphqlServer["answer"]>>;

/** The keys of the router, and the viewer assertions that it makes with them. */
type Signing = { ring: KeyRing; assert: ReturnType<typeof openAssertions> };

export type Subgraph = {
  name: string;
  /** The service that its requests are signed for; undefined in a foreign graph. */
  service: ServiceName | undefined;
  origin: string;
  path: string;
  breaker: Breaker;
  retries: RetryBudget;
  /** The time of the monotonic clock since which it is unavailable; undefined while it answers. */
  awaySince: number | undefined;
};

/** The request that a fetch is part of. */
export type FetchingRequest = {
  identity: Identity;
  incidents: Incidents;
  allowance: Allowance;
  /** Whether a subgraph said that its answer is the one of an earlier request with the same key. */
  replayed: boolean;
};

/** The delay before a retry, in milliseconds, with jitter of half of it in both directions. */
const retryDelayMs = 40;

/** Finds the subgraph of that name. Throws if its address is not an HTTP address, which is a fault of the configuration. */
export function subgraphOf(transport: Transport, { name, url }: { name: string; url: string }): Subgraph {
  const address = transport.urls[name] ?? url;
  const key = `${name} ${address}`;
  const known = transport.known.get(key);
  if (known) return known;
  const parsed = URL.canParse(address) ? new URL(address) : undefined;
  if (!parsed?.protocol.startsWith("http")) throw new Error(`subgraph "${name}" has no usable address: "${address}"`);
  const service = serviceNames.find((known) => known === name);
  if (transport.signing && !service) throw new Error(`the router has no key towards subgraph "${name}"`);
  const subgraph = {
    name,
    service,
    origin: parsed.origin,
    path: parsed.pathname + parsed.search,
    breaker: newBreaker(),
    retries: newRetryBudget(transport.runtime.monotonic()),
    awaySince: undefined,
  };
  transport.known.set(key, subgraph);
  return subgraph;
}

/**
 * Sends a fetch and returns its outcome. A read is retried once when the connection failed and the budget allows it; a mutation is sent once,
 * because it may have arrived.
 */
export async function exchangeFetch(
  transport: Transport,
  subgraph: Subgraph,
  { identity, allowance }: FetchingRequest,
  fetch: Fetch,
): Promise<Exchange> {
  const { runtime, pools, direct } = transport;
  const deadline: Deadline = { isPassed: false, onPassed: undefined };
  const bounds = { deadline, allowance };
  const answer = direct?.[subgraph.name];
  const send = answer
    ? () => exchangeDirectly(answer, identity, fetch, bounds)
    : () => exchange(pools.to(subgraph.origin), httpRequest(transport, subgraph, identity, fetch), bounds);
  const stopTimer = runtime.startTimer(transport.fetchTimeoutMs, () => {
    deadline.isPassed = true;
    deadline.onPassed?.();
  });
  try {
    const isRead = !fetch.operation.isMutation;
    if (isRead) earnRetry(subgraph.retries, runtime.monotonic());
    const first = await attempt(transport, subgraph, send);
    const failed = first.kind === "unreachable" || first.kind === "broken";
    if (!isRead || !failed || !spendRetry(subgraph.retries)) return first;
    await runtime.sleep(retryDelayMs * (0.5 + runtime.random()));
    return deadline.isPassed ? first : await attempt(transport, subgraph, send);
  } finally {
    stopTimer();
  }
}

async function attempt(
  { runtime, log, metrics }: Transport,
  subgraph: Subgraph,
  send: () => Promise<Exchange>,
): Promise<Exchange> {
  const { name, breaker } = subgraph;
  const startedAt = runtime.monotonic();
  if (!mayCall(breaker, startedAt)) return { kind: "unreachable", cause: "the circuit breaker is open" };
  metrics.countFetch(name);
  const outcome = await send();
  // A response that is too large is no failure of the subgraph.
  const answered = outcome.kind === "oversized" || (outcome.kind === "answered" && outcome.status < 500);
  const endedAt = runtime.monotonic();
  recordOutcome(breaker, answered, endedAt);
  logAvailability(log, subgraph, outcome, endedAt);
  metrics.timeFetch(name, answered ? "answered" : "failed", (endedAt - startedAt) / 1_000);
  return outcome;
}

function httpRequest(
  { runtime, signing }: Transport,
  { service, path }: Subgraph,
  identity: Identity,
  { operation, variables }: Fetch,
): Dispatcher.DispatchOptions {
  // The text becomes bytes once, for the signature and for the connection.
  const body = Buffer.from(`${operation.head}${variables}}`);
  const signed = signing && service ? signFetch(signing, { service, identity, now: runtime.now() }, body) : {};
  const headers = { ...signed, "content-type": "application/json", accept: "application/json" };
  return { method: "POST", path, headers, body };
}

/**
 * Logs once that a subgraph became unavailable, and once that it is available again. It is unavailable when nothing listens there, or when the
 * breaker opens.
 */
function logAvailability(log: Log, subgraph: Subgraph, outcome: Exchange, now: number): void {
  const { name, breaker, awaySince } = subgraph;
  if (breaker.failures === 0) {
    if (awaySince === undefined) return;
    subgraph.awaySince = undefined;
    log.warn({ subgraph: name, awayMs: Math.round(now - awaySince) }, `subgraph ${name}: available again`);
  } else if (awaySince === undefined && (outcome.kind === "unreachable" || isOpen(breaker))) {
    subgraph.awaySince = now;
    const cause = "cause" in outcome ? outcome.cause : `status ${outcome.status}`;
    log.warn({ subgraph: name, cause }, `subgraph ${name}: unavailable`);
  }
}

/** Signs a fetch: the viewer assertion is cached for a while, and the HMAC binds it to this request. */
function signFetch(
  { ring, assert }: Signing,
  { service, identity, now }: { service: ServiceName; identity: Identity; now: number },
  body: Uint8Array,
): IdentityHeaders {
  const { requestId, from } = identity;
  const request = { requestId, from, purpose: graphPurpose, assertion: assert(identity, service) };
  return signRequest(outgoingKeys(ring, service), request, body, now);
}
