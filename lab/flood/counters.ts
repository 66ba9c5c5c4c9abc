/** The router's counters of documents and plans, and the share of page requests that needed neither parsing nor planning. */

const metrics = ["hansa_router_documents_total", "hansa_router_plans_total"] as const;

/** Requests by metric and outcome, such as `hansa_router_plans_total` and `planned`; what was never counted is absent. */
export type Counters = ReadonlyMap<string, number>;

/** Reads them from the router's private listener. */
export async function readCounters(metricsUrl: string): Promise<Counters> {
  const response = await fetch(metricsUrl);
  if (response.status !== 200) throw new Error(`the router answered ${response.status} to a question for its metrics`);
  return parseCounters(await response.text());
}

/** Finds them among the router's metrics. */
export function parseCounters(text: string): Counters {
  const lines = text.matchAll(/^(\w+)\{outcome="(\w+)"\} (\d+)$/gm);
  return new Map([...lines].map(([, metric, outcome, count]) => [`${metric} ${outcome}`, Number(count)]));
}

/** Documents that were sent between two readings: those of the flood, of which so many were accepted, and pages. */
export type Sent = { flood: number; accepted: number; pages: number };

/**
 * The share of page requests that needed neither parsing nor planning, at least. The metrics count all requests alike: since each document of the
 * flood is new, it is parsed and planned once if it is accepted, and every further parsing or planning was for a page (or for one of its
 * sign-ins). A page that needed both counts as two, but the share is never below zero. Undefined if the metrics counted fewer requests than were sent: then they say nothing.
 */
export function hitRateOf(before: Counters, after: Counters, { flood, accepted, pages }: Sent): number | undefined {
  const counted = (metric: string, outcome: string) =>
    (after.get(`${metric} ${outcome}`) ?? 0) - (before.get(`${metric} ${outcome}`) ?? 0);
  const [documents, plans] = metrics;
  const allOf = (metric: string, outcomes: readonly string[]) =>
    outcomes.reduce((sum, outcome) => sum + counted(metric, outcome), 0);
  const parsed = counted(documents, "parsed") - accepted;
  const planned = counted(plans, "planned") - accepted;
  const isComplete =
    allOf(documents, ["cached", "parsed", "refused"]) >= flood + pages &&
    allOf(plans, ["cached", "planned"]) >= accepted + pages;
  if (!isComplete || parsed < 0 || planned < 0 || pages === 0) return undefined;
  return Math.max(0, 1 - (parsed + planned) / pages);
}
