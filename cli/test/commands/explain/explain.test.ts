/** `hansa explain`: by a running shop without products, from the schemas without one, and its refusals; `long/` has a seeded shop. */
import { spawnSync } from "node:child_process";
import path from "node:path";
import { CommandFailure, UsageError } from "@hansa/kit/command-line";
import { afterEach, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { readOperation } from "../../../commands/explain/operation.ts";
import { findFreePorts } from "../../../host/processes/ports.ts";
import { root } from "../../../host/shop.mjs";
import { explain, file, report } from "../../support/explained.ts";
import { openBehindRouter } from "../export/support/shop-behind-router.ts";

const pages = path.join(root, "router/playground/operations.graphql");
let freePort: string;

beforeAll(async () => {
  freePort = String(await findFreePorts(27_500));
});
afterEach(() => vi.unstubAllEnvs());

test("a running shop is asked: each fetch has a time, and the SQL statements of its service with theirs", async () => {
  const running = await openBehindRouter(["EUR"]);
  onTestFinished(() => running.close());
  const { port } = new URL(running.staff.origin);
  const text = await report(port, file("query Shelf { products(first: 2) { nodes { title } } }"));
  expect(text).toMatch(/^Shelf as guest: 1 fetch to 1 service, \d+ statements?, [\d.]+ ms\n\nPlan\n/);
  expect(text).toMatch(/^ {2}products: root fields, [\d.]+ ms, \d+ statements?$/m);
  expect(text).toMatch(/[\d.]+ ms: select … from "products" /);
  expect(text).not.toContain("Not run");
});

describe("without a shop", () => {
  test("the schemas of this checkout are explained, without times, which is said", async () => {
    const variables = file('{"slug":"cup","country":"DE","currency":"EUR"}', "variables.json");
    const page = { name: "Q01_ProductPage", variables };
    const text = await report(freePort, pages, { ...page, without: "orders" });
    expect(text).toContain(`Not run, as no shop answers at http://127.0.0.1:${freePort}:`);
    expect(text).not.toMatch(/\d ms/);
    expect(text.split("\n\n").at(-1)).toBe(
      "Without orders these are null:\n  product.frequentlyBoughtWith\n  product.variants.nodes[].shippingEstimates\n",
    );
    const unneeded = await report(freePort, pages, { ...page, without: "payments" });
    expect(unneeded).toMatch(/\n\nWithout payments nothing is null: it is not asked\.\n$/);
  });

  test.each([
    ["an unknown field", "{ shelf }", 'Cannot query field "shelf"'],
    ["missing variables", "query ($id: ID!) { order(id: $id) { id } }", "Give them by --variables FILE."],
  ])("%s: the operation is refused", async (_name, query, reason) => {
    const refused = explain(freePort, file(query));
    await expect(refused).rejects.toThrow(CommandFailure);
    await expect(refused).rejects.toThrow(reason);
  });
});

test.each([
  ["a syntax error, with its line", "{\n  products {", undefined, "operation.graphql:2: Syntax Error"],
  ["several operations without a name", "query A { __typename } query B { __typename }", undefined, "(A, B)"],
  ["an unknown operation", "query A { __typename }", "B", "has no operation B"],
])("%s is a mistake in the command line", (_name, query, name, reason) => {
  const read = () => readOperation(file(query), { name, variables: undefined });
  expect(read).toThrow(UsageError);
  expect(read).toThrow(reason);
});

test("variables that are no JSON object are a mistake in the command line", () => {
  const query = file("{ __typename }");
  for (const content of ["[1]", "{"])
    expect(() => readOperation(query, { name: undefined, variables: file(content, "variables.json") })).toThrow(
      /variables\.json is no JSON object/,
    );
});

test.each([
  [["--role", "king"], "Allowed choices are guest, customer"],
  [["--without", "cellar"], "Allowed choices are"],
  [["--role", "client"], "--scopes"],
])("%j is refused in one line, with exit code 2", (more, reason) => {
  const args = ["cli/hansa.cjs", "explain", pages, ...more];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: "utf8" });
  expect([status, stdout]).toEqual([2, ""]);
  expect(stderr.split("\n")[0]).toContain(reason);
});
