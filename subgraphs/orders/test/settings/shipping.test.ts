/** Shipping settings: a country is in one zone, and a method has a price for each currency and weight. */
import { sendQuery } from "@hansa/kit/testing";
import { expect, test } from "vitest";
import { faults, read, save } from "../support/back-office/settings.ts";
import { benelux, estimate, rate, shown, standard } from "../support/back-office/shipping.ts";
import { present } from "../support/mutations.ts";
import { type Shop, shop } from "../support/shop.ts";

test("a zone and its method are created, read and used at once, through every process", async () => {
  const s = await shop();
  const twin = await s.twin();
  const { zoneId, methodId } = await benelux(s);
  const rates = [shown("EUR", 500, 390), shown("EUR", 2_000, 990), shown("USD", 500, 450)];
  const facts = { ...standard, taxClass: "STANDARD", taxBasis: "GOODS_PROPORTIONAL", active: true, version: 1, rates };
  const method = { id: methodId, zone: { id: zoneId, name: "Benelux" }, ...facts };
  const zone = { id: zoneId, version: 1, name: "Benelux", countries: ["NL"], methods: [method] };
  expect(await read(s, "shippingZones")).toEqual(expect.arrayContaining([zone]));
  expect(await read(s, "shippingMethods")).toEqual(expect.arrayContaining([method]));
  const here: Pick<Shop, "query"> = {
    query: (query, variables = {}) => sendQuery("orders", twin, s.runtime, { query, variables }),
  };
  for (const server of [s, here]) {
    expect(await estimate(server, "NL")).toEqual([{ label: "Standard", price: { minor: 390 } }]);
    expect((await server.query("{ shop { shipsTo } }")).data).toEqual({
      shop: { shipsTo: ["AT", "DE", "FR", "NL", "US"] },
    });
  }
});

test("zones are sorted by name, methods and zones have all their data, and absent fields stay", async () => {
  const s = await shop();
  const { zoneId, methodId } = await benelux(s);
  const named = await save(s, "shippingZoneSave", { id: zoneId, name: "Low Countries" });
  expect(named.zone).toMatchObject({ version: 2, countries: ["NL"], name: "Low Countries" });
  const wider = await save(s, "shippingZoneSave", { id: zoneId, countries: ["LU", "BE"], expectedVersion: 2 });
  expect(wider.zone).toMatchObject({ version: 3, countries: ["BE", "LU"], name: "Low Countries" });
  const labelled = await save(s, "shippingMethodSave", { id: methodId, label: "Parcel", taxClass: "REDUCED" });
  expect(labelled.method).toMatchObject({ ...standard, label: "Parcel", taxClass: "REDUCED", version: 2 });
  expect(present(labelled.method).rates).toHaveLength(3);
  const cheaper = await save(s, "shippingMethodSave", { id: methodId, rates: [rate("EUR", 1, 0)], expectedVersion: 2 });
  expect(cheaper.method).toMatchObject({ label: "Parcel", version: 3, rates: [shown("EUR", 1, 0)] });
  const moved = await save(s, "shippingMethodSave", { id: methodId, zoneId: "europe" });
  expect(moved.method).toMatchObject({ zone: { id: "europe" }, version: 4 });
  expect(await read(s, "shippingZones")).toMatchObject([
    { name: "America" },
    { name: "Europe", methods: [{ id: "abroad" }, { id: methodId }] },
    { name: "Home" },
    { name: "Low Countries", methods: [] },
  ]);
});

test("a country is in one zone: another zone that claims it is refused with its zone, and nothing changes", async () => {
  const s = await shop();
  const { zoneId } = await benelux(s);
  for (const input of [{ name: "Mine" }, { id: zoneId }])
    expect(await save(s, "shippingZoneSave", { ...input, countries: ["BE", "FR", "US"] })).toMatchObject({
      __typename: "ShippingCountryTakenError",
      code: "SHIPPING_COUNTRY_TAKEN",
      message: "FR lies in Europe, US lies in America.",
      path: ["input", "countries"],
      taken: [
        { country: "FR", zone: { id: "europe", name: "Europe" } },
        { country: "US", zone: { id: "america", name: "America" } },
      ],
    });
  expect(await read(s, "shippingZones")).toMatchObject([{}, { version: 1, countries: ["NL"] }, {}, {}]);
  expect((await save(s, "shippingZoneSave", { id: "europe", countries: ["AT"] })).__typename).toBe("ShippingZoneSaved");
  expect((await save(s, "shippingZoneSave", { id: zoneId, countries: ["FR", "NL"] })).zone).toMatchObject({
    countries: ["FR", "NL"],
  });
  await expect(s.corruptStore(`INSERT INTO shipping_zone_countries VALUES ('FR', 'europe')`)).rejects.toThrow(
    /unique constraint/i,
  );
});

test("of two concurrent claims of one country for two zones one succeeds", async () => {
  const s = await shop();
  const names = ["North", "South", "East", "West"];
  const responses = await Promise.all(names.map((name) => save(s, "shippingZoneSave", { name, countries: ["PL"] })));
  expect(responses.map((response) => response.__typename).toSorted()).toEqual([
    ...Array(3).fill("ShippingCountryTakenError"),
    "ShippingZoneSaved",
  ]);
});

test.each([
  ["shippingZoneSave", "zone", { name: "New" }],
  ["shippingMethodSave", "method", { label: "New" }],
  ["shippingZoneDelete", "zone", {}],
] as const)("of two who %s at once after seeing the same version, one wins", async (field, kind, input) => {
  const s = await shop();
  const { zoneId, methodId } = await benelux(s);
  const id = kind === "zone" ? zoneId : methodId;
  const other = kind === "zone" ? "shippingZoneSave" : field;
  const more = other === "shippingZoneSave" ? { name: "Other" } : { label: "Other" };
  const responses = await Promise.all([
    save(s, other, { id, expectedVersion: 1, ...more }),
    save(s, field, { id, expectedVersion: 1, ...input }),
  ]);
  expect(responses[0]?.__typename).toMatch(/Saved$/);
  expect(responses[1]).toMatchObject({
    __typename: "VersionConflictError",
    code: "VERSION_CONFLICT",
    path: ["input", "expectedVersion"],
    currentVersion: 2,
  });
});

test.each([
  [{}, ["name NEEDED"]],
  [{ name: "" }, ["name LENGTH"]],
  [{ name: "x".repeat(101), countries: ["PL", "PL"] }, ["name LENGTH", "countries.1 TWICE"]],
])("the zone %j is refused", async (input, expected) => {
  const s = await shop();
  expect(faults(await save(s, "shippingZoneSave", input))).toEqual(expected);
  expect(await s.rows("SELECT count(*) AS zones FROM shipping_zones")).toEqual([{ zones: 3 }]);
});

const eur = [rate("EUR", 1, 1)];

test.each([
  [{}, ["zoneId", "carrier", "label", "etaDaysMin", "etaDaysMax", "rates"].map((field) => `${field} NEEDED`)],
  [{ id: "abroad", carrier: " ", label: "x".repeat(101) }, ["carrier LENGTH", "label LENGTH"]],
  [{ id: "abroad", etaDaysMin: -1 }, ["etaDaysMin OUT_OF_RANGE"]],
  [{ id: "abroad", etaDaysMin: 7 }, ["etaDaysMin OUT_OF_RANGE"]],
  [{ id: "abroad", etaDaysMax: 366 }, ["etaDaysMax OUT_OF_RANGE"]],
  [{ id: "abroad", rates: [] }, ["rates LENGTH"]],
  [{ id: "abroad", rates: Array.from({ length: 201 }, (_, index) => rate("EUR", index + 1, 1)) }, ["rates LENGTH"]],
  [
    { id: "abroad", rates: [rate("EUR", 0, -1)] },
    ["rates.0.upToGrams OUT_OF_RANGE", "rates.0.amountMinor OUT_OF_RANGE"],
  ],
  [
    { id: "abroad", rates: [rate("EUR", 10_000_001, 10_000_000_001)] },
    ["rates.0.upToGrams OUT_OF_RANGE", "rates.0.amountMinor OUT_OF_RANGE"],
  ],
  [
    { id: "abroad", rates: [...eur, rate("CHF", 1, 1), rate("EUR", 1, 2)] },
    ["rates.1.currency NOT_OFFERED", "rates.2.upToGrams DUPLICATE"],
  ],
])("the method %j is refused with all its problems, and nothing changes", async (input, expected) => {
  const s = await shop();
  const before = await read(s, "shippingMethods");
  const refused = await save(s, "shippingMethodSave", input);
  expect(refused.__typename).toBe("ValidationError");
  expect(faults(refused)).toEqual(expected);
  expect(await read(s, "shippingMethods")).toEqual(before);
});

test.each([
  ["shippingZoneSave", { id: "nowhere", name: "X" }, "id"],
  ["shippingZoneDelete", { id: "nowhere" }, "id"],
  ["shippingMethodSave", { id: "nowhere", label: "X" }, "id"],
  ["shippingMethodSave", { id: "abroad", zoneId: "nowhere" }, "zoneId"],
] as const)("%s of %j leads nowhere", async (field, input, at) => {
  const s = await shop();
  expect(await save(s, field, input)).toMatchObject({ __typename: "NotFoundError", path: ["input", at] });
});
