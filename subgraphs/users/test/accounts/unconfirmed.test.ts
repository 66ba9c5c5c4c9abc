/** Unconfirmed registrations: deleted after their days with all that belongs to them; confirmed ones and those of staff stay. */
import { events } from "@hansa/contracts/events";
import { Database } from "@hansa/kit/store";
import { sqliteOnly } from "@hansa/kit/testing";
import { expect, test, vi } from "vitest";
import { z } from "zod";
import { accountExports, emailTokens, users } from "../../src/store/tables.ts";
import { createAccount, password, readField, readMail, type Shop, shop, signIn } from "../support/shop.ts";

const hour = 60 * 60_000;
const day = 24 * hour;

async function register(s: Shop, email: string) {
  const text = `mutation ($input: RegisterInput!) { register(input: $input) { __typename } }`;
  return readField(await s.query(text, { input: { email, password, displayName: "Ada" } }), "register");
}

/** Lets time pass, then runs the jobs. */
async function pass(s: Shop, ms: number): Promise<void> {
  await s.runtime.advance(ms);
  await s.service.runJobsOnce();
}

/** The addresses of the accounts that are left. */
const addressesOf = async (s: Shop): Promise<string[]> =>
  (await s.service.deps.store.read((db) => db.select({ email: users.email }).from(users).orderBy(users.email))).map(
    ({ email }) => email,
  );

test("a registration is deleted seven days after it was made, and its address is free and unknown again", async () => {
  const s = await shop();
  await register(s, "ada@hansa.example");
  await pass(s, hour);
  await pass(s, 7 * day - hour - 1);
  expect(await addressesOf(s)).toEqual(["ada@hansa.example"]);
  await pass(s, 2);
  expect(await addressesOf(s)).toEqual([]);
  expect(await s.service.deps.metrics.registry.metrics()).toContain('hansa_retention_deleted_total{rows="accounts"} 1');
  await register(s, "ada@hansa.example");
  await s.service.runJobsOnce();
  expect(await addressesOf(s)).toEqual(["ada@hansa.example"]);
  expect(readMail(s).filter((mail) => mail.includes("ada@hansa.example"))).toHaveLength(2);
});

test("a link and an export of a deleted registration go with it", async () => {
  const s = await shop();
  await register(s, "ada@hansa.example");
  const { store, runtime } = s.service.deps;
  await store.write("export", async (tx) => {
    const [user] = await tx.select().from(users);
    const row = { userId: user?.id ?? "", requestedBy: "user_staff", tokenHash: "hash", createdAt: runtime.now() };
    await tx.insert(accountExports).values({ id: "exp_1", ...row, attempts: 0, dueAt: Number.MAX_SAFE_INTEGER });
  });
  await pass(s, 7 * day + 1);
  expect(await store.read((db) => db.select().from(emailTokens))).toEqual([]);
  expect(await store.read((db) => db.select().from(accountExports))).toEqual([]);
  expect(await addressesOf(s)).toEqual([]);
});

test("a registration whose link is still valid stays until the link has expired", async () => {
  const s = await shop();
  await register(s, "ada@hansa.example");
  await s.runtime.advance(7 * day - hour);
  await register(s, "ada@hansa.example");
  await pass(s, 2 * hour);
  expect(await addressesOf(s)).toEqual(["ada@hansa.example"]);
  await pass(s, day);
  expect(await addressesOf(s)).toEqual([]);
});

test("confirmed, erased and staff's accounts stay, and unconfirmed ones that staff made", async () => {
  const s = await shop();
  const street = { firstName: "A", lastName: "B", line1: "Kai 1", line2: null, city: "Bremen", region: null };
  const place = { ...street, postalCode: "28195", country: "DE", phone: null };
  await createAccount(s, { email: "confirmed@hansa.example" });
  await createAccount(s, { email: "colleague@hansa.example", role: "SUPPORT", verified: false });
  await createAccount(s, { email: "made@hansa.example", verified: false, addresses: [place] });
  const erased = await createAccount(s, { email: "erased@hansa.example" });
  const { viewer } = await signIn(s, "erased@hansa.example");
  await s.query(
    `mutation ($input: AccountEraseInput!) { accountErase(input: $input) { __typename } }`,
    { input: { password } },
    viewer,
  );
  await pass(s, 30 * day);
  expect(await addressesOf(s)).toEqual(
    ["confirmed@hansa.example", "colleague@hansa.example", "made@hansa.example", erased.id].sort(),
  );
});

test("the days are a setting of the shop, and many registrations are deleted in batches", async () => {
  const s = await shop();
  for (let made = 0; made < 205; made += 1)
    await createAccount(s, { email: `guest-${made}@hansa.example`, verified: false, passwordHash: "unused" });
  const settings = { name: "Kontor", currencies: ["EUR"], country: "DE", lowStockThreshold: 5, timeZone: "UTC" };
  s.peers.publish("orders", events.shopSettingsChanged, { ...settings, retentionDays: { unconfirmedAccounts: 2 } });
  await s.service.catchUp();
  await pass(s, 2 * day - 1);
  expect(await addressesOf(s)).toHaveLength(205);
  await pass(s, 2);
  expect(await addressesOf(s)).toEqual([]);
});

const steps = z.array(z.object({ detail: z.string() }));

test.runIf(sqliteOnly("query plans"))("unconfirmed registrations are found by their partial index", async () => {
  const prepare = vi.spyOn(Database.prototype, "prepare");
  const s = await shop();
  await s.service.runJobsOnce();
  const texts = prepare.mock.calls
    .map(([text]) => text)
    .filter((text) => /from "users" where .*verified_at IS NULL/i.test(text));
  prepare.mockRestore();
  const plan = steps.parse(await s.rows(`EXPLAIN QUERY PLAN ${(texts[0] ?? "").replaceAll("?", "1")}`));
  expect(plan.map(({ detail }) => detail).join("\n")).toContain("INDEX users_unconfirmed");
});
