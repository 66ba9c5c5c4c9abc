/** Published figures of other gateways on the public federation benchmark, which were not measured here. */

/**
 * Requests per core-second at 500 requests a second, by scenario: grafbase/graphql-federation-benchmarks, 22 September 2025. Its gateways shared no
 * requests of unlike callers, but for Hive Router, which is left out. Many plans: with the plan in the cache.
 */
const requestsPerCoreSecond = {
  query: { grafbase: 730, "apollo-router": 176, cosmo: 144 },
  "big-response": { grafbase: 35, "apollo-router": 8.2, cosmo: 4.8 },
  "many-plans": { grafbase: 264, "apollo-router": 58, cosmo: 7 },
} as const;

const names = { "apollo-router": "Apollo Router", cosmo: "Cosmo" } as const;

/** The CPU time of a gateway over that of Grafbase, by scenario. */
export type PublishedRatio = { operation: string; gateway: string; name: string; ratio: number };

export const publishedRatios: readonly PublishedRatio[] = Object.entries(requestsPerCoreSecond).flatMap(
  ([operation, { grafbase, ...others }]) =>
    Object.entries(others).map(([gateway, requests]) => ({
      operation,
      gateway,
      name: gateway === "cosmo" ? names.cosmo : names["apollo-router"],
      ratio: grafbase / requests,
    })),
);
