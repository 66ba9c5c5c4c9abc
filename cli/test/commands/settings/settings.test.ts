/** `hansa settings list` and `hansa settings set`, on a running shop. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { demoAccount } from "@hansa/client/demo-accounts";
import { buildASTSchema, type GraphQLInputObjectType, isInputObjectType, isListType, parse } from "graphql";
import { afterAll, beforeAll, expect, test } from "vitest";
import { staffOf } from "../../../commands/import/staff.ts";
import { listSettings, setSetting } from "../../../commands/settings/command.ts";
import { settingNames } from "../../../commands/settings/names.ts";
import { root } from "../../../host/shop.mjs";
import { openBehindRouter, type RunningShop } from "../export/support/shop-behind-router.ts";

let running: RunningShop;
beforeAll(async () => {
  running = await openBehindRouter(["EUR", "USD"]);
});
afterAll(() => running.close());

const listedValue = async (name: string) => {
  const line = (await listSettings(running.staff)).find((each) => each.startsWith(`${name} `));
  return line?.slice(name.length).trim();
};

test("every setting that shopSettingsUpdate takes can be set, and is listed", async () => {
  expect([...settingNames].sort()).toEqual(changeableNames().sort());
  const lines = await listSettings(running.staff);
  expect(lines.map((line) => line.split(" ", 1).join())).toEqual(settingNames);
});

test.each([
  ["name", "Kontor"],
  ["currencies", "USD,EUR"],
  ["captureMode", "ON_FULFILMENT"],
  ["pricesIncludeTax", "false"],
  ["supportEmail", "help@kontor.example"],
  ["returnDays", "14"],
  ["accentColor", "#0b5c4a"],
  ["shippingTaxBasis", "GOODS_HIGHEST"],
  ["cartLimits.unitsPerLine", "12"],
  ["reservationSeconds.withoutEmail", "60"],
  ["legalAddress", '{"line1":"Kai 1","city":"Bremen","postalCode":"28195","country":"DE"}'],
])("%s is set to %s, and listed with it", async (name, value) => {
  expect(await setSetting(running.staff, name, value)).toMatch(`${name} is ${value} (version `);
  const listed = await listedValue(name);
  if (name === "legalAddress") expect(JSON.parse(listed ?? "")).toMatchObject(JSON.parse(value));
  else expect(listed).toBe(value);
});

test("none removes an optional setting", async () => {
  await setSetting(running.staff, "supportEmail", "help@kontor.example");
  await setSetting(running.staff, "supportEmail", "none");
  expect(await listedValue("supportEmail")).toBe("none");
});

test("a value out of bounds is refused with its bounds, and nothing changes", async () => {
  const before = await listedValue("cartLimits.lines");
  await expect(setSetting(running.staff, "cartLimits.lines", "2001")).rejects.toThrow(
    "nothing was changed. cartLimits.lines: This is a number from 1 to 2000.",
  );
  expect(await listedValue("cartLimits.lines")).toBe(before);
});

test("an account without the scope is told so", async () => {
  const support = staffOf(running.staff.origin, demoAccount("SUPPORT"));
  await expect(setSetting(support, "name", "Taken over")).rejects.toThrow("the shop answers: ");
  await expect(listSettings(support)).rejects.toThrow("the shop answers: ");
});

/** The names of the fields of the input, those of groups after a point. An address is one value. */
function changeableNames(): string[] {
  const text = readFileSync(path.join(root, "router/client/schema.graphql"), "utf8");
  const schema = buildASTSchema(parse(text), { assumeValidSDL: true });
  const inputOf = (name: string): GraphQLInputObjectType => {
    const type = schema.getType(name);
    if (!isInputObjectType(type)) throw new Error(`${name} is no input`);
    return type;
  };
  return Object.values(inputOf("ShopSettingsUpdateInput").getFields()).flatMap(({ name, type }) => {
    if (name === "expectedVersion" || name === "acknowledge") return [];
    if (isListType(type) || !isInputObjectType(type) || type.name === "SellerAddressInput") return [name];
    return Object.keys(type.getFields()).map((own) => `${name}.${own}`);
  });
}
