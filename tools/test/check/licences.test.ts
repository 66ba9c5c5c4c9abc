/** The lists of LICENSE: every package and importer that one side has and the other lacks is named. */
import { expect, test } from "vitest";
import { compareLicences } from "../../check/rules/licences.ts";

const licence = `MIT License

  @maker/gateway    Elastic-2.0
  @maker/internals  Elastic-2.0
  @maker/subgraph   MIT, loads @maker/internals

  router/src/planning/elastic.ts  the planner
  bench/peer/            a peer
`;
const locked = {
  "": { license: "MIT", dependencies: { "@maker/gateway": "1.0.0" } },
  router: { license: "MIT", dependencies: { "@maker/gateway": "1.0.0" } },
  "node_modules/@maker/gateway": { license: "Elastic-2.0", dependencies: { "@maker/internals": "1.0.0" } },
  "node_modules/@maker/subgraph": { license: "MIT", dependencies: { "@maker/internals": "1.0.0" } },
  "node_modules/@maker/subgraph/node_modules/@maker/internals": { license: "Elastic-2.0" },
  "node_modules/graphql": { license: "MIT" },
};
const sources = new Map([
  ["router/src/planning/elastic.ts", 'export { plan } from "@maker/internals";'],
  ["bench/peer/gateway.ts", 'import { open } from "@maker/gateway";'],
  ["router/src/index.ts", 'import { parse } from "graphql";\nimport { make } from "@maker/subgraph";'],
]);

function compare(changes: { licence?: string; locked?: object; file?: string; text?: string } = {}) {
  const { file = "router/src/index.ts", text = sources.get(file) ?? "" } = changes;
  const files = new Map([...sources, [file, text]]);
  return compareLicences(
    { licence: changes.licence ?? licence, locked: { ...locked, ...changes.locked }, files: [...files.keys()] },
    (name) => files.get(name) ?? "",
  );
}

test("equal lists have no fault; a folder stands for the files in it", () => {
  expect(compare()).toEqual({ looked: 2, faults: [] });
});

test.each([
  'import { open } from "@maker/gateway";',
  'import type { Gateway } from "@maker/gateway";',
  'export * from "@maker/gateway/dist/gateway.js";',
  'const { open } = await import("@maker/gateway");',
  'const { open } = require("@maker/gateway");',
  'type Gateway = import("@maker/gateway").Gateway;',
])("an importer that is not listed is named: %s", (text) => {
  expect(compare({ file: "lab/own.ts", text }).faults).toEqual([
    "lab/own.ts imports a package under Elastic-2.0, and LICENSE does not list it.",
  ]);
});

test.each(['// import "@maker/gateway"', 'import { open } from "@maker/gateway-client";'])(
  "%s is no import of a listed package",
  (text) => {
    expect(compare({ file: "lab/own.ts", text }).faults).toEqual([]);
  },
);

test.each([
  ["router/src/planning/elastic.ts", "router/src/planning/elastic.ts"],
  ["bench/peer/gateway.ts", "bench/peer/"],
])("when %s imports nothing any more, the line of %s is named", (file, entry) => {
  expect(compare({ file, text: 'import "graphql";' }).faults).toEqual([
    `LICENSE lists ${entry}, which imports no package under Elastic-2.0.`,
  ]);
});

test("a new package is named, be it under the licence or loading one that is", () => {
  const added = {
    "node_modules/@maker/planner": { license: "Elastic-2.0" },
    "node_modules/@other/gateway": { license: "ISC", dependencies: { "@maker/gateway": "1.0.0" } },
  };
  expect(compare({ locked: added }).faults).toEqual([
    "LICENSE does not list @maker/planner (Elastic-2.0).",
    "LICENSE does not list @other/gateway (ISC).",
  ]);
});

test("a package that is listed under another licence, or without reason, is named", () => {
  expect(compare({ licence: licence.replace("MIT, loads", "ISC, loads") }).faults).toEqual([
    "LICENSE does not list @maker/subgraph (MIT).",
  ]);
  expect(compare({ licence: `${licence}\n  @maker/graphs  Elastic-2.0\n` }).faults).toEqual([
    "LICENSE lists @maker/graphs, which is neither under Elastic-2.0 nor loads such a package.",
  ]);
});

test("a lock file without such packages, or without importers, counts as nothing", () => {
  const files = [...sources.keys()];
  const read = (file: string) => sources.get(file) ?? "";
  expect(compareLicences({ licence: "MIT License", locked: {}, files }, read)).toEqual({ looked: 0, faults: [] });
  expect(compareLicences({ licence: "MIT License", locked, files: [] }, read).looked).toBe(0);
});
