/** The subgraphs as the router reaches them: where each one is, what signs requests to it, and how it has been answering. */
import { type ServiceName, serviceNames } from "@hansa/kit/contract";
import { graphPurpose, type Identity, type IdentityHeaders, signRequest } from "@hansa/kit/identity";
import { type KeyRing, outgoingKeys } from "@hansa/kit/keys/key-ring";
import type { openAssertions } from "@hansa/kit/keys/viewer-assertions";
import type { Log } from "@hansa/kit/log";
import type { World } from "@hansa/kit/world";
import type { RouterMetrics } from "../metrics.ts";
import { type Breaker, isResting, mayCall, newBreaker, noteOutcome } from "./breaker.ts";
import { type Allowance, type Exchange, exchange } from "./exchange.ts";
import type { Pools } from "./pools.ts";
import { earnRetry, newRetryBudget, type RetryBudget, spendRetry } from "./retry-budget.ts";

export type Transport = {
  world: World;
  log: Log;
  metrics: RouterMetrics;
  pools: Pools;
  /** Where subgraphs are, by name; who is not here is where the supergraph says. */
  urls: Readonly<Record<string, string>>;
  /** Vouches for viewers and requests; undefined when subgraphs are told nothing. */
  signing: Signing | undefined;
  /** How long a subgraph may take to answer one fetch, repeats included, in milliseconds. */
  fetchTimeoutMs: number;
  /** Passes on what subgraphs say about the errors that they threw, for developers alone. */
  unmaskErrors?: boolean;
  /** What is known of each subgraph; it outlives a swap of the graph. */
  known: Map<string, Subgraph>;
};

/** The keys of the router, and the viewer assertions that it makes with them. */
type Signing = { ring: KeyRing; assert: ReturnType<typeof openAssertions> };

export type Subgraph = {
  name: string;
  /** The service that its requests are signed for; undefined in somebody else's graph. */
  service: ServiceName | undefined;
  origin: string;
  path: string;
  breaker: Breaker;
  retries: RetryBudget;
  /** When it went away, on the clock that never jumps; undefined while it answers. */
  awaySince: number | undefined;
};

/** The pause before a repeat, in milliseconds: between half of this and one and a half times this. */
const repeatPauseMs = 40;

/** The subgraph of that name. Throws if its address is not one of HTTP, which is a fault of the configuration. */
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
    retries: newRetryBudget(transport.world.monotonic()),
    awaySince: undefined,
  };
  transport.known.set(key, subgraph);
  return subgraph;
}

/**
 * Sends one fetch and gives back what came of it. A read is repeated once when the connection failed and the budget allows it; what may
 * change something is sent once, because nobody knows whether it arrived.
 */
export async function sendFetch(
  transport: Transport,
  subgraph: Subgraph,
  identity: Identity,
  fetch: { body: string; isRead: boolean; allowance: Allowance },
): Promise<Exchange> {
  const { world } = transport;
  const signal = world.deadline(transport.fetchTimeoutMs);
  const once = () => attempt(transport, subgraph, identity, fetch, signal);
  if (!fetch.isRead) return once();

  earnRetry(subgraph.retries, world.monotonic());
  const first = await once();
  const failed = first.kind === "unreachable" || first.kind === "broken";
  if (!failed || !spendRetry(subgraph.retries)) return first;
  await world.sleep(repeatPauseMs * (0.5 + world.random()), signal);
  return once();
}

async function attempt(
  { world, log, metrics, pools, signing }: Transport,
  subgraph: Subgraph,
  identity: Identity,
  { body, allowance }: { body: string; allowance: Allowance },
  signal: AbortSignal,
): Promise<Exchange> {
  const { name, service, origin, path, breaker } = subgraph;
  const startedAt = world.monotonic();
  if (!mayCall(breaker, startedAt)) return { kind: "unreachable", cause: "left alone after several failures" };
  const signed = signing && service ? signFetch(signing, service, identity, body, world.now()) : {};
  const headers = { ...signed, "content-type": "application/json", accept: "application/json" };
  metrics.countFetch(name);
  const outcome = await exchange(pools.to(origin), { path, headers, body, signal, allowance });
  // Too large an answer is what was asked for: the subgraph is well.
  const answered = outcome.kind === "oversized" || (outcome.kind === "answered" && outcome.status < 500);
  const endedAt = world.monotonic();
  noteOutcome(breaker, answered, endedAt);
  noteReach(log, subgraph, outcome, endedAt);
  metrics.timeFetch(name, answered ? "answered" : "failed", (endedAt - startedAt) / 1_000);
  return outcome;
}

/**
 * Logs once that a subgraph went away, and once that it is back: away when nothing listens there, or after as many failures as make the
 * breaker rest.
 */
function noteReach(log: Log, subgraph: Subgraph, outcome: Exchange, now: number): void {
  const { name, breaker, awaySince } = subgraph;
  if (breaker.failures === 0) {
    if (awaySince === undefined) return;
    subgraph.awaySince = undefined;
    log.warn({ subgraph: name, awayMs: Math.round(now - awaySince) }, `${name} is back`);
  } else if (awaySince === undefined && (outcome.kind === "unreachable" || isResting(breaker))) {
    subgraph.awaySince = now;
    const cause = "cause" in outcome ? outcome.cause : `status ${outcome.status}`;
    log.warn({ subgraph: name, cause }, `${name} is away`);
  }
}

/** The assertion says who asks, and is made once in a while; the HMAC binds it to this request. */
function signFetch(
  { ring, assert }: Signing,
  service: ServiceName,
  identity: Identity,
  body: string,
  now: number,
): IdentityHeaders {
  const { requestId, from } = identity;
  const request = { requestId, from, purpose: graphPurpose, assertion: assert(identity, service) };
  return signRequest(outgoingKeys(ring, service), request, body, now);
}
