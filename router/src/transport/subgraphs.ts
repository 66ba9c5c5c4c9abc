/** The subgraphs as the router reaches them: where each one is, what signs requests to it, and how it has been answering. */
import type { Identity, PairKeys } from "@hansa/kit/identity";
import { pairKeys, signIdentity } from "@hansa/kit/identity";
import type { Log } from "@hansa/kit/log";
import type { World } from "@hansa/kit/world";
import type { RouterMetrics } from "../metrics.ts";
import { type Breaker, mayCall, newBreaker, noteOutcome } from "./breaker.ts";
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
  /** Secrets that sign what is said about the viewer; undefined when subgraphs are told nothing. */
  rootSecrets: readonly string[] | undefined;
  /** How long a subgraph may take to answer one fetch, repeats included, in milliseconds. */
  fetchTimeoutMs: number;
  /** What is known of each subgraph; it outlives a swap of the graph. */
  known: Map<string, Subgraph>;
};

export type Subgraph = {
  name: string;
  origin: string;
  path: string;
  keys: PairKeys | undefined;
  breaker: Breaker;
  retries: RetryBudget;
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
  const subgraph = {
    name,
    origin: parsed.origin,
    path: parsed.pathname + parsed.search,
    keys: transport.rootSecrets ? pairKeys(transport.rootSecrets, "router", name) : undefined,
    breaker: newBreaker(),
    retries: newRetryBudget(transport.world.monotonic()),
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
  { world, metrics, pools }: Transport,
  { name, origin, path, keys, breaker }: Subgraph,
  identity: Identity,
  { body, allowance }: { body: string; allowance: Allowance },
  signal: AbortSignal,
): Promise<Exchange> {
  const startedAt = world.monotonic();
  if (!mayCall(breaker, startedAt)) return { kind: "unreachable", cause: "left alone after several failures" };
  const signed = keys ? signIdentity(keys, identity, body, world.now()) : {};
  const headers = { ...signed, "content-type": "application/json", accept: "application/json" };
  metrics.countFetch(name);
  const outcome = await exchange(pools.to(origin), { path, headers, body, signal, allowance });
  // Too large an answer is what was asked for: the subgraph is well.
  const answered = outcome.kind === "oversized" || (outcome.kind === "answered" && outcome.status < 500);
  const endedAt = world.monotonic();
  noteOutcome(breaker, answered, endedAt);
  metrics.timeFetch(name, answered ? "answered" : "failed", (endedAt - startedAt) / 1_000);
  return outcome;
}
