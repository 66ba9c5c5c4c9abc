/** Limits among the settings: each number can be changed alone, has its default until then, and is published. */
import { events } from "@hansa/contracts/events";
import { findEvents } from "@hansa/kit/messaging";
import { expect, test } from "vitest";
import { faults, read, save } from "../support/back-office/settings.ts";
import { type Shop, shop } from "../support/shop.ts";

/** The last published settings. */
async function lastPublished({ running }: Shop) {
  const { events: all } = await running.service.deps.store.read((db) => findEvents(db, 0, 500));
  return all.findLast(({ type }) => type === events.shopSettingsChanged.type)?.payload;
}

test("one limit can be changed alone, and is published; numbers out of range are refused by name", async () => {
  const s = await shop();
  const changed = {
    rateLimits: {
      cartsPerNetwork: 60,
      declinesPerCheckout: 5,
      declinesPerNetwork: 7,
      declinesPerSavedMethod: 5,
      unaskedMailsPerAddress: 5,
    },
  };
  expect(await save(s, "shopSettingsUpdate", { rateLimits: { declinesPerNetwork: 7 } })).toMatchObject({
    settings: { version: 2, ...changed },
  });
  await save(s, "shopSettingsUpdate", { name: "Kontor" });
  expect(await read(s, "shopSettings")).toMatchObject({ version: 3, ...changed });
  expect(await lastPublished(s)).toMatchObject(changed);
  const wrong = await save(s, "shopSettingsUpdate", { rateLimits: { declinesPerNetwork: 0, declinesPerCheckout: 6 } });
  expect(faults(wrong)).toEqual(["rateLimits.declinesPerNetwork OUT_OF_RANGE"]);
  expect(await read(s, "shopSettings")).toMatchObject({ version: 3, ...changed });
});

test("limits of reservations are changed and published alike; a share is a percentage", async () => {
  const s = await shop();
  const reservationLimits = {
    accountUnits: 12,
    accountPercent: 100,
    guestPercent: 0,
    guestMinimum: 5,
    guestMaximum: 20,
    cartUnits: 6,
    promotionUses: 5,
  };
  const input = { reservationLimits: { accountPercent: 100, guestPercent: 0, guestMinimum: 5, cartUnits: 6 } };
  expect(await save(s, "shopSettingsUpdate", input)).toMatchObject({ settings: { version: 2, reservationLimits } });
  expect(await lastPublished(s)).toMatchObject({ reservationLimits });
  const wrong = {
    ...{ accountUnits: 0, accountPercent: 101, guestPercent: -1, guestMaximum: 1_000_001 },
    ...{ cartUnits: 0, promotionUses: 0 },
  };
  expect(faults(await save(s, "shopSettingsUpdate", { reservationLimits: wrong }))).toEqual([
    "reservationLimits.accountUnits OUT_OF_RANGE",
    "reservationLimits.accountPercent OUT_OF_RANGE",
    "reservationLimits.guestPercent OUT_OF_RANGE",
    "reservationLimits.guestMaximum OUT_OF_RANGE",
    "reservationLimits.cartUnits OUT_OF_RANGE",
    "reservationLimits.promotionUses OUT_OF_RANGE",
  ]);
});

test.each([
  [{ cartLimits: { lines: 0, unitsPerLine: 0 } }, ["cartLimits.lines", "cartLimits.unitsPerLine"]],
  [{ cartLimits: { lines: 2_001, unitsPerLine: 1_000_001 } }, ["cartLimits.lines", "cartLimits.unitsPerLine"]],
  [
    { reservationSeconds: { afterStep: 0, inAll: 0, withoutEmail: 0 } },
    ["reservationSeconds.afterStep", "reservationSeconds.inAll", "reservationSeconds.withoutEmail"],
  ],
  [{ reservationSeconds: { afterStep: 1_000_001 } }, ["reservationSeconds.afterStep"]],
  [{ returnDays: -1 }, ["returnDays"]],
  [{ returnDays: 3_651 }, ["returnDays"]],
])("%j is out of range, and changes nothing", async (input, fields) => {
  const s = await shop();
  const refused = await save(s, "shopSettingsUpdate", input);
  expect(faults(refused)).toEqual(fields.map((field) => `${field} OUT_OF_RANGE`));
  expect(await read(s, "shopSettings")).toMatchObject({ version: 1 });
});

test("the bounds themselves are accepted, and numbers that are not named stay", async () => {
  const s = await shop();
  const { settings: largest } = await save(s, "shopSettingsUpdate", {
    cartLimits: { lines: 2_000 },
    reservationSeconds: { inAll: 1_000_000 },
    returnDays: 3_650,
  });
  expect(largest).toMatchObject({
    cartLimits: { lines: 2_000, unitsPerLine: 999 },
    reservationSeconds: { afterStep: 900, inAll: 1_000_000, withoutEmail: 300 },
    returnDays: 3_650,
  });
  const { settings: smallest } = await save(s, "shopSettingsUpdate", {
    cartLimits: { unitsPerLine: 1 },
    reservationSeconds: { withoutEmail: 1 },
    returnDays: 0,
  });
  expect(smallest).toMatchObject({
    cartLimits: { lines: 2_000, unitsPerLine: 1 },
    reservationSeconds: { afterStep: 900, inAll: 1_000_000, withoutEmail: 1 },
    returnDays: 0,
  });
});
