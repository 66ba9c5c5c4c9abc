/** Tax rate settings: exact fractions with a start, and a history that cannot be changed. */

import { rateText, readRate } from "@hansa/commerce/money";
import { sendQuery } from "@hansa/kit/testing";
import fc from "fast-check";
import { expect, test } from "vitest";
import { colleague, faults, read, save } from "../support/back-office/settings.ts";
import { present, seeCart, seeCheckout } from "../support/mutations.ts";
import { begin, cartWith, complete, fillIn, home, pay, ready } from "../support/purchase.ts";
import { minute, noon, type Shop, shop } from "../support/shop.ts";

const time = (at: number) => new Date(at).toISOString();
const in2030 = Date.UTC(2030, 0, 1);
const future = `DE-null-standard-${in2030}`;
const current = "DE-null-standard-0";

/** The tax on 10.00 EUR of this class in the shop's own country, read from a new cart. */
async function taxOfCart(s: Shop, taxClass = "standard"): Promise<unknown> {
  const { variantId } = await s.products.sell({ taxClass });
  const { id } = await cartWith(s, [{ variantId, quantity: 1 }]);
  const { totals } = present(await seeCart(s, id));
  return totals.taxLines;
}

test("a new rate applies at once, through every process, and shows its successor", async () => {
  const s = await shop();
  const twin = await s.twin();
  expect(await taxOfCart(s, "books")).toEqual([expect.objectContaining({ name: "VAT 19%", country: "DE" })]);
  const { taxRate } = await save(s, "taxRateSave", {
    name: " VAT 7% ",
    country: "DE",
    taxClass: "BOOKS",
    rate: "0.070",
  });
  expect(taxRate).toEqual({
    id: expect.stringMatching(/^rate_/),
    name: "VAT 7%",
    country: "DE",
    region: null,
    taxClass: "BOOKS",
    rate: "0.07",
    startsAt: time(noon + 1),
    endsAt: null,
    changeable: true,
  });
  await s.runtime.advance(1);
  const expected = [expect.objectContaining({ name: "VAT 7%", rate: "0.07", amount: { minor: 65, currency: "EUR" } })];
  expect(await taxOfCart(s, "books")).toEqual(expected);
  const { variantId } = await s.products.sell({ taxClass: "books" });
  const { id } = await cartWith(s, [{ variantId, quantity: 1 }]);
  const query = `{ cart(id: "${id}") { totals { taxLines { name rate amount { minor currency } } } } }`;
  expect((await sendQuery("orders", twin, s.runtime, { query })).data).toEqual({
    cart: { totals: { taxLines: expected } },
  });
});

test("all rates are listed with their history, by country, region and class, the latest first", async () => {
  const s = await shop();
  await save(s, "taxRateSave", { name: "VAT 21%", country: "DE", rate: "0.21", startsAt: time(noon + minute) });
  await save(s, "taxRateSave", { name: "Bavaria 1%", country: "DE", region: "BY", rate: "0.01" });
  const line = (name: string, startsAt: number, endsAt: number | null, changeable: boolean) =>
    expect.objectContaining({
      name,
      startsAt: time(startsAt),
      endsAt: endsAt === null ? null : time(endsAt),
      changeable,
    });
  const germany = [
    line("VAT 25%", in2030, null, true),
    line("VAT 21%", noon + minute, in2030, true),
    line("VAT 19%", 0, noon + minute, false),
    line("Bavaria 1%", noon + 1, null, true),
  ];
  expect(await read(s, "taxRates", `(country: "DE")`)).toEqual(germany);
  expect(await read(s, "taxRates")).toEqual([
    ...germany,
    line("TVA 20%", 0, null, false),
    line("Sales tax", 0, null, false),
    line("California sales tax", 0, null, false),
  ]);
  expect(await read(s, "taxRates", `(country: "JP")`)).toEqual([]);
});

test("a future rate may be changed and removed, and absent fields stay", async () => {
  const s = await shop();
  const one = await save(s, "taxRateSave", { id: future, rate: "0.2", region: "BY" });
  expect(one.taxRate).toMatchObject({ name: "VAT 25%", rate: "0.2", region: "DE-BY", startsAt: time(in2030) });
  const all = { name: "TVA", country: "FR", region: null, taxClass: "REDUCED", rate: "1", startsAt: time(noon + 1) };
  const two = await save(s, "taxRateSave", { id: future, ...all });
  expect(two.taxRate).toMatchObject({ id: future, ...all });
  expect(await save(s, "taxRateDelete", { id: future })).toMatchObject({ __typename: "TaxRateDeleted", id: future });
  expect(await save(s, "taxRateDelete", { id: future })).toMatchObject({ __typename: "NotFoundError" });
  expect(await s.rows(`SELECT * FROM tax_rates WHERE id = '${future}'`)).toEqual([]);
});

test.each([
  ["taxRateSave", { id: current, rate: "0.2" }],
  ["taxRateSave", { id: current, name: "Wrong, and late" }],
  ["taxRateDelete", { id: current }],
] as const)("a rate in use is neither changed nor removed: %s of %j", async (field, input) => {
  const s = await shop();
  expect(await save(s, field, input)).toMatchObject({
    __typename: "TaxRateInUseError",
    code: "TAX_RATE_IN_USE",
    path: ["input", "id"],
    taxRate: { id: current, name: "VAT 19%", rate: "0.19", changeable: false },
  });
  expect(await s.rows(`SELECT name, rate FROM tax_rates WHERE id = '${current}'`)).toEqual([
    { name: "VAT 19%", rate: 190_000 },
  ]);
});

test("a rate applies from the millisecond of its start", async () => {
  const s = await shop();
  s.runtime.setNow(in2030 - 1);
  expect((await save(s, "taxRateSave", { id: future, rate: "0.24" })).taxRate).toMatchObject({ changeable: true });
  s.runtime.setNow(in2030);
  expect((await save(s, "taxRateSave", { id: future, rate: "0.23" })).__typename).toBe("TaxRateInUseError");
  expect((await save(s, "taxRateDelete", { id: future })).__typename).toBe("TaxRateInUseError");
});

const rate = { name: "VAT", country: "DE", rate: "0.1" };

test.each([
  [{}, ["name NEEDED", "country NEEDED", "rate NEEDED"]],
  [{ ...rate, name: "  " }, ["name LENGTH"]],
  [{ ...rate, name: "x".repeat(101) }, ["name LENGTH"]],
  [{ ...rate, region: "x".repeat(101) }, ["region TOO_LONG"]],
  [{ ...rate, region: "California" }, ["region UNKNOWN"]],
  [{ ...rate, rate: "1.000001" }, ["rate OUT_OF_RANGE"]],
  [{ ...rate, rate: "19" }, ["rate OUT_OF_RANGE"]],
  [{ ...rate, rate: "-0.1" }, ["rate OUT_OF_RANGE"]],
  [{ ...rate, rate: "0.1234567" }, ["rate OUT_OF_RANGE"]],
  [{ ...rate, startsAt: time(noon) }, ["startsAt IN_THE_PAST"]],
  [{ ...rate, startsAt: time(noon - minute), rate: "2" }, ["rate OUT_OF_RANGE", "startsAt IN_THE_PAST"]],
  [{ ...rate, startsAt: time(in2030) }, ["startsAt TAKEN"]],
  [{ id: future, startsAt: time(noon) }, ["startsAt IN_THE_PAST"]],
])("the rate %j is refused with all its problems, and nothing changes", async (input, expected) => {
  const s = await shop();
  const before = await read(s, "taxRates");
  const refused = await save(s, "taxRateSave", input);
  expect(refused.__typename).toBe("ValidationError");
  expect(faults(refused)).toEqual(expected);
  expect(await read(s, "taxRates")).toEqual(before);
});

test("an unknown rate cannot be changed", async () => {
  const s = await shop();
  expect(await save(s, "taxRateSave", { id: "rate_none", rate: "0.1" })).toMatchObject({
    __typename: "NotFoundError",
    path: ["input", "id"],
  });
});

test.each([{}, { region: "BY" }])(
  "of several concurrent saves for one place, class and moment, one succeeds: %j",
  async (place) => {
    const s = await shop();
    const input = { ...rate, ...place, startsAt: time(noon + minute) };
    const responses = await Promise.all([1, 2, 3].map(() => save(s, "taxRateSave", input)));
    expect(responses.map((response) => response.__typename)).toEqual([
      "TaxRateSaved",
      "ValidationError",
      "ValidationError",
    ]);
    const copy = `INSERT INTO tax_rates SELECT 'copy', name, country, region, tax_class, rate, starts_at FROM tax_rates WHERE starts_at = ${noon + minute}`;
    await expect(s.corruptStore(copy)).rejects.toThrow(/unique constraint/i);
    await expect(s.corruptStore("UPDATE tax_rates SET rate = 1000001")).rejects.toThrow(/check constraint/i);
  },
);

test("a checkout keeps its tax when a rate replaces its own in the same millisecond, and is placed with it", async () => {
  const s = await shop();
  const checkout = await ready(s);
  const before = present(await seeCheckout(s, checkout.checkoutId)).totals;
  expect(before).toMatchObject({ taxLines: [{ name: "VAT 19%" }] });
  await save(s, "taxRateSave", { name: "VAT 50%", country: "DE", rate: "0.5" });
  await s.runtime.advance(minute);
  expect(present(await seeCheckout(s, checkout.checkoutId)).totals).toEqual(before);
  await pay(s, checkout.checkoutId);
  const { order } = await complete(s, checkout.checkoutId);
  expect(order).toMatchObject({ state: "CONFIRMED", totals: before });
  expect(await taxOfCart(s)).toMatchObject([{ name: "VAT 50%" }]);
});

test.each(["BY", "by", " By ", "Bayern", "DE-BY"])(
  "a region's own rate applies to every spelling of the region: %j",
  async (region) => {
    const s = await shop();
    await save(s, "taxRateSave", { name: "Bavaria 1%", country: "DE", region: "BY", rate: "0.01" });
    await s.runtime.advance(minute);
    const { checkoutId } = await begin(s);
    const { checkout } = await fillIn(s, checkoutId, {}, { shippingAddress: { ...home, region } });
    expect(present(checkout).totals).toMatchObject({ taxLines: [{ name: "Bavaria 1%" }] });
  },
);

test("a checkout keeps its tax when the clock is set back and a rate starts before its pricing", async () => {
  const s = await shop();
  await s.runtime.advance(minute);
  const checkout = await ready(s);
  s.runtime.setNow(noon);
  await save(s, "taxRateSave", { name: "VAT 50%", country: "DE", rate: "0.5" });
  const early = { name: "VAT 40%", country: "DE", rate: "0.4", startsAt: time(noon + 1) };
  expect(faults(await save(s, "taxRateSave", early))).toEqual(["startsAt IN_THE_PAST"]);
  await pay(s, checkout.checkoutId);
  const { order } = await complete(s, checkout.checkoutId);
  expect(order).toMatchObject({ state: "CONFIRMED", totals: { taxLines: [{ name: "VAT 19%" }] } });
});

test("a cart read after a rate was saved in the same request has that rate", async () => {
  const s = await shop();
  const { variantId } = await s.products.sell();
  const { id } = await cartWith(s, [{ variantId, quantity: 1 }]);
  const lines = "... on CartSaved { cart { totals { taxLines { name } taxIncluded } } }";
  const text = `mutation {
    one: cartLinesRemove(input: { cartId: "${id}", lineIds: [] }) { ${lines} }
    settings: shopSettingsUpdate(input: { country: "FR", pricesIncludeTax: false }) { __typename }
    two: cartLinesRemove(input: { cartId: "${id}", lineIds: [] }) { ${lines} }
  }`;
  const totals = (name: string, taxIncluded: boolean) => ({ cart: { totals: { taxLines: [{ name }], taxIncluded } } });
  expect((await s.query(text, {}, colleague("ADMIN"))).data).toMatchObject({
    one: totals("VAT 19%", true),
    two: totals("TVA 20%", false),
  });
});

test("every fraction in parts of a million is read exactly, and everything else is refused", () => {
  fc.assert(
    fc.property(fc.nat(1_000_000), (ppm) => {
      expect(readRate(rateText(ppm))).toBe(ppm);
    }),
  );
  fc.assert(
    fc.property(fc.nat(1_000_000), fc.nat(9), (ppm, zeros) => {
      const text = `${Math.floor(ppm / 1_000_000)}.${String(ppm % 1_000_000).padStart(6, "0")}${"0".repeat(zeros)}`;
      expect(readRate(text)).toBe(ppm);
    }),
  );
  for (const text of ["", "1.", ".5", "1e-3", "0.0000001", "1.0000001", "2", "-0", "0,19", " 0.19"])
    expect(readRate(text)).toBeUndefined();
});
