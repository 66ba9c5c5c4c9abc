/** `npm run hansa -- import` and `npm run hansa -- export` against a running shop, through the router: an export imports to the same catalogue. */

import { cpSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { VariantDocument } from "@hansa/client/documents/products";
import { SettingsUpdateDocument } from "@hansa/client/documents/settings";
import { requireSuccess } from "@hansa/client/mutation";
import { executeUntilAnswered, mutateUntilAnswered } from "@hansa/client/retries";
import { processes } from "@hansa/contracts/processes";
import { products as contract } from "@hansa/contracts/products";
import { developmentRing } from "@hansa/kit/identity";
import { callPeer as askPeer, directTransport, type PeerOptions } from "@hansa/kit/rpc";
import { createMetrics, systemRuntime } from "@hansa/kit/runtime";
import { afterAll, beforeAll, expect, test } from "vitest";
import { currentSettings } from "../../../../subgraphs/products/src/service/settings.ts";
import { runExport } from "../../../commands/export/run.ts";
import type { ImportOptions } from "../../../commands/import/options.ts";
import { runImport } from "../../../commands/import/run.ts";
import { root } from "../../../host/shop.mjs";
import { openBehindRouter, type RunningShop } from "./support/shop-behind-router.ts";

let first: RunningShop;
let second: RunningShop;
beforeAll(async () => {
  first = await openBehindRouter(["EUR", "USD", "GBP", "JPY"]);
  second = await openBehindRouter(["EUR", "USD", "GBP", "JPY"]);
  cpSync(path.join(root, "cli", "demo", "pictures"), path.join(first.folder, "products/media"), { recursive: true });
  const file = path.join(root, "cli", "demo", "catalogue.jsonl");
  const { code, lines } = await published(first, { ...usual, file, format: "JSON_LINES" });
  expect(code, lines.join("\n")).toBe(0);
});
afterAll(async () => {
  await first?.close();
  await second?.close();
});

const usual: Omit<ImportOptions, "file" | "format"> = {
  kind: "PRODUCTS",
  currency: undefined,
  dryRun: false,
  without: [],
  encoding: null,
  separator: null,
  decimalSign: null,
  notes: false,
};

/** Runs an import and gives its exit code with what it told. */
async function published(
  shop: RunningShop,
  options: Parameters<typeof runImport>[1],
): Promise<{ code: number; lines: string[] }> {
  const lines: string[] = [];
  const code = await runImport(shop.staff, options, (line) => lines.push(line));
  return { code, lines };
}

test("an export, imported into a fresh shop and exported again, is the same byte for byte", async () => {
  const file = path.join(first.folder, "first.jsonl");
  const again = path.join(first.folder, "again.jsonl");
  const products = await runExport(first.staff, { file, format: "JSON_LINES", currency: "EUR" });
  const exported = readFileSync(file, "utf8").trimEnd().split("\n");
  expect(exported.filter((line) => line.includes('"type":"product"'))).toHaveLength(products);
  expect(products).toBeGreaterThan(90);
  expect(exported.join()).toContain('"swatches":{"Glaze":{"Harbour blue":"#35729f","Oat":"#e3d5b8","Kelp":"#4f5b34"}}');
  const withoutPictures = await published(second, { ...usual, file, format: "JSON_LINES", dryRun: true });
  expect(withoutPictures.lines.join()).toContain("is not at a public https address");
  cpSync(path.join(first.folder, "products/media"), path.join(second.folder, "products/media"), { recursive: true });
  const { code, lines } = await published(second, { ...usual, file, format: "JSON_LINES" });
  expect([code, lines.at(-1)]).toEqual([
    0,
    `products: ${products} new, 0 changed, 0 unchanged; 0 of ${exported.length} rows refused.`,
  ]);
  await runExport(
    { ...second.staff, origin: first.staff.origin },
    { file: again, format: "JSON_LINES", currency: "EUR" },
  );
  const [before, after] = [readFileSync(file, "utf8"), readFileSync(again, "utf8")];
  expect(before.length).toBeGreaterThan(200_000);
  expect(after === before).toBe(true);

  const twice = await published(first, { ...usual, file, format: "JSON_LINES" });
  expect(twice.lines.at(-1)).toContain(`0 new, 0 changed, ${products} unchanged`);
});

test.each([false, true])("an exported CSV changes nothing in its own shop, for Excel: %s", async (isForExcel) => {
  const file = path.join(first.folder, "shop.csv");
  const rows = await runExport(first.staff, { file, format: "SHOPIFY_CSV", currency: "USD", isForExcel });
  const dry = await published(first, { ...usual, file, format: "SHOPIFY_CSV", currency: "USD", dryRun: true });
  expect(dry.lines.at(-1)).toContain(`products: 0 new, 0 changed, ${rows} unchanged; 0 of `);
  expect(dry.code).toBe(0);
});

test.each(["JSON_LINES", "SHOPIFY_CSV"] as const)(
  "an export as %s that is imported again while customers reserve and buy changes no stock",
  async (format) => {
    const { staff, shop, folder } = first;
    const look = async () => {
      const variables = { sku: "SAL-WAF-WHI-S", currency: "EUR" };
      const as = { token: await staff.token() };
      const { variant } = await executeUntilAnswered(staff.graph, VariantDocument, variables, as);
      if (!variant?.price || variant.available === null) throw new Error("the variant has no stock or no price");
      return { id: variant.id, onHand: variant.onHand, available: variant.available, price: variant.price };
    };
    const { id, onHand, available, price } = await look();
    const orders: PeerOptions = {
      callee: "products",
      ring: developmentRing("orders", processes),
      transport: directTransport(new Map([["products", shop.products.internal]])),
      runtime: systemRuntime,
      metrics: createMetrics(),
    };
    const reserve = async (checkoutId: string, quantity: number) => {
      const lines = [{ variantId: id, quantity, expectedPriceMinor: price.minor }];
      const who = { checkoutId, cartId: `cart_of_${checkoutId}`, userId: null, network: null };
      const hold = { ...who, currency: "EUR", expiresAt: systemRuntime.now() + 900_000, lines };
      expect((await askPeer(orders, contract.reserve, hold)).outcome).toBe("reserved");
    };
    await reserve(`chk_left_${format}`, 3);
    await reserve(`chk_bought_${format}`, 2);

    const file = path.join(folder, `live.${format}`);
    const products = await runExport(staff, { file, format, currency: "EUR" });
    await askPeer(orders, contract.release, { checkoutId: `chk_left_${format}` });
    await askPeer(orders, contract.commit, { checkoutId: `chk_bought_${format}` });
    const { code, lines } = await published(first, { ...usual, file, format });
    expect([code, lines.at(-1)]).toEqual([0, expect.stringContaining(`0 new, 0 changed, ${products} unchanged`)]);
    expect(await look()).toMatchObject({ onHand, available: available - 2 });
  },
);

test("text that a spreadsheet would run as a formula is escaped in a CSV, and restored by the import", async () => {
  const escaped = new Map([
    ["=1+1", "'=1+1"],
    ["+1", "'+1"],
    ["-1", "'-1"],
    ["@SUM(A1)", "'@SUM(A1)"],
    ["'=1+1", "''=1+1"],
    ["'plain", "'plain"],
    ["plain", "plain"],
  ]);
  const lines = [...escaped.keys()].map((title, index) => {
    const variants = [{ sku: `=F-${index}`, prices: [{ currency: "EUR", amount: "1.00" }] }];
    return { type: "product", handle: `formula-${index}`, title, status: "DRAFT", variants };
  });
  const source = path.join(second.folder, "formulas.jsonl");
  writeFileSync(source, lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
  expect((await published(second, { ...usual, file: source, format: "JSON_LINES" })).code).toBe(0);

  const file = path.join(second.folder, "formulas.csv");
  await runExport(second.staff, { file, format: "SHOPIFY_CSV", currency: "EUR" });
  const rows = readFileSync(file, "utf8")
    .split("\n")
    .filter((row) => row.startsWith("formula-"))
    .sort();
  expect(rows.map((row) => row.split(",")[1])).toEqual([...escaped.values()]);
  expect(rows[0]).toContain(",'=F-0,");
  const again = await published(second, { ...usual, file, format: "SHOPIFY_CSV", dryRun: true });
  expect([again.code, again.lines.at(-1)]).toEqual([0, expect.stringContaining("products: 0 new, 0 changed, ")]);
});

test("refused rows are reported with line and column, and the exit code is 1", async () => {
  const file = path.join(first.folder, "bad.csv");
  writeFileSync(file, "Handle,Title,Variant SKU,Variant Price\na,A,A-1,12;50\nb,B,B-1,0\nc,,C-1,1\n");
  const { code, lines } = await published(first, { ...usual, file, format: "SHOPIFY_CSV" });
  expect(code).toBe(1);
  expect(lines).toContain(
    'line 2, column "Variant Price": "12;50" is no amount. Write digits and a decimal sign only, such as 1234.50, without a currency.',
  );
  expect(lines).toContain('line 4, column "Title": The first row of a product has its title; this one has none.');
  expect(lines).toContain(
    'note: line 3, column "Variant Price": The price is zero or empty, so the variant is not for sale.',
  );
  expect(lines.at(-1)).toBe("products: 1 new, 0 changed, 0 unchanged; 2 of 3 rows refused.");
});

test("an unreadable file and one that the shop refuses end with the reason", async () => {
  const file = path.join(first.folder, "empty.csv");
  writeFileSync(file, "Name\nx\n");
  const { code, lines } = await published(first, { ...usual, file, format: "SHOPIFY_CSV" });
  expect([code, lines.at(-1)]).toEqual([1, 'The import failed: The first line does not name the column "Title".']);
  writeFileSync(file, "");
  await expect(published(first, { ...usual, file, format: "SHOPIFY_CSV" })).rejects.toThrow("answered ValidationError");
  writeFileSync(file, "Title\nx\n");
  const foreign = published(first, { ...usual, file, format: "SHOPIFY_CSV", currency: "CHF" });
  await expect(foreign).rejects.toThrow("The shop sells in EUR, USD, GBP, JPY.");
});

test("a shop that removes currencies exports its current ones, which import to the same", async () => {
  const as = { token: await first.staff.token() };
  requireSuccess(
    await mutateUntilAnswered(first.staff.graph, SettingsUpdateDocument, { currencies: ["GBP", "EUR"] }, as),
  );
  await expect.poll(async () => (await currentSettings(first.shop.products.deps)).currencies).toEqual(["GBP", "EUR"]);

  const file = path.join(first.folder, "fewer.jsonl");
  const products = await runExport(first.staff, { file, format: "JSON_LINES", currency: undefined });
  const sold = [...readFileSync(file, "utf8").matchAll(/"currency":"(...)","amount"/g)].map(([, currency]) => currency);
  expect(new Set(sold)).toEqual(new Set(["EUR", "GBP"]));
  const { code, lines } = await published(first, { ...usual, file, format: "JSON_LINES" });
  expect([code, lines.at(-1)]).toEqual([0, expect.stringContaining(`0 new, 0 changed, ${products} unchanged; 0 of`)]);

  const rows = path.join(first.folder, "fewer.csv");
  const inDollars = runExport(first.staff, { file: rows, format: "SHOPIFY_CSV", currency: "USD" });
  await expect(inDollars).rejects.toThrow("the shop sells in GBP, EUR, not in USD.");
  await runExport(first.staff, { file: rows, format: "SHOPIFY_CSV", currency: undefined });
  const dry = await published(first, { ...usual, file: rows, format: "SHOPIFY_CSV", dryRun: true });
  expect(dry.lines.at(-1)).toContain(`0 new, 0 changed, ${products} unchanged`);
});
