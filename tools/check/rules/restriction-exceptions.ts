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
    file: "packages/kit/src/store/engine/sqlite/builder.ts",
    restriction: "cast",
    count: 1,
    reason: "the synchronous driver is shown as an asynchronous one, so that another store can stand behind it",
  },
  {
    file: "lab/chaos/mutants/tests.config.ts",
    restriction: "environment",
    count: 1,
    reason: "a variable gives the patches of one run to the configuration that Vitest loads",
  },
  {
    file: "packages/kit/testing/servers/postgres.ts",
    restriction: "environment",
    count: 1,
    reason: "a variable names the server of tests, and CI says that one must be there",
  },
  {
    file: "packages/kit/testing/servers/postgres-server.ts",
    restriction: "environment",
    count: 1,
    reason: "the search path leads to the programs of the server",
  },
  {
    file: "packages/kit/src/service/define-service.ts",
    restriction: "cast",
    count: 1,
    reason: "a service that reads no files of the owner expects none",
  },
  {
    file: "subgraphs/orders/src/service/processing/processor.ts",
    restriction: "sleep",
    count: 2,
    reason: "a mutation waits for the work on its order, at most for a given time",
  },
  {
    file: "packages/kit/testing/processes/owned-process.ts",
    restriction: "environment",
    count: 1,
    reason: "a program that a test starts has the environment of the test, unless it gives another one",
  },
  {
    file: "packages/kit/testing/processes/owned.mjs",
    restriction: "environment",
    count: 2,
    reason: "takes its own option out of the options of Node before the program starts others",
  },
  {
    file: "packages/kit/testing/stores/engine.ts",
    restriction: "environment",
    count: 1,
    reason: "a variable of tests names their engine",
  },
  {
    file: "lab/bench/targets/identity.ts",
    restriction: "environment",
    count: 1,
    reason: "part of programs that are started with the environment of their shop",
  },
  {
    file: "lab/bench/targets/monolith/services.ts",
    restriction: "environment",
    count: 1,
    reason: "part of programs that are started with the environment of their shop",
  },
  {
    file: "lab/results/measurement.ts",
    restriction: "environment",
    count: 1,
    reason: "runs the commands of the lab as somebody would type them; each takes an environment of its own",
  },
  {
    file: "lab/replay/own-shop.ts",
    restriction: "environment",
    count: 2,
    reason: "HANSA_DATA names the folder of a replay, and HANSA_LOG_LEVEL its log level",
  },
  {
    file: "lab/replay/verifier/main.ts",
    restriction: "environment",
    count: 1,
    reason: "HANSA_DATA names the folder of a replay",
  },
];
