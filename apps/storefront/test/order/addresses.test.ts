/** The addresses of an order: the billing address has its place where it is another one, with company and VAT id. */
import { h } from "preact";
import { renderToString } from "preact-render-to-string";
import { expect, test } from "vitest";
import { Addresses } from "../../pages/order/elements/addresses.tsx";

const ada = {
  name: "Ada Byron",
  company: null,
  vatId: null,
  line1: "Am Sandtorkai 1",
  line2: null,
  postalCode: "20457",
  city: "Hamburg",
  regionName: null,
  country: "DE",
};
const company = { ...ada, company: "Byron BV", vatId: "NL123456789B01", line1: "Dam 1", country: "NL" };

type Lines = { [Line in keyof typeof ada]: string | null } & { country: string };

function linesOf(shippingAddress: Lines | null, billingAddress: Lines | null): string[] {
  const html = renderToString(h(Addresses, { order: { shippingAddress, billingAddress }, language: "de" }));
  return [...html.matchAll(/>([^<>]+)</g)].map(([, text = ""]) => text);
}

const toAda = ["Lieferadresse", "Ada Byron", "Am Sandtorkai 1", "20457 Hamburg", "Deutschland"];
const toCompany = [
  "Rechnungsadresse",
  "Ada Byron",
  "Byron BV",
  "USt-IdNr.: NL123456789B01",
  "Dam 1",
  "20457 Hamburg",
  "Niederlande",
];

test("another billing address stands below the shipping address, with company and VAT id", () => {
  expect(linesOf(ada, company)).toEqual([...toAda, ...toCompany]);
  expect(linesOf(ada, { ...ada, company: "Byron BV" })).toContain("Rechnungsadresse");
});

test("the same address is shown once, and an order without parcels has its billing address alone", () => {
  expect(linesOf(ada, { ...ada })).toEqual(toAda);
  expect(linesOf(ada, null)).toEqual(toAda);
  expect(linesOf(null, company)).toEqual(toCompany);
  expect(linesOf(null, null)).toEqual([]);
});
