/** Address formats: forms of which a checkout accepts each, in the language asked for, with the regions that the shop's taxes need. */
import { countries } from "@hansa/commerce/address/countries";
import { expect, test } from "vitest";
import { z } from "zod";
import { save } from "../support/back-office/settings.ts";
import { change } from "../support/mutations.ts";
import { begin } from "../support/purchase.ts";
import { ada, type Shop, shop } from "../support/shop.ts";
import { statements } from "../support/statements.ts";

const field = z.object({
  name: z.string(),
  label: z.string(),
  required: z.boolean(),
  maxLength: z.number(),
  example: z.string().nullable(),
});
const shown = z.object({
  country: z.string(),
  language: z.string(),
  fields: z.array(field),
  regions: z.array(z.object({ code: z.string(), name: z.string() })),
});
type Format = z.infer<typeof shown>;

const text = `query ($country: CountryCode!, $language: String! = "en") {
  addressFormat(country: $country, language: $language) {
    country language fields { name label required maxLength example } regions { code name }
  }
}`;

async function formatOf(s: Shop, country: string, language?: string): Promise<Format> {
  const { data, errors } = await s.query(text, { country, ...(language === undefined ? {} : { language }) });
  expect(errors).toBeUndefined();
  return shown.parse(data?.addressFormat);
}

/** The address that a form gives: its required fields but one, and the texts that the input requires empty. */
function addressOf({ country, fields, regions }: Format, missing?: string): Record<string, unknown> {
  const texts = fields
    .filter(({ name, required }) => required && name !== missing)
    .map(({ name, example }) => [name, name === "region" ? regions[0]?.code : (example ?? "Quay 1")]);
  return { lastName: "", line1: "", city: "", postalCode: "", country, ...Object.fromEntries(texts) };
}

const requiredOf = ({ fields }: Format) => fields.filter(({ required }) => required).map(({ name }) => name);

test("guests read the form of a country: fields as they are written there, labels, regions and a postal code", async () => {
  const s = await shop();
  const plain = { required: false, example: null };
  expect(await formatOf(s, "US")).toEqual({
    country: "US",
    language: "en",
    fields: [
      { name: "firstName", label: "First name", maxLength: 100, ...plain },
      { name: "lastName", label: "Last name", maxLength: 100, ...plain, required: true },
      { name: "company", label: "Company", maxLength: 200, ...plain },
      { name: "line1", label: "Street and number", maxLength: 200, ...plain, required: true },
      { name: "line2", label: "Flat, floor or building", maxLength: 200, ...plain },
      { name: "city", label: "Town or city", maxLength: 100, ...plain, required: true },
      { name: "region", label: "State", maxLength: 100, ...plain, required: true },
      { name: "postalCode", label: "ZIP code", maxLength: 20, required: true, example: "35203" },
      { name: "phone", label: "Telephone", maxLength: 40, ...plain },
    ],
    regions: expect.arrayContaining([{ code: "US-CA", name: "California" }]),
  });
});

test("the form has a VAT id in shops with reverse charge, where companies can have one of the European Union", async () => {
  const s = await shop({ vatId: "DE136695976" });
  const named = async (country: string) =>
    (await formatOf(s, country, "de")).fields.filter(({ name }) => name === "vatId").map(({ label }) => label);
  expect(await named("AT")).toEqual([]);
  await save(s, "shopSettingsUpdate", { reverseCharge: true });
  for (const country of ["AT", "DE", "GR", "GB", "MC"]) expect(await named(country)).toEqual(["USt-IdNr."]);
  for (const country of ["US", "CH", "NO"]) expect(await named(country)).toEqual([]);
});

test.each([
  ["de", "de", "Postleitzahl"],
  ["de-AT", "de", "Postleitzahl"],
  ["en-GB", "en", "Postal code"],
  ["fr", "en", "Postal code"],
  ["", "en", "Postal code"],
])("the language %o gives the labels in %s", async (tag, language, label) => {
  const format = await formatOf(await shop(), "DE", tag);
  expect(format.language).toBe(language);
  expect(format.fields.find(({ name }) => name === "postalCode")?.label).toBe(label);
});

test.each(["ZZ", "UK", "de", ""])(
  "the country %o is refused as it is everywhere, and no form comes",
  async (country) => {
    const s = await shop();
    const { data, errors } = await s.query(text, { country });
    expect(data?.addressFormat).toBeUndefined();
    expect(errors).toMatchObject([{ extensions: { code: "BAD_USER_INPUT" } }]);
  },
);

test("a checkout accepts an address with the required fields of the form of any country", async () => {
  const s = await shop();
  const { checkoutId } = await begin(s);
  for (const country of countries) {
    const billingAddress = addressOf(await formatOf(s, country));
    expect(await change(s, "checkoutUpdate", { checkoutId, billingAddress }), country).toMatchObject({
      __typename: "CheckoutSaved",
      checkout: { billingAddress: { country } },
    });
  }
});

test.each(["AT", "DE", "FR", "US"])(
  "goods are shipped to %s with the required fields, and without any one of them are not",
  async (country) => {
    const s = await shop();
    const { checkoutId } = await begin(s);
    const format = await formatOf(s, country);
    for (const missing of requiredOf(format))
      expect(
        await change(s, "checkoutUpdate", { checkoutId, shippingAddress: addressOf(format, missing) }),
      ).toMatchObject({
        __typename: "ValidationError",
        problems: [{ path: ["input", "shippingAddress", missing], code: "EMPTY" }],
      });
    expect(await change(s, "checkoutUpdate", { checkoutId, shippingAddress: addressOf(format) })).toMatchObject({
      __typename: "CheckoutSaved",
    });
  },
);

test("where a tax rate is for a region, the form requires a region, as the checkout does", async () => {
  const s = await shop();
  const { checkoutId } = await begin(s);
  const before = await formatOf(s, "FR");
  expect(before.regions).toEqual([]);
  await save(s, "taxRateSave", { name: "VAT 2.1%", country: "FR", region: "FR-20R", rate: "0.021" });

  const after = await formatOf(s, "FR");
  expect(requiredOf(after)).toEqual([...requiredOf(before), "region"]);
  expect(after.regions.map(({ code }) => code)).toEqual(expect.arrayContaining(["FR-2A", "FR-2B"]));
  expect(await change(s, "checkoutUpdate", { checkoutId, shippingAddress: addressOf(before) })).toMatchObject({
    __typename: "ValidationError",
    problems: [{ path: ["input", "shippingAddress", "region"], code: "EMPTY" }],
  });
  for (const { code } of after.regions)
    expect(
      await change(s, "checkoutUpdate", { checkoutId, shippingAddress: { ...addressOf(after), region: code } }),
    ).toMatchObject({ __typename: "CheckoutSaved" });
});

test("a form is the same for everybody, and takes at most two statements", async () => {
  const s = await shop();
  expect(await statements(s, () => formatOf(s, "US"))).toBe(0);
  expect(await statements(s, () => formatOf(s, "DE"))).toBe(2);
  const signedIn = await s.query(text, { country: "DE" }, { viewer: ada });
  expect(shown.parse(signedIn.data?.addressFormat)).toEqual(await formatOf(s, "DE"));
});
