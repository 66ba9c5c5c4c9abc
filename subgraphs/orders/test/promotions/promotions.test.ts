/** Promotions in the back office: creation, permitted changes, end and reads. */
import { expect, test } from "vitest";
import { apply, marketing, promote, tenPercent } from "../support/back-office/promotions.ts";
import { save as settings } from "../support/back-office/settings.ts";
import { change, present } from "../support/mutations.ts";
import { cartWith, fillIn, pay, start } from "../support/purchase.ts";
import { minute, noon, type Shop, shop } from "../support/shop.ts";

const at = (ms: number) => new Date(noon + ms).toISOString();
const save = (s: Shop, terms: Record<string, unknown>) =>
  change(s, "promotionSave", { label: "Offer", rateOff: "0.1", ...terms }, marketing);

/** Starts the payment of a cart, which takes the uses of its promotions. */
async function payFor(s: Shop, cartId: string): Promise<void> {
  const { id } = present((await start(s, cartId)).checkout);
  await fillIn(s, id);
  await pay(s, id);
}

test("a promotion is stored as given, with defaults for absent fields", async () => {
  const s = await shop();
  expect(await change(s, "promotionSave", { label: " Spring ", rateOff: "0.125" }, marketing)).toMatchObject({
    __typename: "PromotionSaved",
    promotion: {
      id: expect.stringMatching(/^promo_/),
      label: "Spring",
      code: null,
      rateOff: "0.125",
      amountsOff: [],
      freeShipping: false,
      combines: true,
      collectionIds: [],
      variantIds: [],
      minimumSubtotals: [],
      usesPerCustomer: null,
      usesTotal: null,
      usesTaken: 0,
      startsAt: at(0),
      endsAt: null,
      active: true,
    },
  });
  const everything = {
    code: "sommer-26",
    rateOff: "0.000001",
    amountsOff: [
      { minor: 500, currency: "EUR" },
      { minor: 800, currency: "JPY" },
    ],
    freeShipping: true,
    combines: false,
    collectionIds: ["coll_1"],
    variantIds: ["var_1", "var_2"],
    minimumSubtotals: [{ minor: 5_000, currency: "EUR" }],
    usesPerCustomer: 1,
    usesTotal: 100,
    startsAt: at(minute),
    endsAt: at(2 * minute),
  };
  const { promotion } = await change(s, "promotionSave", { label: "Summer", ...everything }, marketing);
  expect(promotion).toMatchObject({ ...everything, code: "SOMMER-26", active: false });
});

test.each([
  ["1", "1"],
  ["0.333333", "0.333333"],
  ["0.0550000", "0.055"],
])("a rate of %s is stored exactly", async (rateOff, shown) => {
  const s = await shop();
  expect(await save(s, { rateOff })).toMatchObject({ promotion: { rateOff: shown } });
});

test.each([
  [{ label: "  " }, "label", "LENGTH"],
  [{ label: "x".repeat(201) }, "label", "LENGTH"],
  [{ code: "x" }, "code", "FORMAT"],
  [{ code: "two words" }, "code", "FORMAT"],
  [{ rateOff: "0" }, "rateOff", "RANGE"],
  [{ rateOff: "-0.05" }, "rateOff", "RANGE"],
  [{ rateOff: "1.000001" }, "rateOff", "RANGE"],
  [{ rateOff: "0.0000001" }, "rateOff", "RANGE"],
  [{ rateOff: null }, "rateOff", "NOTHING_OFF"],
  [{ amountsOff: [{ minor: 0, currency: "EUR" }] }, "amountsOff.0.minor", "TOO_SMALL"],
  [{ amountsOff: [{ minor: 1, currency: "CHF" }] }, "amountsOff.0.currency", "NOT_OFFERED"],
  [{ minimumSubtotals: [1, 2].map((minor) => ({ minor, currency: "EUR" })) }, "minimumSubtotals.1.currency", "TWICE"],
  [{ variantIds: Array.from({ length: 251 }, (_, index) => `var_${index}`) }, "variantIds", "TOO_MANY"],
  [{ collectionIds: Array.from({ length: 251 }, (_, index) => `coll_${index}`) }, "collectionIds", "TOO_MANY"],
  [{ usesTotal: 0 }, "usesTotal", "TOO_SMALL"],
  [{ usesPerCustomer: -1 }, "usesPerCustomer", "TOO_SMALL"],
  [{ startsAt: at(minute), endsAt: at(minute) }, "endsAt", "BEFORE_START"],
])("%j is refused", async (terms, path, code) => {
  const s = await shop();
  expect(await save(s, terms)).toMatchObject({
    __typename: "ValidationError",
    problems: [{ path: ["input", ...path.split(".")], code }],
  });
  expect(await s.rows("SELECT id FROM promotions")).toEqual([]);
});

test("all faults are reported at once", async () => {
  const s = await shop();
  const invalid = { label: "", code: "!", rateOff: "2", usesTotal: 0 };
  expect(await save(s, invalid)).toMatchObject({
    problems: [{ code: "LENGTH" }, { code: "FORMAT" }, { code: "RANGE" }, { code: "TOO_SMALL" }],
  });
});

const refusal = { __typename: "ValidationError", problems: [{ path: ["input", "code"], code: "TAKEN" }] };

test("a code belongs to one unfinished promotion, in any capitals", async () => {
  const s = await shop();
  const id = await tenPercent(s, "SPRING", { endsAt: at(10 * minute) });
  expect(await save(s, { code: " spring " })).toMatchObject(refusal);
  expect(await save(s, { code: "spring", startsAt: at(20 * minute) })).toMatchObject(refusal);
  expect(await save(s, { id, code: "Spring" })).toMatchObject({ __typename: "PromotionSaved" });
  await s.runtime.advance(10 * minute);
  expect(await save(s, { code: "spring" })).toMatchObject({ __typename: "PromotionSaved" });
  expect(await save(s, { id, endsAt: at(30 * minute) })).toMatchObject(refusal);
  expect(await save(s, { id, label: "Old spring" })).toMatchObject({ promotion: { label: "Old spring" } });
});

test("of many concurrent promotions with one code, one succeeds", async () => {
  const s = await shop();
  const responses = await Promise.all(Array.from({ length: 10 }, () => save(s, { code: "RUSH" })));
  expect(responses.filter((response) => response.__typename === "PromotionSaved")).toHaveLength(1);
});

test("the store itself refuses two concurrent promotions with one code, and more uses than allowed", async () => {
  const s = await shop();
  await tenPercent(s, "ONCE", { usesTotal: 1 });
  const columns = "code, label, amounts_off, free_shipping, combines, collection_ids, variant_ids, minimum_subtotals";
  const copy = `INSERT INTO promotions (id, ${columns}, uses_taken, starts_at, created_at)
    SELECT 'promo_copy', ${columns.replace("free_shipping", "TRUE")}, 0, starts_at + 5, created_at FROM promotions`;
  await expect(s.corruptStore(copy)).rejects.toThrow("another promotion has this code");
  await s.corruptStore(copy.replace("SELECT 'promo_copy', code", "SELECT 'promo_copy', 'OTHER'"));
  await expect(s.corruptStore("UPDATE promotions SET code = 'ONCE'")).rejects.toThrow(
    "another promotion has this code",
  );
  await expect(s.corruptStore("UPDATE promotions SET uses_taken = 2")).rejects.toThrow("promotions_within_limit");
  await expect(s.corruptStore("UPDATE promotions SET uses_taken = -1")).rejects.toThrow("promotions_within_limit");
  await expect(s.corruptStore("UPDATE promotions SET percent_off = 0")).rejects.toThrow("promotions_give_discount");
});

test("absent fields stay unchanged, and null clears", async () => {
  const s = await shop();
  const id = await promote(s, { code: "KEEP", rateOff: "0.1", usesTotal: 5, endsAt: at(minute), freeShipping: true });
  expect(await change(s, "promotionSave", { id, label: "New name", usesTotal: null }, marketing)).toMatchObject({
    promotion: { id, label: "New name", code: "KEEP", rateOff: "0.1", usesTotal: null, endsAt: at(minute) },
  });
  expect(await save(s, { id, code: null, rateOff: null, endsAt: null })).toMatchObject({
    promotion: { code: null, rateOff: null, endsAt: null, freeShipping: true },
  });
});

test("after the first use the terms promised to customers are fixed, and the rest may change", async () => {
  const s = await shop();
  const id = await tenPercent(s, "USED", { usesTotal: 5 });
  const { variantId } = await s.products.sell();
  for (const _buyer of [1, 2]) {
    const cart = await cartWith(s, [{ variantId, quantity: 1 }]);
    await apply(s, cart.id, "USED");
    await payFor(s, cart.id);
  }
  const promised = {
    code: "OTHER",
    rateOff: "0.09",
    amountsOff: [{ minor: 1, currency: "EUR" }],
    freeShipping: true,
    collectionIds: ["coll_1"],
    variantIds: ["var_1"],
  };
  expect(await save(s, { id, ...promised })).toMatchObject({
    __typename: "ValidationError",
    problems: Object.keys(promised).map((field) => ({ path: ["input", field], code: "LOCKED" })),
  });
  expect(await save(s, { id, usesTotal: 1 })).toMatchObject({
    problems: [{ path: ["input", "usesTotal"], code: "BELOW_TAKEN" }],
  });
  const rest = { label: "Renamed", usesTotal: 2, usesPerCustomer: 1, combines: false, endsAt: at(minute) };
  expect(await save(s, { id, code: "used", ...rest })).toMatchObject({ promotion: { ...rest, usesTaken: 2 } });
});

test("a save with an older version is refused; a use does not change the version", async () => {
  const s = await shop();
  const id = await tenPercent(s, "TWO");
  expect(await save(s, { id, label: "Mine", expectedVersion: 1 })).toMatchObject({ promotion: { version: 2 } });
  const conflict = { __typename: "VersionConflictError", path: ["input", "expectedVersion"], currentVersion: 2 };
  expect(await save(s, { id, label: "Theirs", expectedVersion: 1 })).toMatchObject(conflict);
  expect(await save(s, { id, label: "Mine", expectedVersion: 2 })).toMatchObject({ promotion: { version: 2 } });
  const { variantId } = await s.products.sell();
  const cart = await cartWith(s, [{ variantId, quantity: 1 }]);
  await apply(s, cart.id, "TWO");
  await payFor(s, cart.id);
  expect(await save(s, { id, label: "Again", expectedVersion: 2 })).toMatchObject({
    promotion: { label: "Again", version: 3, usesTaken: 1 },
  });
  expect(await change(s, "promotionEnd", { id }, marketing)).toMatchObject({ promotion: { version: 4 } });
});

test("an amount in a currency that the shop has dropped stays, and blocks nothing", async () => {
  const s = await shop();
  const inBoth = ["EUR", "JPY"].map((currency) => ({ minor: 500, currency }));
  const terms = { amountsOff: inBoth, minimumSubtotals: inBoth, code: "BOTH" };
  const id = await promote(s, terms);
  const { variantId } = await s.products.sell();
  const cart = await cartWith(s, [{ variantId, quantity: 1 }]);
  await apply(s, cart.id, "BOTH");
  await start(s, cart.id);
  await settings(s, "shopSettingsUpdate", { currencies: ["EUR"] });
  expect(await save(s, { id, rateOff: null, label: "Longer", endsAt: at(minute) })).toMatchObject({
    promotion: { label: "Longer", amountsOff: inBoth, endsAt: at(minute) },
  });
  const more = [...inBoth, { minor: 500, currency: "USD" }];
  expect(await save(s, { id, rateOff: null, minimumSubtotals: more })).toMatchObject({
    problems: [{ path: ["input", "minimumSubtotals", "2", "currency"], code: "NOT_OFFERED" }],
  });
});

test("a promotion that ended before its start can still be renamed", async () => {
  const s = await shop();
  const id = await tenPercent(s, "NEVER", { startsAt: at(minute) });
  await change(s, "promotionEnd", { id }, marketing);
  expect(await save(s, { id, label: "Never was" })).toMatchObject({ promotion: { label: "Never was", active: false } });
});

test("ending takes effect at once, also before the start, and a repetition is no error", async () => {
  const s = await shop();
  const [running, coming] = [
    await tenPercent(s, "RUNNING"),
    await tenPercent(s, "COMING", { startsAt: at(60 * minute) }),
  ];
  await s.runtime.advance(minute);
  const ended = { __typename: "PromotionEnded", promotion: { active: false, endsAt: at(minute) } };
  expect(await change(s, "promotionEnd", { id: running }, marketing)).toMatchObject(ended);
  expect(await change(s, "promotionEnd", { id: coming }, marketing)).toMatchObject(ended);
  await s.runtime.advance(minute);
  expect(await change(s, "promotionEnd", { id: running }, marketing)).toMatchObject(ended);
});

test("an unknown promotion cannot be changed, ended or read", async () => {
  const s = await shop();
  const missing = { __typename: "NotFoundError", path: ["input", "id"] };
  expect(await save(s, { id: "promo_none" })).toMatchObject(missing);
  expect(await change(s, "promotionEnd", { id: "promo_none" }, marketing)).toMatchObject(missing);
  const { data } = await s.query(`{ promotion(id: "promo_none") { id } }`, {}, marketing);
  expect(data?.promotion).toBeNull();
});
