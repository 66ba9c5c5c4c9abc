/** Update of a checkout: addresses, shipping options, taxes and refusals. */
import { expect, test } from "vitest";
import { change, present, seeCheckout } from "../support/mutations.ts";
import { begin, fillIn, home, pay, ready } from "../support/purchase.ts";
import { ada, bob, type Shop, shop } from "../support/shop.ts";

const postalCodes = new Map([
  ["AT", "1010"],
  ["FR", "75001"],
  ["US", "10001"],
  ["US TX", "73301"],
  ["US CA", "90001"],
]);
const homeIn = (country: string, region?: string) => ({
  ...home,
  country,
  region,
  postalCode: postalCodes.get(`${country} ${region}`) ?? postalCodes.get(country) ?? home.postalCode,
});

function update(s: Shop, checkoutId: string, input: Record<string, unknown>, sender = {}) {
  return change(s, "checkoutUpdate", { checkoutId, ...input }, sender);
}

test("with all data given nothing is missing, and the totals include shipping and its tax", async () => {
  const s = await shop();
  const { checkoutId } = await begin(s);
  expect(await fillIn(s, checkoutId)).toMatchObject({
    __typename: "CheckoutSaved",
    checkout: {
      email: "ada@example.com",
      missing: [],
      shippingAddress: { name: "Ada", line2: null, region: null, country: "DE" },
      billingAddress: null,
      selectedShipping: { id: "home-standard", price: { minor: 490, currency: "EUR" }, etaDaysMin: 2, etaDaysMax: 3 },
      totals: {
        subtotal: { minor: 1_000 },
        shipping: { minor: 490 },
        tax: { minor: 238 },
        total: { minor: 1_490 },
        taxLines: [{ name: "VAT 19%", base: { minor: 1_252 }, amount: { minor: 238 } }],
      },
    },
  });
});

test("absent fields stay unchanged", async () => {
  const s = await shop();
  const { checkoutId } = await ready(s);
  const { checkout } = await update(s, checkoutId, { billingAddress: homeIn("FR") });
  expect(checkout).toMatchObject({
    email: "ada@example.com",
    shippingAddress: { country: "DE" },
    billingAddress: { country: "FR" },
    selectedShipping: { id: "home-standard" },
    totals: { total: { minor: 1_490 } },
  });
});

test("an address keeps its text without surrounding blanks", async () => {
  const s = await shop();
  const { checkoutId } = await begin(s);
  const typed = { ...home, lastName: " Ada ", line2: " Attic ", region: " HB ", phone: " 1 " };
  expect((await update(s, checkoutId, { shippingAddress: typed })).checkout).toMatchObject({
    shippingAddress: { ...home, line2: "Attic", region: "DE-HB", phone: "1" },
  });
});

test.each([
  [1, ["home-standard:490", "home-express:1290"]],
  [4, ["home-standard:490", "home-express:1290"]],
  [5, ["home-standard:990"]],
  [40, ["home-standard:990"]],
  [41, []],
])("%i units of 250 g have these shipping options: %j", async (quantity, options) => {
  const s = await shop();
  const { checkoutId } = await begin(s, { stock: 100 }, {}, quantity);
  const { checkout } = await update(s, checkoutId, { shippingAddress: home });
  const shown = present(checkout).shippingOptions;
  expect(shown).toHaveLength(options.length);
  expect(shown).toMatchObject(
    options.map((option) => ({ id: option.split(":")[0], price: { minor: Number(option.split(":")[1]) } })),
  );
});

test.each([
  { country: "DE", region: undefined, option: "home-standard", total: 1_490, tax: 238 },
  { country: "FR", region: undefined, option: "abroad", total: 2_490, tax: 398 },
  { country: "AT", region: undefined, option: "abroad", total: 2_490, tax: 398 },
  { country: "US", region: "TX", option: "overseas", total: 3_990, tax: 190 },
  { country: "US", region: "CA", option: "overseas", total: 3_990, tax: 295 },
  { country: "US", region: "NY", option: "overseas", total: 3_990, tax: 190 },
])(
  "to $country $region by $option it costs $total, of which $tax are tax: a gross price never changes",
  async ({ country, region, option, total, tax }) => {
    const s = await shop();
    const { checkoutId } = await begin(s);
    const { checkout } = await update(s, checkoutId, {
      shippingAddress: homeIn(country, region),
      shippingOptionId: option,
    });
    expect(present(checkout).totals).toMatchObject({ total: { minor: total }, tax: { minor: tax }, taxIncluded: true });
  },
);

test("with net prices the tax is added on top", async () => {
  const s = await shop({ pricesIncludeTax: false });
  const { checkoutId } = await begin(s);
  const { checkout } = await fillIn(s, checkoutId);
  expect(present(checkout).totals).toMatchObject({
    subtotal: { minor: 1_000 },
    shipping: { minor: 490 },
    tax: { minor: 283 },
    total: { minor: 1_773 },
    taxIncluded: false,
  });
});

test("a shipping option that is not offered for the address is refused", async () => {
  const s = await shop();
  const { checkoutId } = await begin(s);
  const refused = {
    __typename: "ValidationError",
    problems: [{ path: ["input", "shippingOptionId"], code: "NOT_OFFERED" }],
  };
  expect(await update(s, checkoutId, { shippingOptionId: "home-standard" })).toMatchObject(refused);
  for (const shippingOptionId of ["abroad", "none"])
    expect(await update(s, checkoutId, { shippingAddress: home, shippingOptionId })).toMatchObject(refused);
  expect(await seeCheckout(s, checkoutId)).toMatchObject({ shippingAddress: null });
});

test("a deactivated shipping method is offered no more", async () => {
  const s = await shop();
  const { checkoutId } = await begin(s);
  await s.corruptStore("UPDATE shipping_methods SET active = FALSE WHERE id = 'home-standard'");
  const { checkout } = await update(s, checkoutId, { shippingAddress: home });
  expect(present(checkout).shippingOptions).toMatchObject([{ id: "home-express" }]);
});

test("another address may remove the chosen shipping option, which is missing then", async () => {
  const s = await shop();
  const { checkoutId } = await ready(s);
  expect((await update(s, checkoutId, { shippingAddress: homeIn("FR") })).checkout).toMatchObject({
    selectedShipping: null,
    missing: ["SHIPPING_METHOD"],
    totals: { shipping: { minor: 0 }, total: { minor: 1_000 } },
  });
});

test("without a shipping price in the cart's currency nothing is offered", async () => {
  const s = await shop();
  await s.corruptStore("DELETE FROM shipping_rates WHERE method_id = 'abroad'");
  const { checkoutId } = await begin(s);
  expect((await update(s, checkoutId, { shippingAddress: homeIn("FR") })).checkout).toMatchObject({
    shippingOptions: [],
    missing: ["EMAIL", "SHIPPING_METHOD"],
  });
});

test("goods that are not shipped need no shipping address, but a billing address", async () => {
  const s = await shop();
  const { checkoutId } = await begin(s, { weightGrams: null });
  expect(await seeCheckout(s, checkoutId)).toMatchObject({ missing: ["EMAIL", "BILLING_ADDRESS"] });
  const { checkout } = await update(s, checkoutId, { email: "a@example.com", billingAddress: homeIn("FR") });
  expect(checkout).toMatchObject({
    missing: [],
    shippingOptions: [],
    totals: { total: { minor: 1_000 }, tax: { minor: 160 } },
  });
});

test("a saved address is copied, and another person's is not found", async () => {
  const s = await shop();
  const saved = {
    firstName: "Ada",
    lastName: "Lovelace",
    company: null,
    vatId: null,
    line1: "Quay 2",
    line2: null,
    city: "Kiel",
    region: null,
    postalCode: "24103",
    country: "DE",
    phone: null,
  };
  s.users.people.set("user_ada", { email: "ada@example.com", addresses: { addr_1: saved } });
  const own = await begin(s, {}, { viewer: ada });
  const response = await update(s, own.checkoutId, { savedAddressId: "addr_1" }, { viewer: ada });
  expect(response.checkout).toMatchObject({ shippingAddress: saved });

  const refused = { __typename: "NotFoundError", path: ["input", "savedAddressId"] };
  const bobs = await begin(s, {}, { viewer: bob });
  expect(await update(s, bobs.checkoutId, { savedAddressId: "addr_1" }, { viewer: bob })).toMatchObject(refused);
  const guests = await begin(s);
  expect(await update(s, guests.checkoutId, { savedAddressId: "addr_1" })).toMatchObject(refused);
});

test("a saved address and a new one together are refused", async () => {
  const s = await shop();
  const { checkoutId } = await begin(s);
  expect(await update(s, checkoutId, { savedAddressId: "addr_1", shippingAddress: home })).toMatchObject({
    __typename: "ValidationError",
    problems: [{ path: ["input", "savedAddressId"], code: "NOT_BOTH" }],
  });
});

test("all faults of the input are reported at once", async () => {
  const s = await shop();
  const { checkoutId } = await begin(s);
  const shippingAddress = { ...home, lastName: " ", line2: "x".repeat(201) };
  const billingAddress = { ...home, city: "" };
  expect(await update(s, checkoutId, { email: "", shippingAddress, billingAddress })).toMatchObject({
    __typename: "ValidationError",
    problems: [
      { path: ["input", "email"], code: "FORMAT" },
      { path: ["input", "shippingAddress", "lastName"], code: "EMPTY" },
      { path: ["input", "shippingAddress", "line2"], code: "TOO_LONG" },
      { path: ["input", "billingAddress", "city"], code: "EMPTY" },
    ],
  });
});

test("another person's checkout is not found", async () => {
  const s = await shop();
  const { checkoutId } = await begin(s, {}, { viewer: ada });
  for (const sender of [{}, { viewer: bob }, { guest: [checkoutId] }]) {
    expect(await seeCheckout(s, checkoutId, sender)).toBeNull();
    expect(await update(s, checkoutId, { email: "a@example.com" }, sender)).toMatchObject({
      __typename: "NotFoundError",
      path: ["input", "checkoutId"],
    });
  }
});

test("while a payment is in progress cart and checkout are locked", async () => {
  const s = await shop();
  const { cartId, checkoutId, variantId } = await ready(s);
  await pay(s, checkoutId, { state: "inProgress" });
  const locked = { __typename: "CheckoutLockedError", checkout: { id: checkoutId, state: "AWAITING_PAYMENT" } };
  expect(await update(s, checkoutId, { email: "b@example.com" })).toMatchObject(locked);
  expect(await change(s, "cartLinesAdd", { cartId, lines: [{ variantId, quantity: 1 }] })).toMatchObject(locked);
  expect(await change(s, "cartLinesRemove", { cartId, lineIds: [] })).toMatchObject(locked);
  expect(await seeCheckout(s, checkoutId)).toMatchObject({
    email: "ada@example.com",
    cart: { state: "LOCKED", version: 1 },
  });
});
