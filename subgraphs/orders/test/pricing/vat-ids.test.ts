/** VAT ids: tax is left out only after the register said that the id is valid, and a checkout says why it is not. */
import { expect, test } from "vitest";
import { colleague, read, save } from "../support/back-office/settings.ts";
import { basket, buyTo, max, shopWithRegister, shown, totalsOf } from "../support/back-office/tax-laws.ts";
import { change, present } from "../support/mutations.ts";
import { cartWith, fillIn, start } from "../support/purchase.ts";
import { minute, type Shop } from "../support/shop.ts";
import { upgradeStatement } from "../support/upgrades.ts";

const hour = 60 * minute;

async function open(s: Shop, address: object = max) {
  const variants = await Promise.all(
    basket.map(async (wish) => ({ ...(await s.products.sell(wish)), quantity: wish.quantity ?? 1 })),
  );
  const cart = await cartWith(
    s,
    variants.map(({ variantId, quantity }) => ({ variantId, quantity })),
  );
  const checkoutId = present((await start(s, cart.id)).checkout).id;
  await fillIn(s, checkoutId, {}, { shippingAddress: address, shippingOptionId: "abroad" });
  return checkoutId;
}

async function see(s: Shop, checkoutId: string) {
  const text = `query ($id: ID!) { checkout(id: $id) {
    state totals { total { minor } taxIncluded } vatIdCheck { state untaxed checkedAt consultation }
  } }`;
  return Object((await s.query(text, { id: checkoutId }, { guest: [checkoutId] })).data).checkout;
}

const ask = (s: Shop, checkoutId: string) => change(s, "checkoutUpdate", { checkoutId, shippingOptionId: "abroad" });

test.each(["INVALID", "UNAVAILABLE"] as const)(
  "Max Privat of company x pays 49.69 while the register says %s, and without tax once it says VALID",
  async (state) => {
    const { s, register } = await shopWithRegister(state);
    const checkoutId = await open(s);
    expect(await see(s, checkoutId)).toMatchObject({
      totals: { total: { minor: 4_969 }, taxIncluded: true },
      vatIdCheck: { state, untaxed: false, consultation: null },
    });
    register.state = "VALID";
    await s.runtime.advance(2 * minute);
    await ask(s, checkoutId);
    // A denial of the register counts for an hour; an id without an answer is asked about again.
    expect((await see(s, checkoutId)).totals.total.minor).toBe(state === "INVALID" ? 4_969 : 4_175);
    await s.runtime.advance(hour);
    const later = await open(s);
    expect(await see(s, later)).toMatchObject({
      totals: { total: { minor: 4_175 }, taxIncluded: false },
      vatIdCheck: { state: "VALID", untaxed: true, consultation: "W-1", checkedAt: expect.any(String) },
    });
  },
);

test("an answer counts for a day, an order keeps it, and a repeated address asks nothing", async () => {
  const { s, register } = await shopWithRegister("VALID");
  const bought = await buyTo(s, max);
  expect(register.asked).toEqual(["ATU33864707"]);
  await s.runtime.advance(23 * hour);
  expect((await totalsOf(s, await buyTo(s, max))).total.minor).toBe(4_175);
  expect(register.asked).toHaveLength(1);
  await s.runtime.advance(2 * hour);
  await buyTo(s, max);
  expect(register.asked).toHaveLength(2);
  const { taxLines } = await totalsOf(s, bought);
  expect(shown(taxLines)).toEqual([
    ["INTRA_COMMUNITY", "AT", 3_336, 0],
    ["REVERSE_CHARGE", "AT", 839, 0],
  ]);
  const rows = await s.rows("SELECT vat_id_check AS kept FROM orders ORDER BY placed_at LIMIT 1");
  expect(JSON.stringify(rows)).toMatch(/VALID.*W-1/);
  expect(JSON.stringify(await s.rows("SELECT * FROM vat_id_answers"))).not.toContain("33864707");
});

test.each([
  ["without a company", { ...max, company: undefined }, "UNCHECKED"],
  ["with an id of the seller's own member state", { ...max, vatId: "DE113866163" }, "UNCHECKED"],
])("%s the register is not asked, and tax is charged", async (_what, address, state) => {
  const { s, register } = await shopWithRegister("VALID");
  const checkoutId = await open(s, address);
  expect(await see(s, checkoutId)).toMatchObject({
    totals: { taxIncluded: true },
    vatIdCheck: { state, untaxed: false },
  });
  expect(register.asked).toEqual([]);
});

test("without a VAT id, or without reverse charge, there is no check", async () => {
  const { s } = await shopWithRegister("VALID");
  expect((await see(s, await open(s, { ...max, vatId: null }))).vatIdCheck).toBeNull();
  await save(s, "shopSettingsUpdate", { reverseCharge: false });
  expect((await see(s, await open(s))).vatIdCheck).toBeNull();
});

test("a shop that goes by the form leaves tax out unasked, and says so", async () => {
  const { s, register } = await shopWithRegister("INVALID", { reverseChargeCheck: "FORM" });
  expect(await see(s, await open(s))).toMatchObject({
    totals: { total: { minor: 4_175 } },
    vatIdCheck: { state: "UNCHECKED", untaxed: true, checkedAt: null },
  });
  expect(register.asked).toEqual([]);
});

test.each([
  [true, "FORM", ["REVERSE_CHARGE_CHECK"]],
  [false, "SERVICE", []],
])(
  "an upgrade of a shop with reverse charge %s has the check %s and the notices %j",
  async (reverseCharge, check, notices) => {
    const { s } = await shopWithRegister("VALID", { reverseCharge });
    await s.corruptStore("UPDATE shop_settings SET reverse_charge_check = 'SERVICE', notices = '[]'");
    await s.corruptStore(upgradeStatement(s, "vat_ids", "REVERSE_CHARGE_CHECK"));
    await s.restart();
    expect(await read(s, "shopSettings")).toMatchObject({ reverseCharge, reverseChargeCheck: check });
    expect((await s.query("{ shopSetup { notices } }", {}, colleague("ADMIN"))).data).toEqual({
      shopSetup: { notices },
    });
  },
);

test("a billing address decides in place of the shipping address, until null takes it away", async () => {
  const { s, register } = await shopWithRegister("VALID");
  const checkoutId = await open(s, { ...max, company: undefined, vatId: undefined });
  const taxed = { totals: { total: { minor: 4_969 }, taxIncluded: true }, vatIdCheck: null };
  expect(await see(s, checkoutId)).toMatchObject(taxed);
  await change(s, "checkoutUpdate", { checkoutId, billingAddress: max });
  const untaxed = { totals: { total: { minor: 4_175 }, taxIncluded: false }, vatIdCheck: { untaxed: true } };
  expect(await see(s, checkoutId)).toMatchObject(untaxed);
  await change(s, "checkoutUpdate", { checkoutId, email: "max@example.com" });
  expect(await see(s, checkoutId)).toMatchObject(untaxed);
  await change(s, "checkoutUpdate", { checkoutId, billingAddress: null });
  expect(await see(s, checkoutId)).toMatchObject(taxed);
  expect(register.asked).toEqual([max.vatId]);
});

test("an answer about another id does not count: the address changed while the register was asked", async () => {
  const { s, register } = await shopWithRegister("VALID");
  const checkoutId = await open(s, { ...max, vatId: undefined });
  const other = { ...max, vatId: "ATU13585627" };
  s.running.service.deps.vatRegister = {
    check: async (vatId) => {
      register.asked.push(vatId);
      if (vatId === max.vatId) await change(s, "checkoutUpdate", { checkoutId, billingAddress: other });
      return vatId === max.vatId ? { state: "VALID", consultation: null } : { state: "INVALID", consultation: null };
    },
  };
  await change(s, "checkoutUpdate", { checkoutId, shippingAddress: max, shippingOptionId: "abroad" });
  expect(register.asked).toEqual([max.vatId, other.vatId]);
  expect(await see(s, checkoutId)).toMatchObject({
    totals: { total: { minor: 4_969 } },
    vatIdCheck: { untaxed: false },
  });
});

test("an id that turned invalid before the payment: nothing is bound, and the new total can be paid", async () => {
  const { s, register } = await shopWithRegister("VALID");
  await buyTo(s, max);
  await s.runtime.advance(24 * hour - minute);
  const checkoutId = await open(s);
  expect((await see(s, checkoutId)).totals.total.minor).toBe(4_175);
  register.state = "INVALID";
  await s.runtime.advance(2 * minute);
  expect(await s.payable(checkoutId)).toEqual({ outcome: "totalsChanged" });
  expect(await see(s, checkoutId)).toMatchObject({
    state: "OPEN",
    totals: { total: { minor: 4_969 } },
    vatIdCheck: { state: "INVALID", untaxed: false },
  });
  expect(await s.payable(checkoutId)).toMatchObject({ outcome: "payable", amountMinor: 4_969 });
});

test("an id that is still valid at the payment stays untaxed, with the new answer", async () => {
  const { s, register } = await shopWithRegister("VALID");
  await buyTo(s, max);
  await s.runtime.advance(24 * hour - minute);
  const checkoutId = await open(s);
  await s.runtime.advance(2 * minute);
  expect(await s.payable(checkoutId)).toMatchObject({ outcome: "payable", amountMinor: 4_175 });
  expect(register.asked).toHaveLength(2);
});
