/** Failed imports: no partial batch, a helpful reason without internal details, and dry runs without changes. */
import { CodedError } from "@hansa/kit/runtime";
import { expect, test } from "vitest";
import type { Deps } from "../../src/context.ts";
import { runImports } from "../../src/service/import/runner.ts";
import { columns, plain } from "../support/data/shopify-rows.ts";
import { csv, importFile, jobOf, jsonLines, queue, upload } from "../support/imports.ts";
import { manager, type Shop, sell, shop } from "../support/shop.ts";

const running = new AbortController().signal;

/** Wraps a service whose batches fail with this error. */
function failingWith(deps: Deps, fault: Error): Deps {
  const write: Deps["store"]["write"] = (name, work) =>
    name === "import-batch" ? Promise.reject(fault) : deps.store.write(name, work);
  return { ...deps, store: { ...deps.store, write } };
}

async function queued(s: Shop): Promise<string> {
  return queue(s, await upload(s, csv(columns, [plain("a"), plain("b")])));
}

test("a fault of our own ends the import and reveals nothing internal", async () => {
  const s = await shop();
  const id = await queued(s);
  await runImports(failingWith(s.service.deps, new Error("SELECT secret")), running);
  const job = await jobOf(s, id);
  expect(job).toMatchObject({ state: "FAILED", rowsDone: 0, failure: expect.stringContaining("our side") });
  expect(job.failure).not.toContain("secret");
});

test("a temporarily unwritable store only delays the import", async () => {
  const s = await shop();
  const id = await queued(s);
  const away = failingWith(s.service.deps, new CodedError("STORE_UNAVAILABLE", "Later."));
  await expect(runImports(away, running)).rejects.toThrow("Later.");
  expect(await jobOf(s, id)).toMatchObject({ state: "RUNNING", failure: null });
  await s.service.runJobsOnce();
  expect(await jobOf(s, id)).toMatchObject({ state: "SUCCEEDED", productsCreated: 2 });
});

test("an import interrupted by a stop of the service continues at the next start", async () => {
  const s = await shop();
  const id = await queued(s);
  const stopping = new AbortController();
  stopping.abort();
  await runImports(s.service.deps, stopping.signal);
  expect(await jobOf(s, id)).toMatchObject({ state: "QUEUED" });
});

const everything = `{
  products(filter: { status: ACTIVE }) { nodes { slug title version media { url } facets { label } collections { slug } } }
  variant(sku: "TEA") { weightGrams available prices { minor currency } taxClass }
  collections { nodes { slug } } facets { code values { nodes { value } } } stockMovements { totalCount }
}`;

test.each([
  [
    "products in a CSV",
    { format: "SHOPIFY_CSV" },
    csv(columns, [
      {
        ...plain("tea"),
        "Variant SKU": "TEA",
        "Variant Price": "99",
        "Variant Inventory Qty": "1",
        Vendor: "New",
        Collection: "New",
        "Image Src": "https://a.example/x.png",
      },
    ]),
  ],
  [
    "products in lines",
    { format: "JSON_LINES" },
    jsonLines([
      { type: "collection", slug: "new", title: "New" },
      { type: "facet", code: "new", label: "New", values: [{ value: "x", label: "X" }] },
      {
        handle: "tea",
        title: "Other",
        status: "ARCHIVED",
        collections: ["new"],
        facets: { new: ["X"] },
        variants: [{ sku: "TEA", tracked: false, prices: [] }],
      },
    ]),
  ],
  ["prices", { format: "SHOPIFY_CSV", kind: "PRICES" }, "SKU,Price\nTEA,99\n"],
  ["stock", { format: "SHOPIFY_CSV", kind: "STOCK" }, "SKU,Inventory quantity\nTEA,99\n"],
])("a dry run of %s reports the changes, and changes nothing", async (_what, input, content) => {
  const s = await shop();
  await sell(s, { sku: "TEA", title: "Tea" });
  const read = async () => (await s.query(everything, {}, manager)).data;
  const before = await read();
  const dry = await importFile(s, content, { ...input, dryRun: true });
  expect(dry).toMatchObject({ state: "SUCCEEDED", rowsRefused: 0, productsChanged: 1, productsCreated: 0 });
  expect(await read()).toEqual(before);
  const real = await importFile(s, content, input);
  expect({ ...real, id: "" }).toEqual({ ...dry, id: "" });
  expect(await read()).not.toEqual(before);
});
