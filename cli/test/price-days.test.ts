/** Prices for whole days, from products through orders, which has the shop's time zone. */
import { writeFileSync } from "node:fs";
import path from "node:path";
import { PriceSetDocument, VariantDocument } from "@hansa/client/documents/products";
import { requireSuccess } from "@hansa/client/mutation";
import { executeUntilAnswered, mutateUntilAnswered, sendUntilAnswered } from "@hansa/client/retries";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { importCommand, importOptions } from "../commands/import/options.ts";
import { runImport } from "../commands/import/run.ts";
import { changeSettings } from "../testing/shop-limits.ts";
import { openBehindRouter, type RunningShop } from "./commands/export/support/shop-behind-router.ts";

let running: RunningShop;
beforeAll(async () => {
  running = await openBehindRouter(["EUR"]);
  const file = path.join(running.folder, "tea.csv");
  writeFileSync(file, "Handle;Title;Variant SKU;Variant Price\ntea;Tea;TEA;4,50\n");
  const given = importCommand.parse([file], { from: "user" }).opts();
  expect(await runImport(running.staff, importOptions(given, file), () => {})).toBe(0);
});
afterAll(() => running?.close());

const shape = z.object({
  variant: z.object({
    priceHistory: z.array(z.object({ startsAt: z.string(), price: z.object({ decimal: z.string() }) })),
  }),
});

test("a price for a weekend begins and ends with the days of the shop's time zone, as it is now", async () => {
  const { staff, shop } = running;
  await changeSettings(shop, { timeZone: "Europe/Berlin" });
  const as = { token: await staff.token() };
  const { variant } = await executeUntilAnswered(staff.graph, VariantDocument, { sku: "TEA", currency: "EUR" }, as);
  if (!variant) throw new Error("the variant is not there");
  // The clocks of Berlin change within these days.
  const days = { startsOn: "2099-03-28", endsOn: "2099-03-29" };
  const input = { variantId: variant.id, currency: "EUR", amountMinor: 390, ...days };
  requireSuccess(await mutateUntilAnswered(staff.graph, PriceSetDocument, input, as));
  const query = `{ variant(sku: "TEA") { priceHistory { startsAt price { decimal } } } }`;
  const answer = shape.parse(await sendUntilAnswered(staff.graph, { query, variables: {}, as }));
  const planned = answer.variant.priceHistory.slice(0, 2);
  expect(planned.map(({ startsAt, price }) => [startsAt, price.decimal])).toEqual([
    ["2099-03-29T22:00:00.000Z", "4.50"],
    ["2099-03-27T23:00:00.000Z", "3.90"],
  ]);
});
