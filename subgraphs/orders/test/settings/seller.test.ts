/** Seller settings: normalised, validated by the rules of the seller's country, and recorded in the audit log. */
import { expect, test } from "vitest";
import { colleague, faults, read, save } from "../support/back-office/settings.ts";
import { shop } from "../support/shop.ts";

const office = { line1: "Kai 1", city: "Bremen", postalCode: "28195", country: "DE" };

test("the seller is stored in the form of its country, with a new version", async () => {
  const s = await shop();
  const seller = {
    legalName: " Kontor GmbH ",
    legalAddress: { ...office, region: "bremen", postalCode: " D-28195" },
    vatId: "136.695.976",
    timeZone: "europe/berlin",
    reverseCharge: true,
    invoiceRetentionYears: 6,
  };
  const saved = await save(s, "shopSettingsUpdate", { ...seller, expectedVersion: 1 });
  const stored = {
    version: 2,
    legalName: "Kontor GmbH",
    legalAddress: { ...office, line2: null, region: "DE-HB", regionName: "Bremen" },
    vatId: "DE136695976",
    timeZone: "Europe/Berlin",
    reverseCharge: true,
    invoiceRetentionYears: 6,
  };
  expect(saved.settings).toMatchObject(stored);
  expect(await read(s, "shopSettings")).toMatchObject(stored);
  expect((await save(s, "shopSettingsUpdate", seller)).settings).toMatchObject({ version: 2 });
  expect(await s.rows("SELECT payload FROM outbox WHERE type = 'audit.recorded'")).toEqual([
    {
      payload: expect.stringMatching(/legalName, legalAddress, vatId, timeZone, reverseCharge, invoiceRetentionYears/),
    },
  ]);
});

test("name, address and VAT id can be removed", async () => {
  const s = await shop();
  await save(s, "shopSettingsUpdate", { legalName: "Kontor", legalAddress: office, vatId: "DE136695976" });
  const nothing = { legalName: null, legalAddress: null, vatId: null };
  expect((await save(s, "shopSettingsUpdate", nothing)).settings).toMatchObject({ ...nothing, timeZone: "UTC" });
});

test("the VAT id cannot be removed while reverse charge needs it", async () => {
  const s = await shop();
  await save(s, "shopSettingsUpdate", { vatId: "DE136695976", reverseCharge: true });
  expect(faults(await save(s, "shopSettingsUpdate", { vatId: null }))).toEqual(["reverseCharge NEEDS_VAT_ID"]);
  const both = await save(s, "shopSettingsUpdate", { vatId: null, reverseCharge: false });
  expect(both.settings).toMatchObject({ vatId: null, reverseCharge: false });
});

test.each([
  [{ legalName: " " }, ["legalName LENGTH"]],
  [{ legalName: "x".repeat(201) }, ["legalName LENGTH"]],
  [
    { legalAddress: { ...office, line1: "", postalCode: "1" } },
    ["legalAddress.line1 EMPTY", "legalAddress.postalCode FORMAT"],
  ],
  [{ legalAddress: { ...office, country: "US", postalCode: "94103" } }, ["legalAddress.region EMPTY"]],
  [{ vatId: "DE12" }, ["vatId FORMAT"]],
  [{ legalAddress: { ...office, country: "AT", postalCode: "1010" }, vatId: "123456789" }, ["vatId FORMAT"]],
  [{ timeZone: "Europe/Atlantis" }, ["timeZone UNKNOWN"]],
  [{ timeZone: "+01:00" }, ["timeZone UNKNOWN"]],
  [{ timeZone: "" }, ["timeZone UNKNOWN"]],
  [{ invoiceRetentionYears: 0 }, ["invoiceRetentionYears OUT_OF_RANGE"]],
  [{ invoiceRetentionYears: 101 }, ["invoiceRetentionYears OUT_OF_RANGE"]],
  [{ reverseCharge: true }, ["reverseCharge NEEDS_VAT_ID"]],
])("%j is refused, and nothing changes", async (input, expected) => {
  const s = await shop();
  const refused = await save(s, "shopSettingsUpdate", input);
  expect([refused.__typename, faults(refused)]).toEqual(["ValidationError", expected]);
  expect(await read(s, "shopSettings")).toMatchObject({ version: 1, legalName: null, timeZone: "UTC" });
});

test("changing the seller needs the scope settings:write", async () => {
  const s = await shop();
  const text = `mutation { shopSettingsUpdate(input: { legalName: "Mine" }) { __typename } }`;
  const { errors } = await s.query(text, {}, colleague("FINANCE"));
  expect(errors?.map(({ extensions }) => extensions?.code)).toEqual(["FORBIDDEN"]);
});
