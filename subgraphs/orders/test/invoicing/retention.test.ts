/** Retention of invoices: buyers are kept after an erasure for finance, as long as the setting requires; unsent orders prevent an erasure. */
import { contentsOf } from "@hansa/kit/testing";
import { expect, test } from "vitest";
import { save } from "../support/back-office/settings.ts";
import { documents, finance } from "../support/back-office/tax-documents.ts";
import { buy, ship } from "../support/order-changes.ts";
import { address, buyAsAda, erase, findSecrets, personal, secrets } from "../support/personal-data.ts";
import { ready } from "../support/purchase.ts";
import { ada, minute, type Shop, shop, support } from "../support/shop.ts";

const inAddress = secrets.filter((secret) => secret !== personal.email);
const buyerOf = async (s: Shop) => (await documents(s))[0]?.buyer;

test("the buyer of an invoice is kept after the erasure, in one table, readable by finance alone", async () => {
  const s = await shop();
  const { orderId } = await buyAsAda(s);
  await erase(s);
  expect(await buyerOf(s)).toEqual({
    lastName: address.lastName,
    company: address.company,
    vatId: address.vatId,
    country: "DE",
  });
  expect(await findSecrets(s)).toEqual([]);
  const bytes = await contentsOf(s.place);
  expect(inAddress.filter((secret) => !bytes.includes(secret))).toEqual([]);
  const text = `query ($id: ID!) { order(id: $id) { email billingAddress { lastName line1 } shippingAddress { line1 } } }`;
  for (const sender of [finance, { viewer: support }])
    expect((await s.query(text, { id: orderId }, sender)).data?.order).toEqual({
      email: null,
      billingAddress: { lastName: null, line1: null },
      shippingAddress: { line1: null },
    });
  const { errors } = await s.query("{ taxDocuments { nodes { buyer { lastName } } } }", {}, { viewer: support });
  expect(errors?.map(({ extensions }) => extensions?.code)).toEqual(["FORBIDDEN"]);
  expect(JSON.stringify(await s.personalData("user_ada"))).not.toContain(address.lastName);
});

test("a checkout without an invoice leaves nothing", async () => {
  const s = await shop();
  await ready(s, {}, { viewer: ada });
  await erase(s);
  expect(await s.rows("SELECT order_id FROM retained_buyers")).toEqual([]);
});

test.each([
  [undefined, "2036-12-31T23:59:59Z", "2037-01-01T00:00:00Z"],
  [6, "2032-12-31T23:59:59Z", "2033-01-01T00:00:00Z"],
])(
  "after the retention (%s years) the buyer is purged from every file, and the invoice stays",
  async (years, retained, over) => {
    const s = await shop();
    if (years !== undefined) await save(s, "shopSettingsUpdate", { invoiceRetentionYears: years });
    await buyAsAda(s);
    await erase(s);
    s.runtime.setNow(Date.parse(retained));
    await s.work();
    expect(await buyerOf(s)).not.toBeNull();
    s.runtime.setNow(Date.parse(over));
    await s.work();
    expect(await buyerOf(s)).toBeNull();
    const bytes = await contentsOf(s.place);
    expect(secrets.filter((secret) => bytes.includes(secret))).toEqual([]);
    expect(await documents(s)).toMatchObject([{ number: "000001", total: { minor: 1_490 } }]);
  },
);

test("unsent orders are named, of people with and without an account", async () => {
  const s = await shop();
  const own = await buy(s, [{ quantity: 2 }], { viewer: ada });
  const asGuest = await buy(s);
  const [first, second] = [own.number, asGuest.number];
  expect(await s.unsentOrders({ userId: "user_ada" })).toEqual({ numbers: [first] });
  expect(await s.unsentOrders({ email: "ada@example.com" })).toEqual({ numbers: [second] });
  expect(await s.unsentOrders({ userId: "user_ada", email: "ada@example.com" })).toEqual({ numbers: [first, second] });
  expect(await s.unsentOrders({ userId: "user_bob", email: "bob@example.com" })).toEqual({ numbers: [] });
  await ship(s, own, 1);
  expect(await s.unsentOrders({ userId: "user_ada" })).toEqual({ numbers: [first] });
  await ship(s, own, 1);
  expect(await s.unsentOrders({ userId: "user_ada" })).toEqual({ numbers: [] });
});

test("on request, unpacked units are cancelled and refunded; a packed parcel has to ship first", async () => {
  const s = await shop();
  const [free, packed] = [await buy(s, [{ quantity: 2 }], { viewer: ada }), await buy(s, undefined, { viewer: ada })];
  await ship(s, packed, 1, { isReady: true });
  expect(await s.unsentOrders({ userId: "user_ada" }, true)).toEqual({ numbers: [packed.number] });
  await s.runtime.advance(minute);
  await s.work();
  expect([free.payment.refundedMinor, packed.payment.refundedMinor]).toEqual([2_490, 2_000]);
  expect(await s.rows(`SELECT state, cancel_reason FROM orders WHERE id = '${free.orderId}'`)).toEqual([
    { state: "CANCELLED", cancel_reason: "CUSTOMER" },
  ]);
});
