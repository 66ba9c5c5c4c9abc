/** Erasure of accounts: only the id remains, sign-ins end, and the erasure of others needs the scope. */

import { users as contract } from "@hansa/contracts/users";
import type { Viewer } from "@hansa/kit/identity";
import { callPeer } from "@hansa/kit/rpc";
import { outbox } from "@hansa/kit/store";
import { contentsOf } from "@hansa/kit/testing";
import { expect, test } from "vitest";
import { auditLog, erasureEmails, mailQueue } from "../../src/store/tables.ts";
import {
  createAccount,
  login,
  password,
  readField,
  readMail,
  refresh,
  type Shop,
  shop,
  signIn,
} from "../support/shop.ts";

const ada = "ada@hansa.example";
const street = {
  firstName: "Ada",
  lastName: "Lovelace",
  line1: "Kaistraße 1",
  line2: null,
  city: "Hamburg",
  region: null,
  postalCode: "20457",
  country: "DE",
  phone: "040-123456",
};
const erased = (id: string) => ({ __typename: "AccountErased", id });

async function erase(s: Shop, viewer: Viewer, input: { userId?: string; password?: string } = {}) {
  const response = await s.query(
    `mutation ($input: AccountEraseInput!) {
      accountErase(input: $input) { __typename ... on AccountErased { id } ... on UserError { code path } }
    }`,
    { input: { password, ...input } },
    viewer,
  );
  return response.errors ? response.errors[0]?.extensions?.code : readField(response, "accountErase");
}

async function customer(s: Shop) {
  const { id } = await createAccount(s, { email: ada, displayName: "Ada Lovelace", addresses: [street] });
  return { id, ...(await signIn(s, ada)) };
}

async function administrator(s: Shop, email = "boss@hansa.example") {
  const { id } = await createAccount(s, { email, role: "ADMIN", displayName: "Boss" });
  return { id, ...(await signIn(s, email)) };
}

const published = async (s: Shop) =>
  (await s.service.deps.store.read((db) => db.select().from(outbox))).filter(({ type }) => type === "user.erased");

test("an erased person cannot sign in, refresh, reset or receive e-mails, and one event announces it", async () => {
  const s = await shop();
  const { id, viewer, refreshToken } = await customer(s);
  expect(await erase(s, viewer)).toEqual(erased(id));
  expect(await login(s, ada)).toMatchObject({ __typename: "InvalidCredentialsError" });
  expect(await refresh(s, refreshToken)).toMatchObject({ __typename: "InvalidTokenError" });
  expect(await callPeer(s.peer, contract.contact, { userId: id })).toEqual({ contact: null });
  const before = readMail(s).length;
  await s.query(`mutation { passwordResetRequest(input: { email: "${ada}" }) { __typename } }`);
  await s.service.runJobsOnce();
  expect(readMail(s).slice(before).join()).not.toContain("Choose a new password");
  expect(await published(s)).toMatchObject([{ aggregateId: id, payload: { userId: id } }]);
});

test("no personal data is left in the store once the last e-mail is sent", async () => {
  const s = await shop();
  const { id, viewer } = await customer(s);
  await login(s, ada, "a wrong password");
  await s.query(`mutation { passwordResetRequest(input: { email: "${ada}" }) { __typename } }`);
  await s.query(`mutation { accountExport(input: {}) { __typename } }`, {}, viewer);
  await s.service.runJobsOnce();
  await s.runtime.advance(1_000);
  expect(await erase(s, viewer)).toEqual(erased(id));
  const { store } = s.service.deps;
  expect(await store.read((db) => db.select().from(erasureEmails))).toHaveLength(1);
  await s.service.runJobsOnce();
  expect(readMail(s).at(-1)).toMatch(/^To: ada@hansa\.example\nSubject: Your account is erased$/m);
  expect(await store.read((db) => db.select().from(erasureEmails))).toEqual([]);

  const left = await store.read(async (db) => JSON.stringify(await db.select().from(auditLog)));
  await s.close();
  const everything = left + (await contentsOf(s.place)).toString("utf8");
  for (const trace of [ada, "Lovelace", "lovelace", "Kaistraße", "20457", "040-123456", "argon2"])
    expect(everything).not.toContain(trace);
  expect(everything).toContain(id);
});

test("the address for the last e-mail is encrypted in the store, and is deleted after three days even if it was never sent", async () => {
  const s = await shop({ HANSA_SMTP_URL: "smtp://127.0.0.1:1" });
  const { viewer } = await customer(s);
  await erase(s, viewer);
  await s.service.runJobsOnce();
  const waiting = await s.service.deps.store.read((db) => db.select().from(erasureEmails));
  expect(waiting).toHaveLength(1);
  expect(JSON.stringify(waiting)).not.toContain("ada");
  await s.runtime.advance(3 * 24 * 60 * 60_000 + 1);
  await s.service.runJobsOnce();
  await s.service.runJobsOnce();
  expect(await s.service.deps.store.read((db) => db.select().from(erasureEmails))).toEqual([]);
  expect(await s.service.deps.store.read((db) => db.select().from(mailQueue))).toEqual([]);
});

test("an access token that is still valid shows nothing of the erased account", async () => {
  const s = await shop();
  const { viewer } = await customer(s);
  expect(await erase(s, viewer, { userId: "user_none" })).toMatchObject({ __typename: "NotFoundError" });
  await erase(s, viewer);
  const me = await s.query(`{ me { id } }`, {}, viewer);
  expect(me.errors?.[0]?.extensions?.code).toBe("UNAUTHENTICATED");
  const save = await s.query(
    `mutation { addressSave(input: { lastName: "A", line1: "B", city: "C", postalCode: "10115", country: "DE" }) { __typename } }`,
    {},
    viewer,
  );
  expect(save.errors?.[0]?.extensions?.code).toBe("UNAUTHENTICATED");
  expect(await erase(s, viewer)).toBe("UNAUTHENTICATED");
  const exported = await s.query(`mutation { accountExport(input: {}) { __typename } }`, {}, viewer);
  expect(exported.errors?.[0]?.extensions?.code).toBe("UNAUTHENTICATED");
});

test("others see that an account was erased, and staff sees no address", async () => {
  const s = await shop();
  const { id, viewer } = await customer(s);
  const admin = await administrator(s);
  await erase(s, viewer);
  const response = await s.query(
    `query ($id: ID!) { user(id: $id) { id displayName email role } }`,
    { id },
    admin.viewer,
  );
  expect(readField(response, "user")).toEqual({ id, displayName: "Former customer", email: null, role: "CUSTOMER" });
  const list = await s.query(`{ users { totalCount nodes { id } } }`, {}, admin.viewer);
  expect(readField(list, "users")).toEqual({ totalCount: 1, nodes: [{ id: admin.id }] });
});

test("the same address can be registered again, as another person", async () => {
  const s = await shop();
  const { id, viewer } = await customer(s);
  await erase(s, viewer);
  const again = await createAccount(s, { email: ada });
  expect(again.id).not.toBe(id);
  expect(await login(s, ada)).toMatchObject({ __typename: "Session", user: { id: again.id } });
});

test("a wrong password erases no account, and attempts are limited as at sign-in", async () => {
  const s = await shop();
  const { id, viewer } = await customer(s);
  const wrong = { __typename: "InvalidCredentialsError", code: "INVALID_CREDENTIALS", path: ["input", "password"] };
  for (let turn = 0; turn < 10; turn += 1)
    expect(await erase(s, viewer, { password: "a wrong password" })).toEqual(wrong);
  expect(await erase(s, viewer)).toMatchObject({ __typename: "RateLimitedError" });
  expect(await published(s)).toEqual([]);
  await s.runtime.advance(15 * 60_000);
  expect(await erase(s, viewer)).toEqual(erased(id));
});

test("erasing others needs the scope, with any password", async () => {
  const s = await shop();
  const { id } = await customer(s);
  await createAccount(s, { email: "help@hansa.example", role: "SUPPORT" });
  await createAccount(s, { email: "eve@hansa.example" });
  for (const email of ["help@hansa.example", "eve@hansa.example"]) {
    const { viewer } = await signIn(s, email);
    expect(await erase(s, viewer, { userId: id })).toEqual({
      __typename: "NotFoundError",
      code: "NOT_FOUND",
      path: ["input", "userId"],
    });
  }
  expect(await login(s, ada)).toMatchObject({ __typename: "Session" });
});

test("an administrator erases another person with the administrator's own password, and a repetition changes nothing", async () => {
  const s = await shop();
  const { id } = await createAccount(s, { email: ada, passwordHash: "none" });
  const admin = await administrator(s);
  expect(await erase(s, admin.viewer, { userId: id, password: "a wrong password" })).toMatchObject({
    __typename: "InvalidCredentialsError",
  });
  const responses = await Promise.all([1, 2, 3].map(() => erase(s, admin.viewer, { userId: id })));
  expect(responses).toEqual([erased(id), erased(id), erased(id)]);
  expect(await published(s)).toHaveLength(1);
  expect(await erase(s, admin.viewer, { userId: "user_none" })).toMatchObject({ __typename: "NotFoundError" });
  const log = await s.query(`{ auditEntries { nodes { action subjectId summary actor { id } } } }`, {}, admin.viewer);
  expect(readField(log, "auditEntries")).toEqual({
    nodes: [{ action: "account.erased", subjectId: id, summary: `Erased the account ${id}.`, actor: { id: admin.id } }],
  });
});

test("the last administrator stays, also when two erase each other or themselves concurrently", async () => {
  const s = await shop();
  const one = await administrator(s);
  const refused = { __typename: "LastAdministratorError", code: "LAST_ADMINISTRATOR", path: ["input", "userId"] };
  expect(await erase(s, one.viewer)).toEqual(refused);
  const two = await administrator(s, "two@hansa.example");
  const responses = await Promise.all([erase(s, one.viewer), erase(s, two.viewer)]);
  expect(responses.filter((response) => Reflect.get(Object(response), "__typename") === "AccountErased")).toHaveLength(
    1,
  );
  expect(responses).toContainEqual(refused);
});

test("an erased person gets no role", async () => {
  const s = await shop();
  const { id, viewer } = await customer(s);
  const admin = await administrator(s);
  await erase(s, viewer);
  const response = await s.query(
    `mutation { roleAssign(input: { userId: "${id}", role: ADMIN }) { __typename } }`,
    {},
    admin.viewer,
  );
  expect(readField(response, "roleAssign")).toEqual({ __typename: "NotFoundError" });
});

test("an export in progress when its person is erased creates no file", async () => {
  const s = await shop();
  const { id, viewer } = await customer(s);
  const admin = await administrator(s);
  s.peers.unavailable.add("orders");
  const response = await s.query(
    `mutation { accountExport(input: { userId: "${id}" }) { __typename } }`,
    {},
    admin.viewer,
  );
  expect(readField(response, "accountExport")).toEqual({ __typename: "AccountExportStarted" });
  s.peers.unavailable.clear();
  await erase(s, viewer);
  await s.runtime.advance(60 * 60_000);
  await s.service.runJobsOnce();
  expect(s.peers.requests).not.toContain(`orders ${id}`);
  const again = await s.query(
    `mutation { accountExport(input: { userId: "${id}" }) { __typename } }`,
    {},
    admin.viewer,
  );
  expect(readField(again, "accountExport")).toEqual({ __typename: "NotFoundError" });
});
