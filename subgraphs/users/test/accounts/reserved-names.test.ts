/** Display names of the shop and of its staff are refused to customers, however they are spelled. */
import { events } from "@hansa/contracts/events";
import { expect, test } from "vitest";
import { isReservedName } from "../../src/service/accounts/reserved-names.ts";
import { createAccount, login, password, readField, shop, signIn } from "../support/shop.ts";

test.each([
  ["Hansa Support"],
  ["Hansa"],
  ["hansa"],
  ["HANSA TEAM"],
  ["The Hansa Shop"],
  ["HansaSupport"],
  ["admin"],
  ["Admin"],
  ["ADMINISTRATOR"],
  ["support"],
  ["Anna from Support"],
  ["AnnaSupport"],
  ["s u p p o r t"],
  ["s-u-p.p_o r t"],
  ["Customer Service"],
  ["Kundenservice"],
  ["Staff"],
  ["official"],
  ["Security Team"],
  ["Former customer"],
  ["\uff33\uff55\uff50\uff50\uff4f\uff52\uff54"],
  ["\u{1d412}\u{1d42e}\u{1d429}\u{1d429}\u{1d428}\u{1d42b}\u{1d42d}"],
  ["\u24d0\u24d3\u24dc\u24d8\u24dd"],
  ["\u0405u\u0440\u0440\u043e\u0433t"],
  ["\u041d\u0430n\u0455\u0430"],
  ["\u0397ansa \u03a4eam"],
  ["adm\u0131n"],
  ["adm1n"],
  ["4dm!n"],
  ["\u00c0dm\u00edn"],
  ["a\u0301dmin"],
  ["sup\u200bport"],
  ["sup\u00adport"],
  ["5uppor7"],
])("%j is reserved in a shop called Hansa", (name) => {
  expect(isReservedName(name, "Hansa")).toBe(true);
});

test.each([
  ["Ada"],
  ["Ada Lovelace"],
  ["Hansa Mehta"],
  ["Adminah"],
  ["Elihu Root"],
  ["Bill Stafford"],
  ["Carey Shopland"],
  ["Theo"],
  ["\u041c\u0430\u0440\u0438\u044f \u0418\u0432\u0430\u043d\u043e\u0432\u0430"],
  ["\u0391\u03bd\u03bd\u03b1 \u03a0\u03b1\u03c0\u03c0\u03ac"],
  ["\u5c0f\u6797"],
  ["J\u00fcrgen"],
])("%j is accepted as a person's name", (name) => {
  expect(isReservedName(name, "Hansa")).toBe(false);
});

test("a name of the greatest length is checked quickly, for any name of the shop", () => {
  const before = process.cpuUsage();
  for (let count = 0; count < 100; count += 1) isReservedName(`${"of".repeat(39)}x`, "of ofof ofofof");
  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 1_000).toBeLessThan(1_000);
});

const refused = {
  __typename: "ValidationError",
  problems: [{ path: ["input", "displayName"], code: "RESERVED" }],
};

test("the name of the shop cannot be registered", async () => {
  const s = await shop();
  const settings = { currencies: ["EUR"], country: "DE", lowStockThreshold: 5 };
  s.peers.publish("orders", events.shopSettingsChanged, { ...settings, name: "Tidemark" });
  await s.service.catchUp();
  const register = async (displayName: string) =>
    readField(
      await s.query(
        "mutation ($input: RegisterInput!) { register(input: $input) { __typename ... on ValidationError { problems { path code } } } }",
        { input: { email: "eve@hansa.example", password, displayName } },
      ),
      "register",
    );
  expect(await register("Tidemark Support")).toEqual(refused);
  expect(await register("Tidemark")).toEqual(refused);
  expect(await register("Eve Tidemark")).toEqual({ __typename: "RegistrationReceived" });
});

test("a customer cannot take a reserved name later, and staff may have one", async () => {
  const s = await shop();
  await createAccount(s, { email: "eve@hansa.example", displayName: "Eve" });
  await createAccount(s, { email: "sam@hansa.example", displayName: "Sam", role: "SUPPORT" });
  const rename = async (email: string) => {
    const { viewer } = await signIn(s, email);
    const update = `mutation { profileUpdate(input: { displayName: "Hansa Support" }) { __typename ... on ValidationError { problems { path code } } } }`;
    return readField(await s.query(update, {}, viewer), "profileUpdate");
  };
  expect(await rename("eve@hansa.example")).toEqual(refused);
  expect(await login(s, "eve@hansa.example")).toMatchObject({ user: { displayName: "Eve" } });
  expect(await rename("sam@hansa.example")).toEqual({ __typename: "ProfileSaved" });
  expect(await login(s, "sam@hansa.example")).toMatchObject({ user: { displayName: "Hansa Support" } });
});
