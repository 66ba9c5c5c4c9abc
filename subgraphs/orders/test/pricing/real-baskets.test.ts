/**
 * Real baskets with stacked discounts: each total equals the till's to the cent, in the pricing functions and through GraphQL, and is
 * explained line by line.
 */
import { existsSync } from "node:fs";
import { requireFile } from "@hansa/kit/testing";
import { beforeEach, expect, test } from "vitest";
import { z } from "zod";
import { checkEligibility, computeDiscounts } from "../../src/service/pricing/discounts.ts";
import { priceGoods } from "../../src/service/pricing/totals.ts";
import type { PromotionTerms } from "../../src/store/tables.ts";
import { apply, promote } from "../support/back-office/promotions.ts";
import { explain, faultsIn } from "../support/data/explanation.ts";
import { journeyFile, promotionsOf, type RealBasket, readJourney } from "../support/data/grocery-baskets.ts";
import { terms } from "../support/data/random-baskets.ts";
import { change, present } from "../support/mutations.ts";
import { cartWith, complete, home, pay, start } from "../support/purchase.ts";
import { type Shop, shop } from "../support/shop.ts";

beforeEach((context) => requireFile(context, journeyFile, process.env));
const { baskets, report } = existsSync(journeyFile) ? readJourney() : { baskets: [], report: undefined };

test("the file has the counts of its provenance, and excluded baskets are counted", () => {
  expect(report).toEqual({ rows: 75_000, withoutQuantity: 416, withoutValue: 9, asOnePiece: 1_580, stacked: 841 });
});

test("every real basket with stacked discounts costs what was paid, line by line, and is explained", () => {
  for (const basket of baskets) {
    const promotions = promotionsOf(basket);
    const { lines, off, explanation } = throughEngine(basket, promotions);
    expect(lines.map((line) => line.lineTotalMinor)).toEqual(basket.lines.map((line) => line.paidMinor));
    expect(off.applied.map(({ label, discountMinor }) => [label, discountMinor]).sort()).toEqual(
      promotions.map(({ label, amountOffMinor }) => [label, amountOffMinor]).sort(),
    );
    expect(faultsIn(explanation)).toEqual([]);
  }
  expect(baskets.length).toBeGreaterThan(700);
});

test("with a percentage and an amount on top, every real basket still sums exactly", () => {
  const everything = [
    terms({ id: "promo_percent", label: "Five percent", percentOff: 50_000 }),
    terms({ id: "promo_welcome", label: "Welcome", amountOffMinor: 333 }),
  ];
  for (const basket of baskets) {
    const { totals, explanation } = throughEngine(basket, [...promotionsOf(basket), ...everything]);
    expect(faultsIn(explanation)).toEqual([]);
    expect(totals.totalMinor).toBeLessThan(paidFor(basket) || 1);
  }
});

test("an explanation that does not sum is detected", () => {
  const [basket] = baskets;
  const { explanation } = throughEngine(present(basket), promotionsOf(present(basket)));
  for (const [was, is] of [
    [/To pay: ./, "To pay: 9"],
    [/less 0/, "less 1"],
    [/: 0(.*) off/, ": 7$1 off"],
    [/^\d/, "8"],
  ] as const) {
    const spoiled = explanation.replace(was, is);
    expect(spoiled).not.toBe(explanation);
    expect(faultsIn(spoiled)).not.toEqual([]);
  }
});

/** The baskets with the most discounts that fit into a cart. */
const hardest = baskets
  .filter(({ lines }) => lines.every(({ quantity }) => quantity <= 999))
  .sort((a, b) => promotionsOf(b).length - promotionsOf(a).length || (a.id < b.id ? -1 : 1))
  .slice(0, 12);

test.each(hardest)("basket $id becomes, through the servers, an order that costs what was paid", async (basket) => {
  const s = await shop();
  const { variantIds, code } = await stockUp(s, basket);
  const lines = basket.lines.map(({ variantId, quantity }) => ({
    variantId: present(variantIds.get(variantId)),
    quantity,
  }));
  const cart = await cartWith(s, lines, {}, "USD");
  if (code) expect(await apply(s, cart.id, code)).toMatchObject({ cart: { codeRejection: null } });
  const { checkout } = await start(s, cart.id);
  const checkoutId = present(checkout).id;
  await change(s, "checkoutUpdate", { checkoutId, email: "buyer@example.com", billingAddress: home });
  if (paidFor(basket) > 0) await pay(s, checkoutId);
  const order = shownOrder.parse((await complete(s, checkoutId)).order);
  expect(order.state).toBe("CONFIRMED");
  expect(order.lines.map((line) => line.lineTotal.minor)).toEqual(basket.lines.map((line) => line.paidMinor));
  expect(order.totals.total.minor).toBe(paidFor(basket));
  expect(order.discounts).toHaveLength(promotionsOf(basket).length);
  const explanation = explain({
    currency: "USD",
    lines: order.lines.map(({ title, quantity, unitPrice, discount: off, lineTotal }) => ({
      title,
      quantity,
      unitPriceMinor: unitPrice.minor,
      discountMinor: off.minor,
      lineTotalMinor: lineTotal.minor,
    })),
    promotions: order.discounts.map(({ label, discount: off }) => ({ label, discountMinor: off.minor })),
    shippingMinor: order.totals.shipping.minor,
    shippingDiscountMinor: 0,
    totalMinor: order.totals.total.minor,
  });
  expect(faultsIn(explanation)).toEqual([]);
});

test("the baskets that pass the servers have all three kinds of discount on one line", () => {
  const threefold = hardest.filter(({ lines }) => lines.some(({ off }) => off.every((minor) => minor > 0)));
  expect(threefold.length).toBeGreaterThan(5);
});

const amount = z.object({ minor: z.number() });
const shownOrder = z.object({
  state: z.string(),
  discounts: z.array(z.object({ label: z.string(), discount: amount })),
  totals: z.object({ shipping: amount, total: amount }),
  lines: z.array(
    z.object({ title: z.string(), quantity: z.number(), unitPrice: amount, discount: amount, lineTotal: amount }),
  ),
});

function paidFor({ lines }: RealBasket): number {
  return lines.reduce((sum, line) => sum + line.paidMinor, 0);
}

/** Prices the basket with these promotions, with a tax in the prices, and explains it. */
function throughEngine(basket: RealBasket, promotions: readonly PromotionTerms[]) {
  const goods = basket.lines.map((line) => ({ ...line, taxClass: "standard", weightGrams: null }));
  const whole = { goods, isSent: false, shippingMinor: null, shippingMethodId: null, country: "US" };
  expect(promotions.filter((one) => checkEligibility(one, whole) !== "ELIGIBLE")).toEqual([]);
  const off = computeDiscounts(whole, promotions);
  const taxation = {
    rateOf: () => ({ name: "Sales tax", rate: 52_500, country: "US", region: "US-WI", category: "STANDARD" as const }),
    taxIncluded: true,
  };
  const { lines, totals } = priceGoods(goods, null, taxation, off);
  const explanation = explain({
    currency: "USD",
    lines: goods.map((line, index) => ({ ...line, title: line.variantId, ...present(lines[index]) })),
    promotions: off.applied,
    shippingMinor: 0,
    shippingDiscountMinor: 0,
    totalMinor: totals.totalMinor,
  });
  return { lines, totals, off, explanation };
}

/** Publishes the basket's goods and creates its promotions: the first coupon needs its code, the others are automatic. */
async function stockUp(s: Shop, basket: RealBasket) {
  const variantIds = new Map<string, string>();
  for (const { variantId, unitPriceMinor, quantity } of basket.lines) {
    const sold = await s.products.sell({ prices: { USD: unitPriceMinor }, stock: quantity, weightGrams: null });
    variantIds.set(variantId, sold.variantId);
  }
  const promotions = promotionsOf(basket);
  const coupon = promotions.find(({ label }) => label.startsWith("Coupon of"));
  const code = coupon ? "COUPON" : undefined;
  for (const promotion of promotions) {
    await promote(s, {
      label: promotion.label,
      amountsOff: [{ minor: promotion.amountOffMinor, currency: "USD" }],
      variantIds: promotion.variantIds.map((id) => present(variantIds.get(id))),
      ...(promotion === coupon ? { code } : {}),
    });
  }
  return { variantIds, code };
}
