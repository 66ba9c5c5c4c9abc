/** The folder of the registry: routers in production follow one, others only if it is named, and none with a supergraph of their own. */
import { join } from "node:path";
import { readCommandLine } from "@hansa/kit/command-line";
import { expect, test } from "vitest";
import { command, readConfig } from "../../../src/config.ts";
import { repository } from "../../../src/graph/composition/sources.ts";

const noIdentity = ["--identity", "none"];

function configOf(args: readonly string[], environment: Record<string, string>) {
  const { options } = readCommandLine(command, [...noIdentity, ...args]);
  const { registry, graph, watched } = readConfig(options, { HANSA_DATA: "/data", ...environment });
  return { registry, graph: graph.kind, isWatched: watched.length > 0 };
}

const named = { HANSA_SCHEMAS: "versions" };

test.each([
  ["production", [], { HANSA_ENV: "production" }, { registry: "/data/schemas", graph: "committed", isWatched: false }],
  ["development", ["--watch"], {}, { registry: undefined, graph: "composed", isWatched: true }],
  [
    "a named folder",
    ["--watch"],
    named,
    { registry: join(repository, "versions"), graph: "committed", isWatched: false },
  ],
  ["a given supergraph", ["--supergraph", "x"], named, { registry: undefined, graph: "file", isWatched: true }],
])("%s", (_name, args, environment, expected) => {
  expect(configOf(args, environment)).toEqual(expected);
});
