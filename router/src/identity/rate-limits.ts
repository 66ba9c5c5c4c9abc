/** Rate limits of requests by sender: a person, a program, or the network of a guest. */

import { type Identity, networkOf, type Viewer, viewerIdOf } from "@hansa/kit/identity";
import type { Runtime } from "@hansa/kit/runtime";
import { chargeTokens, openTokenBuckets, readTokens, type TokenBuckets, takeToken } from "./token-buckets.ts";

/** Operations and pages of each sender, and the operations of a network's accounts together. */
export type RateLimits = { operations: TokenBuckets; pages: TokenBuckets; accountsOfNetwork: TokenBuckets };

/** A page sends several requests at once: this share of a minute may come together. */
const burst = 1 / 6;
/** The accounts at one address, such as the people of an office, have so many times what one of them has. */
const networkShare = 4;

/** A request takes one token, which pays for so many units of its cost, and one more for each further so many. */
const unitsOfToken = 100;

const unknownNetwork = "unknown address";

/** Opens the limits; undefined if there are none. `perMinute` is for each sender. */
export function openRateLimits(runtime: Runtime, perMinute: number): RateLimits | undefined {
  const open = (rate: number) => openTokenBuckets(runtime, rate, Math.max(1, Math.round(rate * burst)));
  if (perMinute <= 0) return undefined;
  return {
    operations: open(perMinute),
    pages: open(perMinute),
    accountsOfNetwork: open(perMinute * networkShare),
  };
}

/** Counts one operation; returns 0 if it is admitted, else the milliseconds to wait. Guests without an address share one count. */
export function countRequest(
  limits: RateLimits | undefined,
  { viewer, from }: Pick<Identity, "viewer" | "from">,
): number {
  if (!limits) return 0;
  const account = viewerIdOf(viewer);
  const network = networkOf(from?.address ?? "") ?? unknownNetwork;
  if (account === undefined) return takeToken(limits.operations, network);
  return takeToken(limits.operations, account) || takeToken(limits.accountsOfNetwork, network);
}

/**
 * Counts what an admitted operation has cost, for whom its request was counted. An account takes from its network only what it has itself, so that its
 * debt leaves the other accounts theirs.
 */
export function countCost(
  limits: RateLimits | undefined,
  { viewer, from }: Pick<Identity, "viewer" | "from">,
  units: number,
): void {
  const tokens = Math.floor(units / unitsOfToken) - 1;
  if (!limits || tokens <= 0) return;
  const account = viewerIdOf(viewer);
  const network = networkOf(from?.address ?? "") ?? unknownNetwork;
  const taken = chargeTokens(limits.operations, account ?? network, tokens);
  if (account !== undefined) chargeTokens(limits.accountsOfNetwork, network, taken);
}

/**
 * The headers that tell an API client what it may still send, as names and values in turn; none for others. Their form is that of draft 11 of "RateLimit
 * header fields for HTTP", whose successor renames the parameters.
 */
export function rateHeaders(limits: RateLimits | undefined, viewer: Viewer): readonly string[] {
  if (!limits || viewer.kind !== "client") return [];
  const { tokens, fullMs } = readTokens(limits.operations, viewer.id);
  const { perMinute } = limits.operations;
  return [
    ...["RateLimit", `"requests";r=${tokens};t=${Math.ceil(fullMs / 1_000)}`],
    ...["RateLimit-Policy", `"requests";q=${perMinute};w=60`],
  ];
}

/** Counts one request of a page, which may ask the graph nothing, for the network of its visitor; returns the milliseconds to wait. */
export function countPage(limits: RateLimits | undefined, address: string): number {
  return limits ? takeToken(limits.pages, networkOf(address) ?? unknownNetwork) : 0;
}
