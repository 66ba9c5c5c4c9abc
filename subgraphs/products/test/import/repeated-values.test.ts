/** A file says only what it changed against the import before it: what it repeats changes nothing that the shop has decided since. */
import { expect, test } from "vitest";
import { importFile, jsonLines } from "../support/imports.ts";
import { change, manager, noon, type Shop, setPrice, shop } from "../support/shop.ts";

const day = 24 * 60 * 60 * 1_000;
const dateOf = (days: number) => new Date(noon + days * day).toISOString().slice(0, "2026-01-15".length);

/** A file of tea at a price, in each format that an import reads. */
const formats = [
  ["JSON Lines", teaAsJson, { format: "JSON_LINES" }],
  ["CSV", teaAsCsv, {}],
  ["JSON Lines of prices", pricesAsJson, { format: "JSON_LINES", kind: "PRICES" }],
  ["CSV of prices", pricesAsCsv, { kind: "PRICES" }],
] as const;

function teaAsJson(amount: string, status = "ACTIVE"): string {
  const variants = [{ sku: "TEA", prices: [{ currency: "EUR", amount }] }];
  return jsonLines([{ handle: "tea", title: "Tea", status, variants }]);
}

function teaAsCsv(amount: string, status = "active"): string {
  return `Handle,Title,Status,Variant SKU,Variant Price\ntea,Tea,${status},TEA,${amount}\n`;
}

function pricesAsJson(amount: string): string {
  return jsonLines([{ sku: "TEA", prices: [{ currency: "EUR", amount }] }]);
}

function pricesAsCsv(amount: string): string {
  return `Variant SKU,Variant Price\nTEA,${amount}\n`;
}

/** A shop that has imported the tea at 4.50 twice in the catalogue, and once as a price. */
async function shopWithTea() {
  const s = await shop();
  expect(await importFile(s, teaAsJson("4.50"), { format: "JSON_LINES" })).toMatchObject({ productsCreated: 1 });
  await s.runtime.advance(60_000);
  const [row] = await s.rows("SELECT id, product_id FROM variants");
  return { s, variantId: String(Object(row).id), productId: String(Object(row).product_id) };
}

async function history(s: Shop): Promise<[string | null, string][]> {
  const query = '{ variant(sku: "TEA") { priceHistory { startsAt price { decimal } } } }';
  const { data } = await s.query(query, {}, manager);
  const rows: { startsAt: string; price: { decimal: string } | null }[] = Object(data).variant.priceHistory;
  return rows.map(({ startsAt, price }): [string | null, string] => [price?.decimal ?? null, startsAt]).reverse();
}

const amountsOf = async (s: Shop) => (await history(s)).map(([amount]) => amount);

async function statusOf(s: Shop): Promise<unknown> {
  return Object((await s.rows("SELECT status FROM products"))[0]).status;
}

test.each(formats)(
  "%s: a price that the import before had does not end a sale by days",
  async (_name, fileOf, input) => {
    const { s, variantId } = await shopWithTea();
    await setPrice(s, variantId, 390, { startsOn: dateOf(0), endsOn: dateOf(4) });
    for (const _time of [1, 2])
      expect(await importFile(s, fileOf("4.50"), input)).toMatchObject({ productsUnchanged: 1, notes: { nodes: [] } });
    expect(await amountsOf(s)).toEqual(["4.50", "3.90", "4.50"]);
  },
);

test.each(formats)(
  "%s: a price that the import before had does not end one that was set by hand",
  async (_name, fileOf, input) => {
    const { s, variantId } = await shopWithTea();
    await setPrice(s, variantId, 420);
    expect(await importFile(s, fileOf("4.50"), input)).toMatchObject({ productsUnchanged: 1 });
    expect(await amountsOf(s)).toEqual(["4.50", "4.20"]);
    await s.runtime.advance(60_000);
    expect(await importFile(s, fileOf("4.60"), input)).toMatchObject({ productsChanged: 1 });
    expect(await amountsOf(s)).toEqual(["4.50", "4.20", "4.60"]);
  },
);

test.each(formats)(
  "%s: another price than that of the import before applies after the days, with a note",
  async (_name, fileOf, input) => {
    const { s, variantId } = await shopWithTea();
    await setPrice(s, variantId, 390, { startsOn: dateOf(0), endsOn: dateOf(4) });
    expect(await importFile(s, fileOf("4.60"), { ...input, dryRun: true })).toMatchObject({
      notes: { nodes: [{ code: "AFTER_DAYS" }] },
    });
    expect(await importFile(s, fileOf("4.60"), input)).toMatchObject({
      productsChanged: 1,
      notes: { nodes: [{ code: "AFTER_DAYS", message: expect.stringContaining("4.60 EUR") }] },
    });
    expect(await importFile(s, fileOf("4.60"), input)).toMatchObject({ productsUnchanged: 1, notes: { nodes: [] } });
    expect((await history(s)).slice(-2)).toEqual([
      ["3.90", expect.any(String)],
      ["4.60", new Date(noon + 4.5 * day).toISOString()],
    ]);
  },
);

test.each([
  ["JSON Lines", teaAsJson, { format: "JSON_LINES" }],
  ["CSV", teaAsCsv, {}],
] as const)("%s: `active` again revives nothing that was archived", async (_name, fileOf, input) => {
  const { s, productId } = await shopWithTea();
  await importFile(s, fileOf("4.50"), input);
  await change(s, "productArchive", { id: productId });
  expect(await importFile(s, fileOf("4.50"), input)).toMatchObject({ productsUnchanged: 1 });
  expect(await statusOf(s)).toBe("ARCHIVED");
  await importFile(s, fileOf("4.50", "DRAFT"), input);
  await importFile(s, fileOf("4.50"), input);
  expect(await statusOf(s)).toBe("ACTIVE");
});

test("a product that stayed a draft without a price goes on sale with its price, by the same status", async () => {
  const s = await shop();
  const file = (prices: object[]) =>
    jsonLines([{ handle: "tea", title: "Tea", status: "ACTIVE", variants: [{ sku: "TEA", prices }] }]);
  expect(await importFile(s, file([]), { format: "JSON_LINES" })).toMatchObject({
    notes: { nodes: [{ code: "STAYS_DRAFT" }] },
  });
  expect(await statusOf(s)).toBe("DRAFT");
  await importFile(s, file([{ currency: "EUR", amount: "4.50" }]), { format: "JSON_LINES" });
  expect(await statusOf(s)).toBe("ACTIVE");
});

test("a currency that the file never named is not ended by it", async () => {
  const s = await shop({ currencies: ["EUR", "USD"] });
  await importFile(s, teaAsJson("4.50"), { format: "JSON_LINES" });
  const [row] = await s.rows("SELECT id FROM variants");
  await setPrice(s, String(Object(row).id), 500, { currency: "USD" });
  await importFile(s, teaAsJson("4.60"), { format: "JSON_LINES" });
  const rows = await s.rows("SELECT currency, minor FROM prices ORDER BY currency, starts_at");
  expect(rows.filter((price) => Object(price).currency === "USD")).toEqual([{ currency: "USD", minor: 500 }]);
});
