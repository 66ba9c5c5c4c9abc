/** Usage over HTTP: the store holds no literal, variable, comment or alias of a request, and a router without a store serves all the same. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { StorePlace } from "@hansa/kit/store";
import { contentsOf, rowsOf } from "@hansa/kit/testing";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { startRouter, type TestRouter } from "../support/router.ts";
import { startOrders, startProducts, type TestSubgraph } from "../support/subgraphs.ts";

let products: TestSubgraph;
let orders: TestSubgraph;
let router: TestRouter;

beforeAll(async () => {
  products = await startProducts();
  orders = await startOrders();
});
afterAll(async () => {
  await products.stop();
  await orders.stop();
});

/** The store of a router that answers these requests; its bytes while it runs, on SQLite with the write-ahead log. */
async function recorded(ask: (router: TestRouter) => Promise<void>): Promise<{ bytes: string; rows: unknown[] }> {
  router = await startRouter([products, orders]);
  try {
    await ask(router);
    const { store } = router;
    if (!store) throw new Error("the router has no store");
    await expect.poll(async () => (await readRows(store)).length > 0).toBe(true);
    return { bytes: (await contentsOf(store)).toString("latin1"), rows: await readRows(store) };
  } finally {
    await router.close();
  }
}

/** The rows of usage; none before its tables are made. */
function readRows(store: StorePlace): Promise<unknown[]> {
  const statement = "SELECT * FROM usage_operations JOIN usage_counts USING (hash) ORDER BY name";
  return rowsOf(store, statement).catch(() => []);
}

test("an e-mail address in a literal, a block string, a default, a variable, an alias or a comment is in no file of the store", async () => {
  const { bytes, rows } = await recorded(async ({ ask }) => {
    const query = `# ada@comment.example
      query Planted($id: ID!, $other: ID = "ada@default.example") {
        ada_at_alias_example: product(id: "ada@literal.example") { title }
        block: product(id: """ada@block.example""") { title # ada@inner.example
        }
        byVariable: product(id: $id) { title }
        byDefault: product(id: $other) { ...Part }
      }
      fragment Part on Product { id title @include(if: true) }`;
    const { status, errors } = await ask(query, { id: "ada@variable.example" });
    expect({ status, errors }).toEqual({ status: 200, errors: [] });
  });
  expect(bytes).toContain("query Planted");
  expect(bytes).not.toMatch(/ada[@_]/);
  expect(rows).toEqual([
    expect.objectContaining({
      name: "Planted",
      count: 1,
      errors: 0,
      fields: '["Product.id","Product.title","Query.product"]',
      operation: [
        'query Planted($id: ID!, $other: ID = "") {',
        '  alias1: product(id: "") {\n    title\n  }',
        '  alias2: product(id: "") {\n    title\n  }',
        "  alias3: product(id: $id) {\n    title\n  }",
        "  alias4: product(id: $other) {\n    ...Part\n  }",
        "}",
        "",
        "fragment Part on Product {\n  id\n  title @include(if: true)\n}",
      ].join("\n"),
    }),
  ]);
});

test("an operation whose response has errors counts as one, and a refused document is not counted", async () => {
  const { rows } = await recorded(async ({ ask }) => {
    expect((await ask('query Failing { fail(how: "plain") }')).errors.length).toBeGreaterThan(0);
    expect((await ask("query Refused { nothing }")).status).toBe(400);
  });
  expect(rows).toMatchObject([{ name: "Failing", count: 1, errors: 1, client_name: "(unknown)" }]);
});

test("a router whose store cannot be opened, and one without a store, answer as ever", async () => {
  const folder = mkdtempSync(join(tmpdir(), "hansa-no-store-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const store of [{ engine: "sqlite", file: folder } as const, undefined]) {
    const other = await startRouter([products, orders], { store });
    expect((await other.ask("{ products { title } }")).status).toBe(200);
    await other.close();
  }
});
