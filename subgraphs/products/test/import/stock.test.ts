/** Imported stock and amounts: reserved units are kept, and amounts are exact. */

import { minorDigits, toDecimal } from "@hansa/commerce/money";
import { products as contract } from "@hansa/contracts/products";
import { callPeer } from "@hansa/kit/rpc";
import fc from "fast-check";
import { expect, test } from "vitest";
import { z } from "zod";
import { readAmount } from "../../src/service/import/text/amounts.ts";
import { findStockLevels } from "../../src/store/reservations/stock.ts";
import { importFile, jsonLines } from "../support/imports.ts";
import { buyUnits } from "../support/reservations.ts";
import { manager, noon, type Shop, sell, shop } from "../support/shop.ts";

async function hold({ peer }: Shop, variantId: string, quantity: number): Promise<void> {
  const lines = [{ variantId, quantity, expectedPriceMinor: 1_000 }];
  const held = await callPeer(peer, contract.reserve, {
    checkoutId: "chk_1",
    cartId: "cart_1",
    userId: null,
    network: null,
    currency: "EUR",
    expiresAt: noon + 900_000,
    lines,
  });
  expect(held.outcome).toBe("reserved");
}

const level = async ({ service }: Shop, variantId: string) =>
  (await service.deps.store.read((db) => findStockLevels(db, [variantId])))[0];

test("a count is the number of units on the shelf, also below reserved units, and cannot go below sold ones", async () => {
  const s = await shop();
  const { variantId } = await sell(s, { sku: "TEA", stock: 10 });
  await hold(s, variantId, 4);
  await buyUnits(s, "chk_sold", variantId, 4);
  const stock = (quantity: number) => `Variant SKU,Variant Inventory Qty\nTEA,${quantity}\n`;
  expect(await importFile(s, stock(3), { kind: "STOCK" })).toMatchObject({
    refused: { nodes: [{ code: "COMMITTED", line: 2 }] },
  });
  expect(await importFile(s, stock(4), { kind: "STOCK" })).toMatchObject({ productsChanged: 1, rowsRefused: 0 });
  expect(await level(s, variantId)).toEqual({ variantId, onHand: 4, committed: 4, reserved: 4 });
  expect(await importFile(s, stock(4), { kind: "STOCK" })).toMatchObject({ productsChanged: 0, productsUnchanged: 1 });
  expect(await importFile(s, `${stock(5)}`.replace("TEA,5", "TEA,2147483648"), { kind: "STOCK" })).toMatchObject({
    rowsRefused: 1,
  });
  expect(await callPeer(s.peer, contract.commit, { checkoutId: "chk_1" })).toEqual({
    outcome: "outOfStock",
    lines: [{ variantId, wanted: 4, available: 0 }],
  });
});

test("tracking cannot end while units are reserved, and ends with the remaining units recorded", async () => {
  const s = await shop();
  const { variantId } = await sell(s, { sku: "TEA", title: "Tea", stock: 10 });
  const line = jsonLines([{ handle: "tea", title: "Tea", variants: [{ sku: "TEA", tracked: false }] }]);
  await hold(s, variantId, 1);
  expect(await importFile(s, line, { format: "JSON_LINES" })).toMatchObject({
    refused: { nodes: [{ code: "RESERVED", column: "variants[0].stock" }] },
  });
  await callPeer(s.peer, contract.release, { checkoutId: "chk_1" });
  expect(await importFile(s, line, { format: "JSON_LINES" })).toMatchObject({ productsChanged: 1 });
  const { data } = await s.query(
    '{ stockMovements(first: 1) { nodes { delta onHandAfter } } variant(sku: "TEA") { available } }',
    {},
    manager,
  );
  expect(data).toEqual({ stockMovements: { nodes: [{ delta: -10, onHandAfter: 0 }] }, variant: { available: null } });
});

test("the problems of fifty imports take as many statements as those of one", async () => {
  const s = await shop();
  const bad = "Title,Variant Price\n,1\nx,y\n";
  const counted = async (first: number) => {
    const statements = /^hansa_sql_statements_total\{entry="graphql"\} (\d+)$/m;
    const now = async () =>
      Number(statements.exec((await s.service.internal.inject({ url: "/metrics" })).payload)?.[1] ?? 0);
    const before = await now();
    const query = `{ importJobs(first: ${first}) { totalCount nodes { problems(first: 5) { totalCount nodes { line } } } } }`;
    const { data } = await s.query(query, {}, manager);
    const shape = z.object({
      importJobs: z.object({
        nodes: z.array(
          z.object({ problems: z.object({ totalCount: z.literal(2), nodes: z.array(z.unknown()).length(2) }) }),
        ),
      }),
    });
    expect(shape.parse(data).importJobs.nodes).toHaveLength(first);
    return (await now()) - before;
  };
  for (let count = 0; count < 10; count += 1) await importFile(s, bad);
  expect(await counted(10)).toBe(await counted(1));
});

const currency = fc.constantFrom("EUR", "JPY", "KWD");

test("every amount is read exactly, with any number of trailing zeros", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 10 ** 10 }), currency, fc.nat(4), (minor, code, zeros) => {
      const text = toDecimal({ minor, currency: code });
      const padded = zeros === 0 ? text : `${text}${text.includes(".") ? "" : "."}${"0".repeat(zeros)}`;
      expect(readAmount(padded, code)).toEqual({ value: minor });
    }),
  );
});

test("no amount is ever rounded: one finer than the currency is refused", () => {
  fc.assert(
    fc.property(fc.nat(10 ** 6), currency, fc.integer({ min: 1, max: 9 }), (whole, code, digit) => {
      const text = `${whole}.${"0".repeat(minorDigits(code))}${digit}`;
      expect(readAmount(text, code)).toMatchObject({ fault: { code: "TOO_PRECISE" } });
    }),
  );
});

test("any cell is an exact amount or a refusal with a sentence", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), currency, (text, code) => {
      const read = readAmount(text, code);
      if ("value" in read) expect(Number.isSafeInteger(read.value) && read.value >= 0).toBe(true);
      else expect(read.fault.message).toMatch(/\.$/);
    }),
  );
});
