/** Payable steps among the settings: payments publishes them, checkouts keep theirs, and a new one is a notice. */
import { expect, test } from "vitest";
import { colleague, faults, read, save } from "../support/back-office/settings.ts";
import { change, present } from "../support/mutations.ts";
import { cartWith, start } from "../support/purchase.ts";
import { type Shop, shop } from "../support/shop.ts";

const noticesIn = async (s: Shop) =>
  Object((await s.query("{ shopSetup { notices } }", {}, colleague("ADMIN"))).data).shopSetup.notices;

test("a checkout keeps the step of its start; a step that payments publishes applies to the next one", async () => {
  const s = await shop({ currencies: ["EUR", "KWD"] });
  const variant = await s.products.sell({ prices: { KWD: 4_567 }, weightGrams: null });
  const begin = async () => {
    const cart = await cartWith(s, [{ variantId: variant.variantId, quantity: 1 }], {}, "KWD");
    return present((await start(s, cart.id)).checkout).id;
  };
  const before = await begin();
  s.payments.publishSteps({ KWD: 10 });
  await s.applyEvents();
  const after = await begin();
  const totals = Object.fromEntries(
    (await s.rows("SELECT id, total_minor AS total FROM checkouts")).map((row) => [Object(row).id, Object(row).total]),
  );
  expect(totals).toEqual({ [before]: 4_567, [after]: 4_570 });
  await change(s, "checkoutUpdate", { checkoutId: before, email: "ada@example.com" });
  expect(await s.rows(`SELECT total_minor AS total FROM checkouts WHERE id = '${before}'`)).toEqual([{ total: 4_567 }]);
});

test("the notice comes with the currency or with its step, and goes when it is acknowledged", async () => {
  const s = await shop();
  s.payments.publishSteps({ KWD: 10 });
  await s.applyEvents();
  expect(await noticesIn(s)).toEqual([]);
  await save(s, "shopSettingsUpdate", { currencies: ["EUR", "KWD"] });
  expect(await noticesIn(s)).toEqual(["PAYABLE_STEP"]);
  expect(await read(s, "shopSettings")).toMatchObject({ payableSteps: [{ minor: 10, currency: "KWD" }] });
  await save(s, "shopSettingsUpdate", { currencies: ["EUR", "KWD", "USD"] });
  await save(s, "shopSettingsUpdate", { acknowledge: ["PAYABLE_STEP"] });
  expect(await noticesIn(s)).toEqual([]);
  await save(s, "shopSettingsUpdate", { currencies: ["EUR", "KWD"] });
  expect(await noticesIn(s)).toEqual([]);
  s.payments.publishSteps({ KWD: 100 });
  await s.applyEvents();
  expect(await noticesIn(s)).toEqual(["PAYABLE_STEP"]);
  expect(faults(await save(s, "shopSettingsUpdate", { currencies: ["EUR"], acknowledge: ["PAYABLE_STEP"] }))).toEqual(
    [],
  );
  s.payments.publishSteps({});
  await s.applyEvents();
  expect(await read(s, "shopSettings")).toMatchObject({ payableSteps: [] });
});
