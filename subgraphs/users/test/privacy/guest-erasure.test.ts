/** Erasure of guests: orders is asked until it confirms, and no row here keeps the address in the clear. */
import type { Viewer } from "@hansa/kit/identity";
import { expect, test } from "vitest";
import { auditLog, pendingErasures } from "../../src/store/tables.ts";
import { signInAdministrator } from "../support/api-clients.ts";
import { administrator, createAccount, password, readField, type Shop, shop, signIn } from "../support/shop.ts";

const guest = "Guest@Hansa.example";
const minute = 60_000;

async function eraseGuest(
  s: Shop,
  viewer: Viewer,
  given: { email?: string; password?: string; cancelUnsentOrders?: boolean } = {},
) {
  const response = await s.query(
    `mutation ($input: GuestEraseInput!) {
      guestErase(input: $input) { __typename ... on GuestEraseStarted { email } ... on UserError { code } }
    }`,
    { input: { email: guest, password, ...given } },
    viewer,
  );
  return response.errors ? response.errors[0]?.extensions?.code : readField(response, "guestErase");
}

const stored = (s: Shop) =>
  s.service.deps.store.read(async (db) =>
    JSON.stringify([await db.select().from(pendingErasures), await db.select().from(auditLog)]),
  );

test("orders gets the normalised address, and then it is stored nowhere here", async () => {
  const s = await shop();
  const viewer = await signInAdministrator(s);
  expect(await eraseGuest(s, viewer)).toEqual({ __typename: "GuestEraseStarted", email: guest });
  expect(await stored(s)).not.toMatch(/guest@/i);
  await s.service.runJobsOnce();
  expect(s.peers.erasedGuests).toEqual([{ id: expect.stringMatching(/^dep_/), email: "guest@hansa.example" }]);
  await s.service.runJobsOnce();
  expect(s.peers.erasedGuests).toHaveLength(1);
  expect(await s.service.deps.store.read((db) => db.select().from(pendingErasures))).toEqual([]);
  const log = await s.query("{ auditEntries { nodes { action subjectId summary } } }", {}, administrator);
  const [{ id } = { id: "" }] = s.peers.erasedGuests;
  expect(readField(log, "auditEntries")).toEqual({
    nodes: [{ action: "guest.erased", subjectId: id, summary: expect.stringContaining(id) }],
  });
});

test("while orders is down the request is retried later, under the same id", async () => {
  const s = await shop();
  await eraseGuest(s, await signInAdministrator(s));
  s.peers.unavailable.add("orders");
  for (let turn = 0; turn < 3; turn += 1) await s.service.runJobsOnce();
  expect(await s.service.deps.store.read((db) => db.select().from(pendingErasures))).toMatchObject([{ attempts: 1 }]);
  s.peers.unavailable.clear();
  await s.runtime.advance(minute);
  await s.service.runJobsOnce();
  expect(s.peers.erasedGuests).toHaveLength(1);
});

test("a guest with unsent orders is not erased, unless their cancellation is possible and requested", async () => {
  const s = await shop();
  const viewer = await signInAdministrator(s);
  s.peers.unsent.set("guest@hansa.example", ["100001"]);
  expect(await eraseGuest(s, viewer)).toEqual({ __typename: "UnsentOrdersError", code: "UNSENT_ORDERS" });
  expect(await s.service.deps.store.read((db) => db.select().from(pendingErasures))).toEqual([]);
  expect(await eraseGuest(s, viewer, { cancelUnsentOrders: true })).toMatchObject({ __typename: "GuestEraseStarted" });
});

test("it needs the current scope, one's own password, and an address", async () => {
  const s = await shop();
  const viewer = await signInAdministrator(s);
  expect(await eraseGuest(s, viewer, { password: "a wrong password" })).toMatchObject({ code: "INVALID_CREDENTIALS" });
  expect(await eraseGuest(s, viewer, { email: "guest" })).toMatchObject({ __typename: "ValidationError" });
  await createAccount(s, { email: "help@hansa.example", role: "SUPPORT" });
  const { viewer: support } = await signIn(s, "help@hansa.example");
  expect(await eraseGuest(s, support)).toBe("FORBIDDEN");
  if (support.kind !== "user") throw new Error("the viewer is not signed in");
  expect(await eraseGuest(s, { ...support, scopes: ["users:erase"] })).toBe("FORBIDDEN");
  await s.service.runJobsOnce();
  expect(s.peers.erasedGuests).toEqual([]);
});

test("an erased person is also erased as a guest, but only if their address was verified", async () => {
  const s = await shop();
  const viewer = await signInAdministrator(s);
  const ada = await createAccount(s, { email: "ada@hansa.example", passwordHash: "none" });
  const eve = await createAccount(s, { email: "eve@hansa.example", passwordHash: "none", verified: false });
  for (const { id } of [ada, eve]) {
    const text = `mutation { accountErase(input: { userId: "${id}", password: "${password}" }) { __typename } }`;
    expect(readField(await s.query(text, {}, viewer), "accountErase")).toEqual({ __typename: "AccountErased" });
  }
  await s.service.runJobsOnce();
  expect(s.peers.erasedGuests).toMatchObject([{ email: "ada@hansa.example" }]);
});

test("an export includes purchases without an account under one's own verified address", async () => {
  const s = await shop();
  const viewer = await signInAdministrator(s);
  for (const name of ["ada", "eve"]) s.peers.known.set(`guest ${name}@hansa.example`, { orders: [{ number: name }] });
  const ada = await createAccount(s, { email: "ada@hansa.example", passwordHash: "none" });
  const eve = await createAccount(s, { email: "eve@hansa.example", passwordHash: "none", verified: false });
  const filesOf = async (id: string) => {
    const text = `mutation { accountExport(input: { userId: "${id}" }) { ... on AccountExportStarted { downloadUrl } } }`;
    const { downloadUrl } = Object(readField(await s.query(text, {}, viewer), "accountExport"));
    return (await s.service.internal.inject({ method: "GET", url: new URL(downloadUrl).pathname })).json();
  };
  expect(await filesOf(ada.id)).toMatchObject({ withoutAccount: { orders: [{ number: "ada" }] } });
  expect((await filesOf(eve.id)).withoutAccount).toEqual({});
});
