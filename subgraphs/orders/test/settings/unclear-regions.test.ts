/** Regions without a code of ISO 3166-2: kept as typed where nothing needs a region, refused where a tax rate does. */
import { expect, test } from "vitest";
import { save } from "../support/back-office/settings.ts";
import { change, seeCheckout } from "../support/mutations.ts";
import { begin, complete, home, pay } from "../support/purchase.ts";
import { ada, type Sender, type Shop, shop } from "../support/shop.ts";

function update(s: Shop, checkoutId: string, input: Record<string, unknown>, sender: Sender = {}) {
  return change(s, "checkoutUpdate", { checkoutId, ...input }, sender);
}

const unclear = {
  DE: { ...home, region: "Atlantis-Nord" },
  FR: { ...home, country: "FR", postalCode: "75001", region: "Grand Paris" },
  AT: { ...home, country: "AT", postalCode: "1010", region: "Weinviertel" },
};

test.each(Object.entries(unclear))(
  "a region without a code is kept as typed in %s, and meets no rate",
  async (_, address) => {
    const s = await shop();
    const plain = await begin(s);
    const { region, ...without } = address;
    await update(s, plain.checkoutId, { shippingAddress: without });
    const { checkoutId } = await begin(s);
    const saved = await update(s, checkoutId, { shippingAddress: address });
    expect(saved).toMatchObject({ checkout: { shippingAddress: { region: null, regionName: region } } });
    expect(Object(await seeCheckout(s, checkoutId)).totals).toEqual(
      Object(await seeCheckout(s, plain.checkoutId)).totals,
    );
  },
);

test("once a rate of the country needs a region, an unknown or ambiguous one is refused", async () => {
  const s = await shop();
  await save(s, "taxRateSave", { name: "Bavaria", country: "DE", region: "Bayern", rate: "0.1" });
  const { checkoutId } = await begin(s);
  expect(await update(s, checkoutId, { shippingAddress: unclear.DE })).toMatchObject({
    __typename: "ValidationError",
    problems: [{ path: ["input", "shippingAddress", "region"], code: "UNKNOWN" }],
  });
  keepInAddressBook(s);
  const own = await begin(s, {}, { viewer: ada });
  expect(await update(s, own.checkoutId, { savedAddressId: "text" }, { viewer: ada })).toMatchObject({
    __typename: "ValidationError",
    problems: [{ path: ["input", "savedAddressId"], code: "UNKNOWN" }],
  });
  // The address of the bill decides no tax here.
  expect(
    await update(s, checkoutId, {
      shippingAddress: { ...home, region: "Bayern", postalCode: "80331" },
      billingAddress: unclear.DE,
    }),
  ).toMatchObject({
    __typename: "CheckoutSaved",
  });
});

test("a region as typed goes from the address book into the order, and into the export of its person", async () => {
  const s = await shop();
  keepInAddressBook(s);
  const { checkoutId } = await begin(s, {}, { viewer: ada });
  const more = { email: "ada@example.com", shippingOptionId: "home-standard" };
  await update(s, checkoutId, { savedAddressId: "text", ...more }, { viewer: ada });
  const { order } = await payAndComplete(s, checkoutId, { viewer: ada });
  const text = "query ($id: ID!) { order(id: $id) { shippingAddress { region regionName } } }";
  const { data } = await s.query(text, { id: order?.id }, { viewer: ada });
  expect(data?.order).toMatchObject({ shippingAddress: { region: null, regionName: "Atlantis-Nord" } });
  expect((await s.personalData("user_ada")).sections.orders).toMatchObject([
    { shippingAddress: { region: null, regionText: "Atlantis-Nord" } },
  ]);
});

/** Ada's address book has an address with such a region. */
function keepInAddressBook(s: Shop): void {
  const absent = { firstName: null, company: null, vatId: null, line2: null, phone: null };
  const text = { ...home, ...absent, region: null, regionText: "Atlantis-Nord" };
  s.users.people.set("user_ada", { email: "ada@example.com", addresses: { text } });
}

async function payAndComplete(s: Shop, checkoutId: string, sender: Sender) {
  await pay(s, checkoutId, { sender });
  return complete(s, checkoutId, sender);
}
