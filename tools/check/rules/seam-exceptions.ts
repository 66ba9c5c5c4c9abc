/** Permitted exceptions to the seams, with count and reason. A count that differs fails the check. */
import type { Seam } from "./seams.ts";

export type Exception = { file: string; seam: Seam; count: number; reason: string };

export const exceptions: readonly Exception[] = [
  {
    file: "packages/kit/src/graphql/schema.ts",
    seam: "cast",
    count: 1,
    reason: "buildSubgraphSchema does not accept resolvers whose context is typed, as codegen types them",
  },
  {
    file: "packages/kit/src/store/connection/builder.ts",
    seam: "cast",
    count: 1,
    reason: "the synchronous driver is shown as an asynchronous one, so that another store can stand behind it",
  },
  {
    file: "router/src/operation/execute.ts",
    seam: "cast",
    count: 1,
    reason: "the executor's type asks for all that Apollo Server knows of a request; it reads four of it",
  },
  {
    file: "router/src/elastic.ts",
    seam: "environment",
    count: 1,
    reason: "the gateway's package calls home unless a variable says no before it is used; nothing is read",
  },
];
