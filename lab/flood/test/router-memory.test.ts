/** Memory of the router: floods of different operations leave it alive within its shipped heap limit. */
import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { memoryLimitsOf, root } from "../../../tools/host/shop.mjs";

const program = path.join(root, "router/test/support/flood-program.ts");

test.each([
  ["refused", { codes: ["OPERATION_TOO_LARGE"], cached: 0, parsed: 0, planned: 0, refused: 5_000 }],
  ["accepted", { codes: ["SUBGRAPH_UNAVAILABLE"], cached: 0, parsed: 5_000, planned: 5_000, refused: 0 }],
  ["conditional", { codes: ["SUBGRAPH_UNAVAILABLE"], cached: 4_843, parsed: 157, planned: 5_000, refused: 0 }],
])("5,000 different operations, each %s, do not exhaust the heap", { timeout: 600_000 }, async (kind, outcomes) => {
  const { stdout } = await promisify(execFile)(process.execPath, [...memoryLimitsOf("router"), program, kind]);
  expect(JSON.parse(stdout)).toEqual(outcomes);
});
