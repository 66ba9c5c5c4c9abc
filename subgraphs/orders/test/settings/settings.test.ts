/** Settings: initialised once with the defaults, then changed only by the owner, and published to the other services. */
import { events } from "@hansa/contracts/events";
import { findEvents } from "@hansa/kit/messaging";
import { directTransport } from "@hansa/kit/rpc";
import { manualRuntime, sendQuery, temporaryFolder } from "@hansa/kit/testing";
import { expect, onTestFinished, test } from "vitest";
import { readConfig } from "../../src/config.ts";
import { orders } from "../../src/server.ts";
import { findSettings } from "../../src/store/settings/settings.ts";
import { colleague, faults, read, save } from "../support/back-office/settings.ts";
import { advanceClockUntilDone } from "../support/clock.ts";
import { noon, type Shop, shop } from "../support/shop.ts";

const at = new Date(noon).toISOString();

const reservationLimits = {
  ...{ accountUnits: 12, accountPercent: 50 },
  ...{ guestPercent: 20, guestMinimum: 2, guestMaximum: 20 },
  ...{ cartUnits: 100_000, promotionUses: 5 },
};

/** The published settings events, in order. */
async function published({ running }: Shop) {
  const { events: all } = await running.service.deps.store.read((db) => findEvents(db, 0, 500));
  return all
    .filter(({ type }) => type === events.shopSettingsChanged.type)
    .map(({ payload, aggregateId }) => ({ ...events.shopSettingsChanged.payload.parse(payload), aggregateId }));
}

test("a new shop starts with the defaults and the sender of its mail, and publishes them to the other services", async () => {
  const s = await shop({ environment: { HANSA_MAIL_FROM: "The Kontor <shop@example.com>" } });
  expect(await read(s, "shopSettings")).toEqual({
    version: 1,
    name: "Hansa",
    currencies: ["EUR", "USD", "GBP", "JPY"],
    country: "DE",
    captureMode: "ON_PLACEMENT",
    pricesIncludeTax: true,
    senderEmail: "shop@example.com",
    supportEmail: null,
    lowStockThreshold: 5,
    compareAtRule: "FREE",
    shippingTaxBasis: "GOODS_PROPORTIONAL",
    payableSteps: [],
    legalName: null,
    legalAddress: null,
    vatId: null,
    timeZone: "UTC",
    reverseCharge: false,
    reverseChargeCheck: "SERVICE",
    exportPrices: "GROSS",
    distanceSales: "HOME",
    invoiceRetentionYears: 10,
    withdrawalDays: 14,
    latePaymentHours: 24,
    rateLimits: {
      cartsPerNetwork: 60,
      declinesPerCheckout: 5,
      declinesPerNetwork: 20,
      declinesPerSavedMethod: 5,
      unaskedMailsPerAddress: 5,
    },
    retentionDays: { guestCarts: 30, unpaidCheckouts: 30, unconfirmedAccounts: 7 },
    reservationLimits,
    cartLimits: { lines: 100, unitsPerLine: 999 },
    reservationSeconds: { afterStep: 900, inAll: 3_600, withoutEmail: 300 },
    returnDays: 30,
    ...{ logo: null, favicon: null, accentColor: null, themeColor: null },
    updatedAt: at,
  });
  expect(await published(s)).toEqual([
    {
      aggregateId: "shop",
      name: "Hansa",
      currencies: ["EUR", "USD", "GBP", "JPY"],
      country: "DE",
      lowStockThreshold: 5,
      compareAtRule: "FREE",
      timeZone: "UTC",
      rateLimits: {
        cartsPerNetwork: 60,
        declinesPerCheckout: 5,
        declinesPerNetwork: 20,
        declinesPerSavedMethod: 5,
        unaskedMailsPerAddress: 5,
      },
      retentionDays: { guestCarts: 30, unpaidCheckouts: 30, unconfirmedAccounts: 7 },
      reservationLimits,
    },
  ]);
});

test("a restart keeps the settings of the store, and publishes nothing again", async () => {
  const s = await shop({ name: "Kontor" });
  await save(s, "shopSettingsUpdate", { name: "Speicher" });
  await s.restart();
  expect(await read(s, "shopSettings")).toMatchObject({ name: "Speicher", version: 2 });
  expect((await published(s)).map(({ name }) => name)).toEqual(["Kontor", "Speicher"]);
});

test("two processes that start a new shop at once write its settings once", async () => {
  const folder = temporaryFolder();
  const runtime = manualRuntime(noon);
  const transport = directTransport(new Map());
  const config = readConfig({ HANSA_DATA: folder.path, HANSA_LOG_LEVEL: "silent" });
  const start = (name: string) =>
    orders.configured({ ...config, firstSettings: { ...config.firstSettings, name } }).open(runtime, transport);
  const services = await advanceClockUntilDone(runtime, Promise.all(["One", "Other"].map(start)));
  onTestFinished(async () => {
    await Promise.all(services.map((service) => service.stop()));
    folder.remove();
  });
  const known = await Promise.all(
    services.map(({ deps }) =>
      deps.store.read(async (db) => ({ settings: await findSettings(db), published: await findEvents(db, 0, 10) })),
    ),
  );
  expect(known[0]).toEqual(known[1]);
  expect(known[0]?.published.events).toHaveLength(1);
  expect(known[0]?.published.events[0]?.payload).toMatchObject({ name: known[0]?.settings.name });
});

test("given fields are changed, absent fields stay, and the change is published", async () => {
  const s = await shop({ supportEmail: "help@example.com" });
  const before = await read(s, "shopSettings");
  await s.runtime.advance(1_000);
  const one = await save(s, "shopSettingsUpdate", {
    name: " Kontor ",
    lowStockThreshold: 0,
    captureMode: "ON_FULFILMENT",
  });
  const later = new Date(noon + 1_000).toISOString();
  const changed = { name: "Kontor", lowStockThreshold: 0, captureMode: "ON_FULFILMENT", version: 2, updatedAt: later };
  expect(one.settings).toEqual({ ...Object(before), ...changed });
  const all = {
    name: "Speicher",
    currencies: ["JPY", "EUR"],
    country: "JP",
    captureMode: "ON_PLACEMENT",
    pricesIncludeTax: false,
    senderEmail: "a@example.com",
    supportEmail: null,
    lowStockThreshold: 9,
    compareAtRule: "LOWEST",
  };
  const two = await save(s, "shopSettingsUpdate", { ...all, expectedVersion: 2 });
  // Without a decision the tax basis of shipping is that of the country.
  expect(two.settings).toEqual({ ...Object(before), ...all, shippingTaxBasis: "CLASS", version: 3, updatedAt: later });
  expect(await read(s, "shopSettings")).toEqual(two.settings);
  expect(await published(s)).toMatchObject([
    { name: "Hansa", country: "DE", lowStockThreshold: 5 },
    { name: "Kontor", country: "DE", lowStockThreshold: 0, compareAtRule: "FREE" },
    { name: "Speicher", country: "JP", lowStockThreshold: 9, compareAtRule: "LOWEST", currencies: ["JPY", "EUR"] },
  ]);
});

test("an ineffective change keeps the version and publishes nothing; null clears optional fields only", async () => {
  const s = await shop();
  const same = {
    name: "Hansa",
    currencies: ["EUR", "USD", "GBP", "JPY"],
    supportEmail: null,
    country: null,
  };
  const { settings } = await save(s, "shopSettingsUpdate", same);
  expect(settings).toMatchObject({ version: 1, name: "Hansa", country: "DE", supportEmail: null });
  expect(await published(s)).toHaveLength(1);
});

test.each([
  [{ name: " " }, ["name LENGTH"]],
  [{ name: "x".repeat(101) }, ["name LENGTH"]],
  [{ name: "Kontor\r\nBcc: all@example.com" }, ["name FORMAT"]],
  [{ currencies: [] }, ["currencies LENGTH"]],
  [{ currencies: ["EUR", "USD", "EUR"] }, ["currencies.2 TWICE"]],
  [{ senderEmail: "sender" }, ["senderEmail FORMAT"]],
  [{ senderEmail: "Shop <shop@example.com>" }, ["senderEmail FORMAT"]],
  [{ supportEmail: "" }, ["supportEmail FORMAT"]],
  [{ lowStockThreshold: -1 }, ["lowStockThreshold OUT_OF_RANGE"]],
  [{ lowStockThreshold: 1_000_001 }, ["lowStockThreshold OUT_OF_RANGE"]],
  [
    { name: "", senderEmail: "@", lowStockThreshold: -5 },
    ["name LENGTH", "senderEmail FORMAT", "lowStockThreshold OUT_OF_RANGE"],
  ],
])("%j is refused with all its problems, and nothing changes", async (input, expected) => {
  const s = await shop();
  const refused = await save(s, "shopSettingsUpdate", { pricesIncludeTax: false, ...input });
  expect(refused.__typename).toBe("ValidationError");
  expect(faults(refused)).toEqual(expected);
  expect(await read(s, "shopSettings")).toMatchObject({ version: 1, pricesIncludeTax: true });
});

test("of two concurrent saves with the same version one wins, and the other gets the current version", async () => {
  const s = await shop();
  const twin = await s.twin();
  const there = { query: s.query };
  const here: typeof there = {
    query: (text, variables = {}, sender = {}) =>
      sendQuery("orders", twin, s.runtime, { query: text, variables, ...sender }),
  };
  const saving = Promise.all(
    [there, here, there, here].map((server, index) =>
      save(server, "shopSettingsUpdate", { name: `Editor ${index}`, expectedVersion: 1 }),
    ),
  );
  const responses = await advanceClockUntilDone(s.runtime, saving);
  const names = responses.map((response) => response.__typename).toSorted();
  expect(names).toEqual(["ShopSettingsSaved", ...Array(3).fill("VersionConflictError")]);
  expect(responses.filter((response) => response.currentVersion === 2)).toHaveLength(3);
  const winner = responses.find((response) => response.settings)?.settings;
  expect(await read(here, "shopSettings")).toEqual(winner);
});

test.each([
  ["CUSTOMER", false, false],
  ["SUPPORT", false, false],
  ["CATALOG_MANAGER", false, false],
  ["FULFILMENT", false, false],
  ["FINANCE", true, false],
  ["ADMIN", true, true],
] as const)("%s may read the settings: %j, and change them: %j", async (role, reads, writes) => {
  const s = await shop();
  const sender = colleague(role);
  const code = (response: Awaited<ReturnType<Shop["query"]>>) => response.errors?.[0]?.extensions?.code ?? "let in";
  const outcome = (allowed: boolean) => (allowed ? "let in" : "FORBIDDEN");
  for (const text of [
    "shopSettings { version }",
    "shippingZones { id methods { rates { upToGrams } } }",
    "shippingMethods { id }",
    "taxRates { id rate }",
  ])
    expect(code(await s.query(`{ ${text} }`, {}, sender))).toBe(outcome(reads));
  for (const text of [
    `shopSettingsUpdate(input: { name: "Taken over" })`,
    `shippingZoneSave(input: { name: "Taken over" })`,
    `shippingZoneDelete(input: { id: "home" })`,
    `shippingMethodSave(input: { id: "overseas", active: false })`,
    `taxRateSave(input: { name: "None", country: "DE", rate: "0" })`,
    `taxRateDelete(input: { id: "DE-null-standard-${Date.UTC(2030, 0, 1)}" })`,
  ])
    expect(code(await s.query(`mutation { ${text} { __typename } }`, {}, sender))).toBe(outcome(writes));
  expect(await read(s, "shopSettings")).toMatchObject({ name: writes ? "Taken over" : "Hansa" });
  expect(await s.rows("SELECT count(*) AS zones FROM shipping_zones")).toEqual([{ zones: 3 }]);
});

test("the store itself refuses a second row of settings, and a shop without a currency", async () => {
  const s = await shop();
  await expect(s.corruptStore("UPDATE shop_settings SET id = 2")).rejects.toThrow(/check constraint/i);
  await expect(s.corruptStore("UPDATE shop_settings SET currencies = '[]'")).rejects.toThrow(/check constraint/i);
});
