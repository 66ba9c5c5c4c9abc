/** Contracts of the graph: `ALL` is the whole of it, the others lack elements that are no concern of their clients. */

export const graphContracts = ["ALL", "PUBLIC", "PARTNER"] as const;
export type GraphContract = (typeof graphContracts)[number];

/** The path of each at the router: keys of API clients are taken at that of their contract alone. */
export const contractPaths = {
  ALL: "/graphql",
  PUBLIC: "/graphql/public",
  PARTNER: "/graphql/partner",
} as const satisfies Record<GraphContract, string>;

/** Those that lack elements. */
export const limitedContracts = ["PUBLIC", "PARTNER"] as const satisfies readonly GraphContract[];
export type LimitedContract = (typeof limitedContracts)[number];
