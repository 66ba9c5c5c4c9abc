/** Invoice numbers: unique and without gaps, with concurrent confirmations and failures. */
import { refuseChange } from "@hansa/kit/testing";
import { expect, test } from "vitest";
import { z } from "zod";
import { advanceClockUntilDone } from "../support/clock.ts";
import { change, present } from "../support/mutations.ts";
import { cartWith, complete, newKey, pay, start } from "../support/purchase.ts";
import { minute, type Shop, shop } from "../support/shop.ts";

const billing = { lastName: "Ada", line1: "Quay 1", city: "Bremen", postalCode: "28195", country: "DE" };
const row = z.object({ invoice_number: z.string() });

/** Paid checkouts of one unit each, ready for completion. */
async function paidCheckouts(s: Shop, count: number): Promise<string[]> {
  const { variantId } = await s.products.sell({ stock: null, weightGrams: null });
  const ids: string[] = [];
  for (let made = 0; made < count; made += 1) {
    const cart = await cartWith(s, [{ variantId, quantity: 1 }]);
    const checkoutId = present((await start(s, cart.id)).checkout).id;
    await change(s, "checkoutUpdate", { checkoutId, email: "ada@example.com", billingAddress: billing });
    await pay(s, checkoutId);
    ids.push(checkoutId);
  }
  return ids;
}

async function numbers(s: Shop): Promise<number[]> {
  const rows = z.array(row).parse(await s.rows("SELECT invoice_number FROM orders WHERE state = 'CONFIRMED'"));
  return rows.map(({ invoice_number }) => Number(invoice_number)).sort((a, b) => a - b);
}

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

test("fifty concurrent orders with refused captures, lost responses and a crash have no gap and no duplicate number", async () => {
  const s = await shop();
  const checkouts = await paidCheckouts(s, 50);
  s.payments.captures.push(...upTo(5).map(() => ({ outcome: "refused" as const, reason: "blocked" })));
  const half = checkouts.slice(0, 25);
  await Promise.all(half.map((id) => complete(s, id, {}, newKey())));
  s.transport.loseResponses("payments.capture");
  await Promise.all(checkouts.slice(25).map((id) => complete(s, id, {}, newKey())));
  await s.restart();
  s.transport.clearFaults();
  const twin = await s.twin();
  await s.runtime.advance(minute);
  await advanceClockUntilDone(s.runtime, Promise.all([s.work(), twin.runJobsOnce()]));
  await s.runtime.advance(minute);
  await s.work();
  expect(await s.rows("SELECT state, count(*) AS orders FROM orders GROUP BY state ORDER BY state")).toEqual([
    { state: "CANCELLED", orders: 5 },
    { state: "CONFIRMED", orders: 45 },
  ]);
  expect(await numbers(s)).toEqual(upTo(45));
});

test("a confirmation that is rolled back takes no number", async () => {
  const s = await shop();
  const [first = "", second = ""] = await paidCheckouts(s, 2);
  const accept = await refuseChange(
    s.place,
    { event: "INSERT", table: "outbox", when: "NEW.type = 'order.confirmed'" },
    "not now",
  );
  await complete(s, first);
  expect(await numbers(s)).toEqual([]);
  await accept();
  await complete(s, second);
  await s.runtime.advance(minute);
  await s.work();
  expect(await numbers(s)).toEqual([1, 2]);
});
