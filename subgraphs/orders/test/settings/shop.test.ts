/** Public facts: the shop, shipping estimates, and changes of price and stock since a line was added. */
import { expect, test } from "vitest";
import { faults, read, save } from "../support/back-office/settings.ts";
import { present } from "../support/mutations.ts";
import { cartWith, start } from "../support/purchase.ts";
import { type Shop, shop } from "../support/shop.ts";

test("the shop publishes its name, country, currencies and shipping countries", async () => {
  const s = await shop({
    name: "Kontor",
    supportEmail: "help@example.com",
    currencies: ["USD", "EUR"],
  });
  const text = `{ shop { name currencies country shipsTo pricesIncludeTax supportEmail languages returnDays legalName
    address { line1 } } }`;
  expect((await s.query(text)).data?.shop).toEqual({
    name: "Kontor",
    currencies: ["USD", "EUR"],
    country: "DE",
    shipsTo: ["AT", "DE", "FR", "US"],
    pricesIncludeTax: true,
    supportEmail: "help@example.com",
    languages: ["en", "de"],
    returnDays: 30,
    legalName: null,
    address: null,
  });
});

test("the shop publishes the seller's name and address of its invoices, and its days of returns", async () => {
  const legalAddress = {
    line1: "Kai 1",
    line2: null,
    city: "Bremen",
    region: "DE-HB",
    postalCode: "28195",
    country: "DE",
  };
  const s = await shop({ legalName: "Kontor GmbH", legalAddress, returnDays: 60 });
  const text = "{ shop { legalName address { line1 city postalCode regionName country } returnDays } }";
  expect((await s.query(text)).data?.shop).toEqual({
    legalName: "Kontor GmbH",
    address: { line1: "Kai 1", city: "Bremen", postalCode: "28195", regionName: "Bremen", country: "DE" },
    returnDays: 60,
  });
});

test("the shop publishes its logo and colours; browsers get the accent until there is a theme colour of its own", async () => {
  const s = await shop();
  const published = async () => (await s.query("{ shop { logo favicon accentColor themeColor } }")).data?.shop;
  const none = { logo: null, favicon: null, accentColor: null, themeColor: null };
  expect(await published()).toEqual(none);
  const given = { logo: "/media/upl_0a-B.c.png/320.webp", favicon: "/media/icon.SVG", accentColor: "#FFCC00" };
  await save(s, "shopSettingsUpdate", given);
  expect(await published()).toEqual({ ...given, accentColor: "#ffcc00", themeColor: "#ffcc00" });
  await save(s, "shopSettingsUpdate", { themeColor: "#1D1B17" });
  expect(await published()).toMatchObject({ accentColor: "#ffcc00", themeColor: "#1d1b17" });
  await save(s, "shopSettingsUpdate", none);
  expect(await published()).toEqual(none);
});

test("a logo is a picture of this shop, and a colour is a colour: all else is refused at its field", async () => {
  const s = await shop();
  const refused = async (input: Record<string, unknown>) => faults(await save(s, "shopSettingsUpdate", input));
  for (const picture of [
    ...["", "logo.png", "/logo.png", "/media/", "/media/.a.png", "/media/a.pdf", "/media/a/b.png", "/media/../a.png"],
    ...[
      "https://cdn.example/media/a.png",
      "//cdn.example/media/a.png",
      "\\\\cdn.example/media/a.png",
      "javascript:a.png",
    ],
    ...["/media/%2e%2e/a.png", "/media/a.png?x=1", "/media/a.png\n", "/media/a.png/32.webp"],
    `/media/${"a".repeat(300)}.png`,
  ])
    expect(await refused({ logo: picture, favicon: picture }), picture).toEqual(["logo FORMAT", "favicon FORMAT"]);
  for (const colour of ["", "red", "#fff", "#12345g", "#1234567", "#123456;", "#123456\n", "var(--text)"])
    expect(await refused({ accentColor: colour, themeColor: colour }), colour).toEqual([
      "accentColor FORMAT",
      "themeColor FORMAT",
    ]);
  expect(await read(s, "shopSettings")).toMatchObject({ version: 1, logo: null, accentColor: null });
});

async function estimates(s: Shop, weightGrams: number | null, args: string): Promise<unknown> {
  const text = `query ($refs: [_Any!]!) {
    _entities(representations: $refs) { ... on ProductVariant { shippingEstimates(${args}) { id price { minor currency } } } }
  }`;
  const refs = [{ __typename: "ProductVariant", id: "var_1", weightGrams }];
  return (await s.query(text, { refs })).data?._entities;
}

test.each([
  [500, `country: "DE"`, ["home-standard", "home-express"]],
  [5_000, `country: "DE"`, ["home-standard"]],
  [5_000, `country: "DE", currency: "JPY"`, ["home-standard"]],
  [50_000, `country: "DE"`, []],
  [500, `country: "JP"`, []],
  [500, `country: "DE", currency: "GBP"`, []],
  [500, `country: "DE", currency: "CHF"`, []],
  [null, `country: "DE"`, []],
])("%j grams to (%s) have the shipping options %j", async (weight, args, ids) => {
  const s = await shop();
  expect(await estimates(s, weight, args)).toMatchObject([{ shippingEstimates: ids.map((id) => ({ id })) }]);
});

async function today(s: Shop, lineId: string, variant: Record<string, unknown> | undefined): Promise<unknown> {
  const text = `query ($refs: [_Any!]!) { _entities(representations: $refs) { ... on CartLine { priceChanged outOfStock } } }`;
  const refs = [
    {
      __typename: "CartLine",
      id: lineId,
      ...(variant ? { variant: { __typename: "ProductVariant", ...variant } } : {}),
    },
  ];
  const found = (await s.query(text, { refs })).data?._entities;
  return Array.isArray(found) ? found[0] : found;
}

test("a line shows whether price and stock are unchanged, given today's by the router", async () => {
  const s = await shop();
  const { variantId } = await s.products.sell();
  const cart = await cartWith(s, [{ variantId, quantity: 1 }]);
  const { id } = present(cart.lines[0]);
  const prices = (minor: number, currency = "EUR") => ({ prices: [{ minor, currency }], unitsForSale: 1 });
  expect(await today(s, id, prices(1_000))).toEqual({ priceChanged: false, outOfStock: false });
  expect(await today(s, id, prices(1_001))).toEqual({ priceChanged: true, outOfStock: false });
  expect(await today(s, id, prices(1_000, "USD"))).toEqual({ priceChanged: true, outOfStock: false });
  expect(await today(s, id, { prices: [], unitsForSale: 0 })).toEqual({
    priceChanged: true,
    outOfStock: true,
  });
  expect(await today(s, id, undefined)).toEqual({ priceChanged: null, outOfStock: null });
});

test("a line is out of stock if fewer units are available than it has, unless its checkout has reserved them", async () => {
  const s = await shop();
  const { variantId } = await s.products.sell();
  const cart = await cartWith(s, [{ variantId, quantity: 3 }]);
  const { id } = present(cart.lines[0]);
  const units = (unitsForSale: number | null) => today(s, id, { prices: [], unitsForSale });
  expect(await units(2)).toMatchObject({ outOfStock: true });
  expect(await units(3)).toMatchObject({ outOfStock: false });
  expect(await units(null)).toMatchObject({ outOfStock: false });
  await start(s, cart.id);
  expect(await units(0)).toMatchObject({ outOfStock: false });
});
