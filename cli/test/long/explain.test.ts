/** `hansa explain`: by a running shop with the times of a run, a long list, and one JSON object. */
import { spawnSync } from "node:child_process";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { findFreePorts } from "../../host/processes/ports.ts";
import { root } from "../../host/shop.mjs";
import { openBehindRouter, type RunningShop } from "../commands/export/support/shop-behind-router.ts";
import { explain, file, report } from "../support/explained.ts";

let running: RunningShop;
let port: string;
let freePort: string;

beforeAll(async () => {
  running = await openBehindRouter(["EUR"], true);
  ({ port } = new URL(running.staff.origin));
  freePort = String(await findFreePorts(27_800));
});
afterAll(() => running.close());
afterEach(() => vi.unstubAllEnvs());

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

test("a long list ends with the number of what it leaves out", async () => {
  const times = (count: number, selection: string) =>
    Array.from({ length: count }, (_, number) => `_${number}: ${selection}`).join(" ");
  const text = await report(freePort, file(`{ ${times(16, `products { nodes { ${times(16, "title")} } }`)} }`));
  expect(text).toContain("\n  and 88 more fields: --json shows all\n");
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
