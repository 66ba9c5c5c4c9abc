/** Memory of documents and plans: a thousand different operations leave the router alive within a heap that they would fill without a bound. */
import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const program = path.join(import.meta.dirname, "../support/flood-program.ts");

/** In MB: less than the router ships with. Without a bound of its cache in bytes the accepted operations exhaust it. */
const heapMb = 192;

test.each([
  ["refused", { codes: ["OPERATION_TOO_LARGE"], cached: 0, parsed: 0, planned: 0, refused: 1_000 }],
  ["accepted", { codes: ["SUBGRAPH_UNAVAILABLE"], cached: 0, parsed: 1_000, planned: 1_000, refused: 0 }],
  ["conditional", { codes: ["SUBGRAPH_UNAVAILABLE"], cached: 968, parsed: 32, planned: 1_000, refused: 0 }],
])("1,000 different operations, each %s, do not exhaust the heap", async (kind, outcomes) => {
  const { stdout } = await promisify(execFile)(process.execPath, [`--max-old-space-size=${heapMb}`, program, kind]);
  expect(JSON.parse(stdout)).toEqual(outcomes);
});
