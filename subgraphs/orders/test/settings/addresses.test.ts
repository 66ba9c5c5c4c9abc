/** Addresses of checkouts: spelling does not change a tax, and countries that are not served are refused with those that are. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { rateFinder } from "../../src/service/pricing/totals.ts";
import { read, save } from "../support/back-office/settings.ts";
import { change, seeCheckout } from "../support/mutations.ts";
import { begin, home } from "../support/purchase.ts";
import { ada, type Shop, shop } from "../support/shop.ts";

const office = {
  lastName: "Lovelace",
  line1: "Market Street 1",
  city: "San Francisco",
  postalCode: "94103",
  country: "US",
};
function update(s: Shop, checkoutId: string, input: Record<string, unknown>, sender = {}) {
  return change(s, "checkoutUpdate", { checkoutId, ...input }, sender);
}

const inRegion = (region: string | null) => ({ ...office, region });

test.each(["California", "US-CA", "CA", "ca", "california ", " us-ca", "State of California"])(
  "California's tax is charged when the buyer writes %o",
  async (region) => {
    const s = await shop();
    const { checkoutId } = await begin(s);
    expect(await update(s, checkoutId, { shippingAddress: inRegion(region) })).toMatchObject({
      __typename: "CheckoutSaved",
      checkout: { shippingAddress: { region: "US-CA" } },
    });
    const { totals } = Object(await seeCheckout(s, checkoutId));
    expect(totals.taxLines).toEqual([expect.objectContaining({ name: "California sales tax" })]);
  },
);

test.each([
  ["ZZ", "UNKNOWN"],
  ["Kalifornien", "UNKNOWN"],
  ["CA-ON", "UNKNOWN"],
  ["", "EMPTY"],
  [null, "EMPTY"],
])("the region %o in the United States is refused, and nothing is set", async (region, code) => {
  const s = await shop();
  const { checkoutId } = await begin(s);
  expect(await update(s, checkoutId, { shippingAddress: inRegion(region) })).toMatchObject({
    __typename: "ValidationError",
    problems: [{ path: ["input", "shippingAddress", "region"], code }],
  });
  expect(await seeCheckout(s, checkoutId)).toMatchObject({ shippingAddress: null });
});

test.each([
  ["US", "Oregon", "94103"],
  ["CA", "Alberta", "M5H 2N2"],
  ["ES", "Las Palmas", "28001"],
])("in %s, %s does not have the postal code %s, and nothing is set", async (country, region, postalCode) => {
  const s = await shop();
  const { checkoutId } = await begin(s);
  const shippingAddress = { ...office, country, region, postalCode };
  expect(await update(s, checkoutId, { shippingAddress })).toMatchObject({
    __typename: "ValidationError",
    problems: [{ path: ["input", "shippingAddress", "postalCode"], code: "OTHER_REGION" }],
  });
  expect(await seeCheckout(s, checkoutId)).toMatchObject({ shippingAddress: null });
});

test("a country without shipping is refused, with the countries that have it", async () => {
  const s = await shop();
  const { checkoutId } = await begin(s);
  const shippingAddress = { ...home, country: "NO", postalCode: "0150" };
  expect(await update(s, checkoutId, { shippingAddress })).toMatchObject({
    __typename: "CountryNotServedError",
    code: "COUNTRY_NOT_SERVED",
    path: ["input", "shippingAddress", "country"],
    country: "NO",
    served: ["AT", "DE", "FR", "US"],
  });
  expect(await seeCheckout(s, checkoutId)).toMatchObject({ shippingAddress: null });
});

test("goods without a parcel are not billed to a country that the shop does not sell to", async () => {
  const s = await shop();
  const { checkoutId } = await begin(s, { weightGrams: null });
  const abroad = { ...home, country: "NO", postalCode: "0150" };
  const refused = { __typename: "CountryNotServedError", served: ["AT", "DE", "FR", "US"] };
  expect(await update(s, checkoutId, { billingAddress: abroad })).toMatchObject({
    ...refused,
    path: ["input", "billingAddress", "country"],
  });
  expect(await update(s, checkoutId, { shippingAddress: abroad })).toMatchObject(refused);
  await save(s, "taxRateSave", { name: "MVA 25%", country: "NO", rate: "0.25" });
  expect(await update(s, checkoutId, { billingAddress: abroad })).toMatchObject({ __typename: "CheckoutSaved" });
});

test("shipped goods may be billed to a country without shipping", async () => {
  const s = await shop();
  const { checkoutId } = await begin(s);
  const billingAddress = { ...home, country: "NO", postalCode: "0150" };
  expect(await update(s, checkoutId, { shippingAddress: home, billingAddress })).toMatchObject({
    __typename: "CheckoutSaved",
    checkout: { totals: { taxLines: [{ name: "VAT 19%" }] } },
  });
});

test("a postal code that the country does not have is refused, and others are normalised", async () => {
  const s = await shop();
  const { checkoutId } = await begin(s);
  expect(await update(s, checkoutId, { shippingAddress: { ...home, postalCode: "SW1A 1AA" } })).toMatchObject({
    __typename: "ValidationError",
    problems: [{ path: ["input", "shippingAddress", "postalCode"], code: "FORMAT" }],
  });
  const shippingAddress = { ...inRegion("ny"), postalCode: " 10001  1234" };
  expect(await update(s, checkoutId, { shippingAddress })).toMatchObject({
    checkout: { shippingAddress: { postalCode: "10001-1234", region: "US-NY" } },
  });
});

test("an unassigned country code is not a country", async () => {
  const s = await shop();
  const { checkoutId } = await begin(s);
  const text = `mutation ($input: CheckoutUpdateInput!) { checkoutUpdate(input: $input) { __typename } }`;
  const { errors } = await s.query(text, { input: { checkoutId, shippingAddress: { ...home, country: "ZZ" } } });
  expect(errors?.map(({ extensions }) => extensions?.code)).toEqual(["BAD_USER_INPUT"]);
});

test("a saved address from before the rules is refused, with its faults", async () => {
  const s = await shop();
  const absent = { firstName: null, company: null, vatId: null, line2: null, phone: null };
  const old = { ...office, ...absent, region: "Kalifornien" };
  s.users.people.set("user_ada", {
    email: "ada@example.com",
    addresses: { old, plain: { ...old, region: "California" } },
  });
  const { checkoutId } = await begin(s, {}, { viewer: ada });
  expect(await update(s, checkoutId, { savedAddressId: "old" }, { viewer: ada })).toMatchObject({
    __typename: "ValidationError",
    problems: [{ path: ["input", "savedAddressId"], code: "UNKNOWN" }],
  });
  expect(await update(s, checkoutId, { savedAddressId: "plain" }, { viewer: ada })).toMatchObject({
    checkout: { shippingAddress: { region: "US-CA" } },
  });
});

test("the rate of a region applies to its parts, unless a part has its own", async () => {
  const s = await shop();
  await save(s, "taxRateSave", { name: "Bavaria", country: "DE", region: "Bayern", rate: "0.1" });
  expect(await read(s, "taxRates", `(country: "DE")`)).toContainEqual(expect.objectContaining({ region: "DE-BY" }));
  const rate = (region: string | null, name: string) => ({
    id: name,
    name,
    country: "ES",
    region,
    taxClass: "standard" as const,
    rate: 1,
    startsAt: 0,
  });
  const rates = [rate(null, "Spain"), rate("ES-CN", "Canarias"), rate("ES-TF", "Tenerife")];
  const rateIn = (region: string | null) => rateFinder(rates, { country: "ES", region })("standard")?.name;
  expect(rateIn("ES-GC")).toBe("Canarias");
  expect(rateIn("ES-TF")).toBe("Tenerife");
  expect(rateIn("ES-M")).toBe("Spain");
  expect(rateIn(null)).toBe("Spain");
});

test("in a country with a rate for a region, an address needs a region more specific than the whole", async () => {
  const s = await shop();
  const { checkoutId } = await begin(s);
  await save(s, "taxRateSave", { name: "Bavaria", country: "DE", region: "BY", rate: "0.1" });
  expect(await update(s, checkoutId, { shippingAddress: home })).toMatchObject({
    problems: [{ path: ["input", "shippingAddress", "region"], code: "EMPTY" }],
  });
  expect(await update(s, checkoutId, { shippingAddress: { ...home, region: "Bremen" } })).toMatchObject({
    __typename: "CheckoutSaved",
  });
  const digital = await begin(s, { weightGrams: null });
  await save(s, "taxRateSave", { name: "Girona 7%", country: "ES", region: "Girona", rate: "0.07" });
  const spain = { ...home, country: "ES", postalCode: "17001" };
  expect(await update(s, digital.checkoutId, { billingAddress: { ...spain, region: "Catalunya" } })).toMatchObject({
    problems: [{ path: ["input", "billingAddress", "region"], code: "TOO_COARSE" }],
  });
});

test("a rate for an unknown region is refused", async () => {
  const s = await shop();
  const rate = { name: "Sales tax", country: "US", rate: "0.1" };
  expect(await save(s, "taxRateSave", { ...rate, region: "ZZ" })).toMatchObject({
    __typename: "ValidationError",
    problems: [{ path: ["input", "region"], code: "UNKNOWN" }],
  });
});

test("rates stored with a region's name apply as before, and get codes at the next start", async () => {
  const s = await shop();
  await s.corruptStore("UPDATE tax_rates SET region = 'california ' WHERE region = 'US-CA'");
  const { checkoutId } = await begin(s);
  const charged = { checkout: { totals: { taxLines: [{ name: "California sales tax" }] } } };
  expect(await update(s, checkoutId, { shippingAddress: inRegion("CA") })).toMatchObject(charged);
  await s.corruptStore("INSERT INTO tax_rates VALUES ('odd', 'Odd', 'US', 'Nowhere', 'standard', 1, 5)");
  await s.restart();
  const regions = Object(await read(s, "taxRates", `(country: "US")`)).map(({ region }: { region: unknown }) => region);
  expect(regions).toEqual([null, "Nowhere", "US-CA"]);
});

test("the tax is the same for every spelling of a region", () => {
  const names = ["US-CA", "CA", "California", "State of California"];
  const blanks = fc.constantFrom("", " ", "\t ");
  const spelled = fc
    .tuple(fc.constantFrom(...names), blanks, blanks, fc.boolean())
    .map(([name, before, after, lower]) => `${before}${lower ? name.toLowerCase() : name}${after}`);
  fc.assert(
    fc.property(spelled, spelled, (stored, typed) => {
      const rate = {
        id: "r",
        name: "r",
        country: "US",
        region: stored,
        taxClass: "standard" as const,
        rate: 80_000,
        startsAt: 0,
      };
      const found = rateFinder([rate], { country: "US", region: typed })("standard");
      expect(found).toEqual({ ...rate, region: "US-CA" });
    }),
  );
});

test("an unverified country of a payer does not become a shipping country", async () => {
  const s = await shop();
  const { checkoutId } = await begin(s);
  const abroad = { ...home, country: "NO", postalCode: "0150" };
  expect(await update(s, checkoutId, { billingAddress: abroad })).toMatchObject({ __typename: "CheckoutSaved" });
  expect(await update(s, checkoutId, { shippingAddress: abroad })).toMatchObject({
    __typename: "CountryNotServedError",
  });
});
