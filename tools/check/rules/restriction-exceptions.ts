/** Permitted exceptions to the restrictions, with count and reason. A count that differs fails the check. */
import type { Restriction } from "./restrictions.ts";

export type Exception = { file: string; restriction: Restriction; count: number; reason: string };

export const exceptions: readonly Exception[] = [
  {
    file: "packages/kit/src/graphql/schema.ts",
    restriction: "cast",
    count: 1,
    reason: "buildSubgraphSchema does not accept resolvers whose context is typed, as codegen types them",
  },
  {
    file: "packages/kit/src/store/connection/builder.ts",
    restriction: "cast",
    count: 1,
    reason: "the synchronous driver is shown as an asynchronous one, so that another store can stand behind it",
  },
  {
    file: "subgraphs/orders/src/service/processing/processor.ts",
    restriction: "sleep",
    count: 2,
    reason: "a mutation waits for the work on its order, at most for a given time",
  },
];
