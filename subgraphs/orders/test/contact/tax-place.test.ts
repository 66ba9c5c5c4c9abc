/** Corrected addresses and taxes: an address moves within the place for which its order was taxed, and out of it by no means. */
import { expect, test } from "vitest";
import {
  type Address,
  addRate,
  belfast,
  buyTo,
  monaco,
  shopOfPlaces,
  tenerife,
} from "../support/back-office/tax-laws.ts";
import { correctContact } from "../support/contact.ts";
import { buy, readOrder } from "../support/order-changes.ts";
import { home } from "../support/purchase.ts";
import { shop } from "../support/shop.ts";

const california = { ...home, line1: "1 Pier", city: "Oakland", region: "CA", postalCode: "94607", country: "US" };
const inAmerica = (region: string, city: string, postalCode: string) => ({ ...california, region, city, postalCode });

const newYork = inAmerica("NY", "New York", "10001");

test.each<[what: string, answer: string, from: Address, to: Record<string, string | null>]>([
  ["within a taxed region", "OrderContactUpdated", california, { city: "Berkeley", postalCode: "94704" }],
  ["out of a taxed region", "TaxWouldChangeError", california, newYork],
  ["between regions without a rate", "OrderContactUpdated", newYork, inAmerica("TX", "Austin", "73301")],
  ["into a taxed region", "TaxWouldChangeError", newYork, california],
  ["out of a region that the taxes need", "ValidationError", california, { region: null }],
])("an address moves %s: %s", async (_what, answer, from, to) => {
  const s = await shop();
  const addresses = { shippingAddress: from, shippingOptionId: "overseas" };
  const order = await buy(s, undefined, {}, { addresses });
  const before = await readOrder(s, order);
  expect(await correctContact(s, order, { shippingAddress: { ...from, ...to } })).toMatchObject({ __typename: answer });
  expect(await readOrder(s, order)).toMatchObject({ totals: before.totals });
});

test("a territory is a place of its own: no address moves into one or out of it", async () => {
  const s = await shopOfPlaces();
  for (const country of ["ES", "GB", "FR"]) await addRate(s, country, "0.2");
  const madrid = { ...home, city: "Madrid", region: "ES-MD", postalCode: "28001", country: "ES" };
  const leeds = { ...home, line1: "1 Mill", city: "Leeds", postalCode: "LS1 4AP", country: "GB" };
  for (const [inside, outside] of [
    [tenerife, madrid],
    [belfast, leeds],
  ] as const) {
    for (const [from, to] of [
      [inside, outside],
      [outside, inside],
    ] as const) {
      const order = await buyTo(s, from);
      expect(await correctContact(s, order, { shippingAddress: to }), to.city).toMatchObject({
        __typename: "TaxWouldChangeError",
        path: ["input", "shippingAddress"],
      });
      const corrected = await correctContact(s, order, { shippingAddress: { ...from, line1: "Kai 9" } });
      expect(corrected, from.city).toMatchObject({ __typename: "OrderContactUpdated" });
    }
  }
  const paris = { ...home, city: "Paris", postalCode: "75001", country: "FR" };
  expect(await correctContact(s, await buyTo(s, monaco), { shippingAddress: paris })).toMatchObject({
    __typename: "TaxWouldChangeError",
  });
});
