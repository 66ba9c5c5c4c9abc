/** Territories: where an address lies for value added tax, by country, region and postal code. */
import { expect, test } from "vitest";
import { isKnownByPostalCode, memberStates, territoryOf } from "../../src/address/territories.ts";

test.each([
  ["Heligoland", { country: "DE", postalCode: "27498" }],
  ["Büsingen", { country: "DE", postalCode: "78266" }],
  ["Livigno", { country: "IT", postalCode: "23041" }],
  ["Livigno", { country: "IT", postalCode: "23030", city: "Livigno (SO)" }],
  ["Campione d'Italia", { country: "IT", postalCode: "22061" }],
  ["San Marino", { country: "IT", postalCode: "47890" }],
  ["Vatican City", { country: "IT", postalCode: "00120" }],
  ["the Canary Islands", { country: "ES", postalCode: "35001", region: "ES-GC" }],
  ["the Canary Islands", { country: "ES", postalCode: "38001" }],
  ["Ceuta", { country: "ES", postalCode: "51001" }],
  ["Melilla", { country: "ES", postalCode: "52006" }],
  ["Guadeloupe", { country: "FR", postalCode: "97100" }],
  ["Martinique", { country: "FR", postalCode: "97200" }],
  ["French Guiana", { country: "FR", postalCode: "97300" }],
  ["Réunion", { country: "FR", postalCode: "97400" }],
  ["Saint Pierre and Miquelon", { country: "FR", postalCode: "97500" }],
  ["Mayotte", { country: "FR", postalCode: "97600" }],
  ["Saint Barthélemy", { country: "FR", postalCode: "97700" }],
  ["Saint Martin", { country: "FR", postalCode: "97800" }],
  ["the French Southern Territories", { country: "FR", postalCode: "98413" }],
  ["Wallis and Futuna", { country: "FR", postalCode: "98600" }],
  ["French Polynesia", { country: "FR", postalCode: "98714" }],
  ["New Caledonia", { country: "FR", postalCode: "98800" }],
  ["Réunion", { country: "FR", region: "FR-974", postalCode: "" }],
  ["Mount Athos", { country: "GR", postalCode: "630 86" }],
  ["Åland", { country: "FI", postalCode: "22100" }],
  ["Jersey", { country: "GB", postalCode: "JE2 3AB" }],
  ["Greenland", { country: "DK", postalCode: "3900" }],
])("%s is apart from the tax of its country and outside the Union: %o", (name, place) => {
  const outside = { goods: false, services: false };
  expect(territoryOf(place)).toMatchObject({ country: place.country, name, isApart: true, inUnion: outside });
});

test("Monaco has the tax of France, and the Isle of Man that of Great Britain", () => {
  const inside = { goods: true, services: true };
  expect(territoryOf({ country: "MC", postalCode: "98000" })).toMatchObject({ country: "FR", inUnion: inside });
  expect(territoryOf({ country: "FR", postalCode: "98000" })).toMatchObject({ country: "FR", inUnion: inside });
  expect(territoryOf({ country: "IM", postalCode: "IM1 1AA" })).toMatchObject({ country: "GB", isApart: false });
});

test("Northern Ireland is of the Union for goods and not for services, with the rates of its country", () => {
  const found = { country: "GB", region: "GB-NIR", isApart: false, inUnion: { goods: true, services: false } };
  expect(territoryOf({ country: "GB", postalCode: "bt1 5gs" })).toMatchObject(found);
  expect(territoryOf({ country: "GB", region: "GB-NIR" })).toMatchObject(found);
  const london = territoryOf({ country: "GB", postalCode: "EC1A 1BB", region: "GB-NIR" });
  expect(london).toMatchObject({ name: null, inUnion: { goods: false, services: false } });
});

test.each([
  { country: "IT", postalCode: "23030", city: "Chiuro" },
  { country: "DE", postalCode: "27499" },
  { country: "FR", postalCode: "75001", region: "FR-974" },
  { country: "ES", postalCode: "07001", region: "ES-PM" },
  { country: "AT", postalCode: "22010" },
])("the postal code decides: %o is a part of its country", (place) => {
  expect(territoryOf(place)).toMatchObject({ country: place.country, name: null, isApart: false });
  expect(territoryOf(place).inUnion).toEqual({ goods: true, services: true });
});

test("the Union has 27 member states", () => {
  expect(memberStates).toHaveLength(27);
  expect(memberStates).toEqual(expect.arrayContaining(["AT", "GR", "HR"]));
});

test("regions that a postal code tells need not be asked for", () => {
  expect(isKnownByPostalCode("FR", "FR-974")).toBe(true);
  expect(isKnownByPostalCode("ES", "ES-TF")).toBe(true);
  expect(isKnownByPostalCode("GB", "GB-NIR")).toBe(true);
  expect(isKnownByPostalCode("FR", "FR-2A")).toBe(false);
  expect(isKnownByPostalCode("DE", "DE-SH")).toBe(false);
});
