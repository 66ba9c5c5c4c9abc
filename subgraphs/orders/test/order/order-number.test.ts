/** Order numbers: gapless in front, and behind the dash nothing that another number would reveal. */
import { expect, test } from "vitest";
import { formatOrderNumber } from "../../src/service/order/order-number.ts";
import { buy } from "../support/order-changes.ts";
import { ada, shop } from "../support/shop.ts";
import { declare, listWithdrawals } from "../support/withdrawals.ts";

const secret = "a secret of more than thirty-two characters";

test("the last four digits depend on the sequence and on the secret", () => {
  const suffixes = Array.from({ length: 1_000 }, (_, n) => formatOrderNumber(secret, 100_001 + n));
  for (const [n, number] of suffixes.entries()) expect(number).toMatch(new RegExp(`^${100_001 + n}-\\d{4}$`));
  expect(new Set(suffixes.map((number) => number.split("-")[1])).size).toBeGreaterThan(900);
  const others = suffixes.filter((number, n) => number === formatOrderNumber(`another ${secret}`, 100_001 + n));
  expect(others.length).toBeLessThan(5);
});

test("a guessed sequence fits no order; the whole number does, and that of an older order without digits", async () => {
  const s = await shop();
  const number = (await buy(s, [{}], { viewer: ada })).number;
  await declare(s, { orderNumber: number.split("-")[0] });
  expect(await listWithdrawals(s, { matched: true })).toMatchObject({ totalCount: 0 });
  await declare(s, { orderNumber: number });
  expect(await listWithdrawals(s, { matched: true })).toMatchObject({ totalCount: 1 });
  const older = await buy(s, [{}], { viewer: ada });
  await s.corruptStore(`UPDATE orders SET number = '99' WHERE id = '${older.orderId}'`);
  await declare(s, { orderNumber: "99" });
  expect(await listWithdrawals(s, { matched: true })).toMatchObject({ totalCount: 2 });
});
