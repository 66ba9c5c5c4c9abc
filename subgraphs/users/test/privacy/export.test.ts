/** Personal data export: complete or not at all, and only for the person. */
import type { Viewer } from "@hansa/kit/identity";
import { expect, test } from "vitest";
import { z } from "zod";
import { accountExports } from "../../src/store/tables.ts";
import { createAccount, readField, readMail, type Shop, shop, signIn } from "../support/shop.ts";

const minute = 60_000;
const hour = 60 * minute;
const ada = "ada@hansa.example";
const street = {
  lastName: "Ada",
  line1: "Kaistraße 1",
  line2: null,
  city: "Hamburg",
  region: null,
  postalCode: "20457",
  country: "DE",
  phone: null,
};
const started = z.object({ downloadUrl: z.string().nullable(), expiresAt: z.string().nullable() });

async function setUp() {
  const s = await shop({ HANSA_PUBLIC_URL: "https://hansa.example" });
  const customer = await createAccount(s, { email: ada, displayName: "Ada L.", addresses: [street] });
  s.peers.known.set(`orders ${customer.id}`, { orders: [{ id: "ord_1", email: ada, totalMinor: 1_000 }] });
  s.peers.known.set(`products ${customer.id}`, { reviews: [{ id: "rev_1", text: "Fine." }] });
  s.peers.known.set(`payments ${customer.id}`, { payments: [] });
  const { viewer } = await signIn(s, ada);
  return { s, customer, viewer };
}

async function administrator(s: Shop): Promise<Viewer> {
  await createAccount(s, { email: "boss@hansa.example", role: "ADMIN" });
  return (await signIn(s, "boss@hansa.example")).viewer;
}

async function exportAccount(s: Shop, viewer: Viewer, userId?: string) {
  const response = await s.query(
    `mutation ($input: AccountExportInput!) {
      accountExport(input: $input) {
        __typename
        ... on AccountExportStarted { downloadUrl expiresAt }
        ... on RateLimitedError { retryAfterMs }
        ... on UserError { code path }
      }
    }`,
    { input: userId === undefined ? {} : { userId } },
    viewer,
  );
  return readField(response, "accountExport");
}

const linkIn = (message: string | undefined) => /https:\/\/\S+\/exports\/\S+/.exec(message ?? "")?.[0] ?? "no link";
const download = (s: Shop, link: string) => s.service.internal.inject({ method: "GET", url: new URL(link).pathname });
const rows = (s: Shop) => s.service.deps.store.read((db) => db.select().from(accountExports));

test("the file has the data of all four services, and its link is sent by e-mail only", async () => {
  const { s, customer, viewer } = await setUp();
  expect(await exportAccount(s, viewer)).toEqual({
    __typename: "AccountExportStarted",
    downloadUrl: null,
    expiresAt: null,
  });
  expect(await exportAccount(s, viewer)).toEqual({
    __typename: "AccountExportStarted",
    downloadUrl: null,
    expiresAt: null,
  });
  await s.service.runJobsOnce();
  await s.service.runJobsOnce();
  const messages = readMail(s);
  expect(messages).toHaveLength(1);
  expect(messages[0]).toMatch(/^To: ada@hansa\.example$/m);
  const response = await download(s, linkIn(messages[0]));
  expect(response.statusCode).toBe(200);
  expect(response.headers).toMatchObject({
    "content-type": "application/json; charset=utf-8",
    "content-disposition": 'attachment; filename="personal-data.json"',
    "cache-control": "no-store",
  });
  const file = response.json();
  expect(file).toMatchObject({
    person: customer.id,
    users: {
      account: [{ id: customer.id, email: ada, displayName: "Ada L.", role: "CUSTOMER" }],
      addresses: [{ line1: "Kaistraße 1", isDefault: true }],
      signIns: [{ device: null }],
      auditEntries: [{ action: "account.exported", byThisPerson: true, subjectId: customer.id }],
    },
    orders: { orders: [{ id: "ord_1", email: ada, totalMinor: 1_000 }] },
    products: { reviews: [{ id: "rev_1", text: "Fine." }] },
    payments: { payments: [] },
  });
  expect(response.body).not.toMatch(/argon2|nonce|hash|token/i);
});

test.each(["products", "orders", "payments"] as const)(
  "while %s does not respond there is no file at all, and afterwards there is one",
  async (peer) => {
    const { s, viewer } = await setUp();
    s.peers.unavailable.add(peer);
    await exportAccount(s, viewer);
    for (let turn = 0; turn < 5; turn += 1) {
      await s.service.runJobsOnce();
      await s.runtime.advance(10 * minute);
    }
    expect(readMail(s)).toEqual([]);
    expect(await rows(s)).toMatchObject([{ content: null, attempts: 5 }]);
    s.peers.unavailable.clear();
    await s.service.runJobsOnce();
    await s.service.runJobsOnce();
    expect((await download(s, linkIn(readMail(s)[0]))).statusCode).toBe(200);
  },
);

test("a service that is down is asked with back-off", async () => {
  const { s, viewer } = await setUp();
  s.peers.unavailable.add("orders");
  await exportAccount(s, viewer);
  for (let turn = 0; turn < 5; turn += 1) await s.service.runJobsOnce();
  const [row] = await rows(s);
  expect(row).toMatchObject({ attempts: 1 });
  expect((row?.dueAt ?? 0) - s.runtime.now()).toBeGreaterThanOrEqual(3_750);
});

test("another person's data is refused like an unknown person's, also for support", async () => {
  const { s, customer } = await setUp();
  await createAccount(s, { email: "eve@hansa.example" });
  await createAccount(s, { email: "help@hansa.example", role: "SUPPORT" });
  const missing = { __typename: "NotFoundError", code: "NOT_FOUND", path: ["input", "userId"] };
  for (const email of ["eve@hansa.example", "help@hansa.example"]) {
    const { viewer } = await signIn(s, email);
    expect(await exportAccount(s, viewer, customer.id)).toEqual(missing);
    expect(await exportAccount(s, viewer, "user_none")).toEqual(missing);
  }
  expect(await rows(s)).toEqual([]);
  expect(await exportAccount(s, await administrator(s), "user_none")).toEqual(missing);
});

test("staff with the scope gets the link, the same when asked again, and no e-mail is sent", async () => {
  const { s, customer } = await setUp();
  const viewer = await administrator(s);
  s.peers.unavailable.add("payments");
  expect(await exportAccount(s, viewer, customer.id)).toMatchObject({ downloadUrl: null });
  s.peers.unavailable.clear();
  const ready = started.parse(await exportAccount(s, viewer, customer.id));
  expect(ready.expiresAt).toBe(new Date(s.runtime.now() + hour).toISOString());
  expect(await exportAccount(s, viewer, customer.id)).toMatchObject(ready);
  expect((await download(s, ready.downloadUrl ?? "")).json()).toMatchObject({ person: customer.id });
  await s.service.runJobsOnce();
  expect(readMail(s)).toEqual([]);
});

test("a link expires, its file is removed, and no other token opens anything", async () => {
  const { s, customer } = await setUp();
  const { downloadUrl } = started.parse(await exportAccount(s, await administrator(s), customer.id));
  const link = downloadUrl ?? "";
  expect((await download(s, `${link.slice(0, -1)}!`)).statusCode).toBe(404);
  for (const guess of ["", "x", "%27%20OR%201=1", (await rows(s))[0]?.id ?? "", (await rows(s))[0]?.tokenHash ?? ""])
    expect((await download(s, `https://hansa.example/exports/${guess}`)).statusCode).toBe(404);
  expect((await download(s, link)).statusCode).toBe(200);
  await s.runtime.advance(hour);
  expect((await download(s, link)).statusCode).toBe(404);
  await s.service.runJobsOnce();
  expect(await rows(s)).toEqual([]);
});

test("a person who lost the e-mail gets another with a new link, five times an hour", async () => {
  const { s, viewer } = await setUp();
  const links = [];
  for (let turn = 0; turn < 5; turn += 1) {
    expect(await exportAccount(s, viewer)).toMatchObject({ __typename: "AccountExportStarted" });
    await s.service.runJobsOnce();
    await s.runtime.advance(1_000);
    await s.service.runJobsOnce();
    links.push(linkIn(readMail(s).at(-1)));
  }
  expect(new Set(links).size).toBe(5);
  expect((await download(s, links[0] ?? "")).statusCode).toBe(404);
  expect((await download(s, links[4] ?? "")).statusCode).toBe(200);
  expect(await exportAccount(s, viewer)).toMatchObject({ __typename: "RateLimitedError", code: "RATE_LIMITED" });
});

test("a request is audited with its actor", async () => {
  const { s, customer } = await setUp();
  const viewer = await administrator(s);
  await exportAccount(s, viewer, customer.id);
  const response = await s.query(`{ auditEntries { nodes { action subjectId actor { email } } } }`, {}, viewer);
  expect(readField(response, "auditEntries")).toEqual({
    nodes: [{ action: "account.exported", subjectId: customer.id, actor: { email: "boss@hansa.example" } }],
  });
});
