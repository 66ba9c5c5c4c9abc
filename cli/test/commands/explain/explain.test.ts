/** `hansa explain`: by a running shop with the times of a run, from the schemas without one, and its refusals. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import path from "node:path";
import { CommandFailure, UsageError } from "@hansa/kit/command-line";
import { afterAll, afterEach, beforeAll, describe, expect, inject, test, vi } from "vitest";
import { explainAs } from "../../../commands/explain/explain.ts";
import { readOperation } from "../../../commands/explain/operation.ts";
import { describeExplained } from "../../../commands/explain/report.ts";
import type { RoleName } from "../../../commands/explain/roles.ts";
import { findFreePorts } from "../../../host/processes/ports.ts";
import { root } from "../../../host/shop.mjs";
import { openBehindRouter, type RunningShop } from "../export/support/shop-behind-router.ts";

const pages = path.join(root, "router/playground/operations.graphql");
const folder = mkdtempSync(path.join(inject("shopFolders"), "explain-"));
let running: RunningShop;
let port: string;
let freePort: string;

beforeAll(async () => {
  running = await openBehindRouter(["EUR"], true);
  ({ port } = new URL(running.staff.origin));
  freePort = String(await findFreePorts(27_500));
});
afterAll(() => running.close());
afterEach(() => vi.unstubAllEnvs());

type Asked = { name?: string; variables?: string; role?: RoleName; scopes?: string[] };

/** Explains the operation of a file to the shop at this port. */
function explain(at: string, file: string, { name, variables, role = "guest", scopes }: Asked = {}) {
  vi.stubEnv("HANSA_PORT", at);
  vi.stubEnv("HANSA_HOST", "127.0.0.1");
  return explainAs(readOperation(file, { name, variables }), { role, scopes });
}

async function report(at: string, file: string, { without, ...asked }: Asked & { without?: string } = {}) {
  return `${describeExplained(await explain(at, file, asked), without).join("\n")}\n`;
}

function file(content: string, name = "operation.graphql"): string {
  writeFileSync(path.join(folder, name), content);
  return path.join(folder, name);
}

const shelf = "query Shelf { products(first: 2) { nodes { title frequentlyBoughtWith { title } } } }";

describe("with a running shop", () => {
  test("a query is run: each fetch has a time, and the SQL statements of its service with theirs", async () => {
    const text = await report(port, file(shelf));
    expect(text).toMatch(/^Shelf as guest: \d+ fetches to 2 services, \d+ statements?, [\d.]+ ms\n\nPlan\n/);
    expect(text).toMatch(/^ {2}├─ products: root fields, [\d.]+ ms, \d+ statements?$/m);
    expect(text).toMatch(/orders: products\.nodes by Product { id } \(2 entities\), optional, [\d.]+ ms/);
    expect(text).toMatch(/^ {2}│ {6}[\d.]+ ms: select … from "products" /m);
    expect(text).not.toContain("Not run");
  });

  test("a customer is refused a field of staff, as the answer of the shop says too", async () => {
    const query = file("{ products(first: 1) { nodes { id } } lowStock(first: 1) { nodes { unitsSold } } }");
    const text = await report(port, query, { role: "customer" });
    expect(text).toMatch(/^ {2}lowStock +Query\.lowStock +products +FORBIDDEN: .* scope `inventory:read`\.$/m);
    expect(text).toMatch(/^Errors of the answer\n {2}lowStock: Your role or key does not have the scope/m);
    const { explanation, ...rest } = await explain(port, query, { role: "support" });
    expect(rest).toEqual({ operation: "(unnamed)", role: "support", errors: [] });
    expect(explanation.fields.filter(({ denied }) => denied)).toEqual([]);
    expect(explanation.durationMs).toBeGreaterThan(0);
    expect(explanation.losses).toContainEqual({ service: "users", nulls: ["data"], isRefused: true });
  });

  test("a mutation is not run, and neither is a query of an API client", async () => {
    const mutation = await report(port, file("mutation Out { logout(input: {}) { __typename } }"));
    expect(mutation).toContain("Not run, as a mutation would change the shop: this is the plan of the schemas");
    const client = await report(port, file(shelf), { role: "client", scopes: ["orders:read"] });
    expect(client).toContain("Not run, as the key of an API client is unknown here");
  });

  test("an operation that the shop refuses is refused, with its reason", async () => {
    const refused = explain(port, file("{ products { nodes { titel } } }"));
    await expect(refused).rejects.toThrow('the operation is refused: Cannot query field "titel" on type "Product"');
  });
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

  test("a long list ends with the number of what it leaves out", async () => {
    const times = (count: number, selection: string) =>
      Array.from({ length: count }, (_, number) => `_${number}: ${selection}`).join(" ");
    const text = await report(freePort, file(`{ ${times(16, `products { nodes { ${times(16, "title")} } }`)} }`));
    expect(text).toContain("\n  and 88 more fields: --json shows all\n");
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

test("--json prints one object, with all that the report shows", () => {
  const args = ["cli/hansa.cjs", "explain", file(shelf), "--json"];
  const env = { ...process.env, HANSA_PORT: freePort };
  const { status, stdout } = spawnSync(process.execPath, args, { cwd: root, encoding: "utf8", env });
  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    operation: "Shelf",
    role: "guest",
    notRun: expect.stringContaining("no shop answers"),
    explanation: { plan: { kind: "Sequence" }, losses: [{ service: "orders" }, { service: "products" }] },
    errors: [],
  });
});
