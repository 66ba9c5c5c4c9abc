/** Repeated imports: stock changes only by the difference in the file, and not at all if stock is excluded. */
import { expect, test } from "vitest";
import { importFile, jsonLines, queue, upload } from "../support/imports.ts";
import { change, type Shop, sell, shop } from "../support/shop.ts";

const json = { format: "JSON_LINES" };
const tea = (values: Record<string, unknown>) => ({
  handle: "tea",
  title: "Tea",
  variants: [{ sku: "TEA", ...values }],
});

const onHand = async (s: Shop): Promise<unknown> =>
  Object((await s.rows("SELECT on_hand FROM stock_levels"))[0]).on_hand;

/** Changes the units on hand by an inventory adjustment. */
async function move(s: Shop, variantId: string, delta: number): Promise<void> {
  const input = {
    variantId,
    delta,
    reason: "COUNTED",
    note: "Moved.",
    idempotencyKey: `move-${s.runtime.newId("key")}`,
  };
  expect(await change(s, "inventoryAdjust", input)).toEqual({ __typename: "InventoryAdjusted" });
}

test.each(["JSON lines", "CSV"])(
  "the edits of an exported file in %s are applied to the current stock",
  async (format) => {
    const s = await shop();
    const { variantId } = await sell(s, { sku: "TEA", title: "Tea", stock: 10 });
    const bring = (stock: number, exportedStock: number) =>
      format === "CSV"
        ? importFile(
            s,
            `Handle,Title,Variant SKU,Variant Inventory Qty,On hand (current)\ntea,Tea,TEA,${stock},${exportedStock}\n`,
          )
        : importFile(s, jsonLines([tea({ stock, exportedStock })]), json);
    await move(s, variantId, -3);
    expect(await bring(10, 10)).toMatchObject({ rowsRefused: 0, productsChanged: 0, productsUnchanged: 1 });
    expect(await onHand(s)).toBe(7);
    expect(await bring(12, 10)).toMatchObject({ rowsRefused: 0, productsChanged: 1 });
    expect(await onHand(s)).toBe(9);
    expect(await bring(0, 10)).toMatchObject({ refused: { nodes: [{ code: "COMMITTED" }] } });
    expect(await onHand(s)).toBe(9);
  },
);

test("a catalogue equal to the previous import leaves stock unchanged; a count never does", async () => {
  const s = await shop();
  const first = jsonLines([tea({ stock: 25, prices: [{ currency: "EUR", amount: "4" }] })]);
  expect(await importFile(s, first, json)).toMatchObject({ productsCreated: 1 });
  const [row] = await s.rows("SELECT id FROM variants");
  await move(s, Object(row).id, -5);
  expect(await importFile(s, first, json)).toMatchObject({ productsUnchanged: 1 });
  expect(await onHand(s)).toBe(20);
  await importFile(s, jsonLines([tea({ stock: 30 })]), json);
  expect(await onHand(s)).toBe(30);
  await importFile(s, jsonLines([tea({ stock: 25 })]), json);
  expect(await onHand(s)).toBe(25);
  await move(s, Object(row).id, -5);
  await importFile(s, jsonLines([{ sku: "TEA", stock: 25 }]), { ...json, kind: "STOCK" });
  expect(await onHand(s)).toBe(25);
});

test("without stock, the rest of the file is read, and an import of stock has nothing to do", async () => {
  const s = await shop();
  await sell(s, { sku: "TEA", title: "Tea", stock: 10 });
  const both = jsonLines([
    { ...tea({ stock: 99 }), title: "Green tea" },
    { handle: "cup", title: "Cup", variants: [{ sku: "CUP", stock: 5 }] },
  ]);
  const job = await importFile(s, both, { ...json, without: ["STOCK"] });
  expect(job).toMatchObject({ rowsRefused: 0, productsChanged: 1, productsCreated: 1 });
  expect(await s.rows("SELECT sku, on_hand FROM stock_levels JOIN variants ON id = variant_id ORDER BY sku")).toEqual([
    { sku: "CUP", on_hand: 0 },
    { sku: "TEA", on_hand: 10 },
  ]);
  const uploadId = await upload(s, both);
  await expect(queue(s, uploadId, { ...json, kind: "STOCK", without: ["STOCK"] })).rejects.toThrow();
});
