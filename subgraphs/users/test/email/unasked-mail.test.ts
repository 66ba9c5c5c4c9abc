/** E-mails that strangers can cause: an address gets five within an hour, of all kinds together and from any number of networks. */
import { events } from "@hansa/contracts/events";
import { expect, test } from "vitest";
import { attemptCounters, emailTokens } from "../../src/store/tables.ts";
import { createAccount, password, readField, readMail, type Shop, shop } from "../support/shop.ts";

const ada = "ada@hansa.example";
const hour = 60 * 60_000;

const fromNetwork = (network: number) => ({ address: `203.0.113.${network}`, agent: null });

async function ask(s: Shop, field: "register" | "passwordResetRequest", network: number, email = ada) {
  const type = field === "register" ? "RegisterInput" : "PasswordResetRequestInput";
  const input = field === "register" ? { email, password, displayName: "Ada" } : { email };
  const text = `mutation ($input: ${type}!) { ${field}(input: $input) { __typename } }`;
  return readField(await s.query(text, { input }, undefined, fromNetwork(network)), field);
}

/** The e-mails to an address that were sent. */
async function mailsTo(s: Shop, address = ada): Promise<number> {
  await s.service.runJobsOnce();
  return readMail(s).filter((mail) => mail.includes(address)).length;
}

test("ten networks that ask for registrations and resets cause five e-mails an hour, with equal responses", async () => {
  const s = await shop();
  await createAccount(s, { email: ada });
  for (let network = 1; network <= 10; network += 1) {
    expect(await ask(s, "register", network)).toEqual({ __typename: "RegistrationReceived" });
    expect(await ask(s, "passwordResetRequest", network)).toEqual({ __typename: "PasswordResetRequested" });
  }
  expect(await mailsTo(s)).toBe(5);
  expect(await ask(s, "passwordResetRequest", 11, "bob@hansa.example")).toEqual({
    __typename: "PasswordResetRequested",
  });
  const metrics = await s.service.deps.metrics.registry.metrics();
  expect(metrics).toContain('hansa_limit_refusals_total{limit="users_unasked_mails"} 15');
  await s.runtime.advance(hour);
  await ask(s, "passwordResetRequest", 1);
  expect(await mailsTo(s)).toBe(6);
});

test("an address without an account gets five links an hour, and only links that are sent are stored", async () => {
  const s = await shop();
  for (let network = 1; network <= 8; network += 1) await ask(s, "register", network);
  expect(await mailsTo(s)).toBe(5);
  const { store } = s.service.deps;
  expect(await store.read(async (db) => db.select().from(emailTokens))).toHaveLength(5);
  expect(JSON.stringify(await store.read(async (db) => db.select().from(attemptCounters)))).not.toContain("ada");
});

test("the number is a setting of the shop", async () => {
  const s = await shop();
  await createAccount(s, { email: ada });
  const settings = { name: "Kontor", currencies: ["EUR"], country: "DE", lowStockThreshold: 5, timeZone: "UTC" };
  const rateLimits = { ...events.shopSettingsChanged.payload.parse(settings).rateLimits, unaskedMailsPerAddress: 2 };
  s.peers.publish("orders", events.shopSettingsChanged, { ...settings, rateLimits });
  await s.service.catchUp();
  for (let network = 1; network <= 4; network += 1) await ask(s, "passwordResetRequest", network);
  expect(await mailsTo(s)).toBe(2);
});
