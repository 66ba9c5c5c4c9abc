/** Totals with discounts: tax on the discounted price, free orders, whole yen, and store constraints on sums. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { checkEligibility, computeDiscounts } from "../../src/service/pricing/discounts.ts";
import { priceGoods } from "../../src/service/pricing/totals.ts";
import { apply, promote, usesOf } from "../support/back-office/promotions.ts";
import { explain, faultsIn } from "../support/data/explanation.ts";
import { baskets, promotions } from "../support/data/random-baskets.ts";
import { change, present } from "../support/mutations.ts";
import { begin, cartWith, complete, fillIn, home, newKey, pay, start } from "../support/purchase.ts";
import { ada, shop } from "../support/shop.ts";

const eur = (minor: number) => ({ minor, currency: "EUR" });

test("with tax on top, the discounted price is taxed", async () => {
  const s = await shop({ pricesIncludeTax: false });
  await promote(s, { rateOff: "0.5", freeShipping: true });
  const { checkoutId } = await begin(s);
  const { checkout } = await fillIn(s, checkoutId);
  expect(checkout).toMatchObject({
    totals: { subtotal: eur(1_000), discount: eur(990), shipping: eur(490), tax: eur(95), total: eur(595) },
  });
});

test("an order that promotions make free needs no payment", async () => {
  const s = await shop();
  const id = await promote(s, { code: "GIFT", amountsOff: [eur(5_000)], freeShipping: true });
  const { variantId } = await s.products.sell();
  const cart = await cartWith(s, [{ variantId, quantity: 2 }]);
  await apply(s, cart.id, "gift");
  const checkoutId = present((await start(s, cart.id)).checkout).id;
  await fillIn(s, checkoutId);
  expect(await s.payable(checkoutId)).toEqual({ outcome: "notPayable", reason: "NOTHING_TO_PAY" });
  s.transport.dropRequests("payments");
  expect((await complete(s, checkoutId)).order).toMatchObject({
    state: "CONFIRMED",
    discounts: [{ code: "GIFT", discount: eur(2_490) }],
    lines: [{ discount: eur(2_000), lineTotal: eur(0), tax: eur(0) }],
    totals: { subtotal: eur(2_000), discount: eur(2_490), shipping: eur(490), tax: eur(0), total: eur(0) },
  });
  expect(await usesOf(s, id)).toEqual({ taken: 1, states: ["used"] });
});

test("in yen a percentage is rounded to whole yen", async () => {
  const s = await shop();
  await promote(s, { rateOff: "0.125", minimumSubtotals: [{ minor: 999, currency: "JPY" }] });
  const { variantId } = await s.products.sell({ prices: { JPY: 333, EUR: 1_000 } });
  const lines = [{ variantId, quantity: 3 }];
  expect(await cartWith(s, lines, {}, "JPY")).toMatchObject({ totals: { discount: { minor: 125, currency: "JPY" } } });
  expect(await cartWith(s, lines)).toMatchObject({ totals: { discount: eur(0) } });
});

test("payments is asked for the discounted amount", async () => {
  const s = await shop();
  await promote(s, { rateOff: "0.25" });
  const { checkoutId } = await begin(s, {}, { viewer: ada });
  await fillIn(s, checkoutId, { viewer: ada }, { shippingAddress: home });
  expect(await s.payable(checkoutId, "user_ada")).toMatchObject({ outcome: "payable", amountMinor: 1_240 });
});

test.each([
  ["orders", "UPDATE orders SET discount_minor = discount_minor + 1", "orders_add_up"],
  [
    "an order's shipping",
    "UPDATE orders SET shipping_discount_minor = 491, discount_minor = 491, total_minor = total_minor - 491 + 100",
    "orders_discount_within_price",
  ],
  ["order lines", "UPDATE order_lines SET discount_minor = discount_minor + 1", "order_lines_add_up"],
  ["order lines", "UPDATE order_lines SET discount_minor = -1, line_total_minor = 1001", "order_lines_add_up"],
  ["checkouts", "UPDATE checkouts SET discount_minor = discount_minor + 1", "checkouts_add_up"],
  [
    "checkouts",
    "UPDATE checkouts SET discount_minor = -1, total_minor = total_minor + 101",
    "checkouts_discount_within_price",
  ],
])("the store itself refuses %s whose amounts do not sum", async (_name, statement, guard) => {
  const s = await shop();
  await promote(s, { rateOff: "0.1" });
  const { checkoutId } = await begin(s);
  await fillIn(s, checkoutId);
  await pay(s, checkoutId);
  await change(s, "checkoutComplete", { checkoutId, idempotencyKey: newKey() });
  await expect(s.corruptStore(statement)).rejects.toThrow(guard);
});

test("in euro, yen and dinar the explanation of any basket with any promotions sums exactly", () => {
  const currencies = fc.constantFrom("EUR", "JPY", "KWD");
  fc.assert(
    fc.property(baskets, promotions, currencies, (basket, all, currency) => {
      const off = computeDiscounts(
        basket,
        all.filter((one) => checkEligibility(one, basket) === "ELIGIBLE"),
      );
      const sending = { priceMinor: basket.shippingMinor ?? 0, ...basket.sending };
      const taxation = {
        rateOf: () => ({ name: "VAT", rate: 190_000, country: "DE", region: null, category: "STANDARD" as const }),
        taxIncluded: true,
      };
      const { lines, totals } = priceGoods(basket.goods, sending, taxation, off);
      const { shippingMinor, shippingDiscountMinor, totalMinor } = totals;
      const explanation = explain({
        currency,
        lines: basket.goods.map((line, index) => ({ ...line, title: line.variantId, ...present(lines[index]) })),
        promotions: off.applied,
        shippingMinor,
        shippingDiscountMinor,
        totalMinor,
      });
      expect(faultsIn(explanation)).toEqual([]);
    }),
  );
});
