/** Networks of sign-ins: the data shown of them, and rate limits that one network cannot exhaust for others. */
import { desc, eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { loginAttempts } from "../src/store/tables.ts";
import { createAccount, noon, password, readField, type Shop, shop, signIn } from "./support/shop.ts";

const ada = "ada@hansa.example";
const agent = "Mozilla/5.0 (X11; Linux x86_64) Teapot/1.0";

async function tryFrom(s: Shop, address: string | null, email: string, secret = "wrong password") {
  const response = await s.query(
    `mutation ($input: LoginInput!) { login(input: $input) { __typename ... on RateLimitedError { retryAfterMs } } }`,
    { input: { email, password: secret } },
    undefined,
    { address, agent },
  );
  return readField(response, "login");
}

/** Inserts this many failed attempts as if they had been made from there. */
async function failOften(s: Shop, address: string, count: number): Promise<void> {
  await tryFrom(s, address, "unknown-0@hansa.example");
  await repeatLast(s, count, (more) => ({ subject: `s${more}` }));
}

type Row = typeof loginAttempts.$inferInsert;

/** Inserts altered copies of the last failed attempt until there are `count` of them. */
async function repeatLast(s: Shop, count: number, change: (more: number) => Partial<Row>) {
  await s.service.deps.store.write("test", async (tx) => {
    const ofSignIns = tx.select().from(loginAttempts).where(eq(loginAttempts.kind, "signIn"));
    const [made] = await ofSignIns.orderBy(desc(loginAttempts.at), desc(loginAttempts.id)).limit(1);
    if (!made) throw new Error("nothing was counted");
    for (let more = 1; more < count; more += 1)
      await tx.insert(loginAttempts).values({ ...made, id: `${made.id}-${more}`, ...change(more) });
  });
}

test("a sign-in is listed with the browser's name", async () => {
  const s = await shop();
  await createAccount(s, { email: ada });
  expect(await tryFrom(s, "192.0.2.1", ada, password)).toMatchObject({ __typename: "Session" });
  const { viewer } = await signIn(s, ada);
  const me = readField(await s.query(`{ me { sessions { device current } } }`, {}, viewer), "me");
  expect(me).toEqual({
    sessions: expect.arrayContaining([
      { device: agent, current: false },
      { device: null, current: true },
    ]),
  });
});

test("a network with a hundred failed sign-ins is refused, and every other network is not", async () => {
  const s = await shop();
  await createAccount(s, { email: ada });
  await failOften(s, "2001:db8:1:2::7", 100);
  expect(await tryFrom(s, "2001:db8:1:2:ffff::8", ada, password)).toEqual({
    __typename: "RateLimitedError",
    retryAfterMs: 15 * 60_000,
  });
  for (const address of ["2001:db8:1:3::7", "192.0.2.1", null])
    expect(await tryFrom(s, address, ada, password)).toMatchObject({ __typename: "Session" });
  await s.runtime.advance(15 * 60_000);
  expect(await tryFrom(s, "2001:db8:1:2:ffff::8", ada, password)).toMatchObject({ __typename: "Session" });
});

test.each([
  { width: "home", most: 300, first: "2001:db8:1:2::7", inside: "2001:db8:1:3::7", outside: "2001:db8:1:102::7" },
  { width: "site", most: 1_000, first: "2001:db8:1:2::7", inside: "2001:db8:1:102::7", outside: "2001:db8:2:2::7" },
  { width: "site", most: 1_000, first: "192.0.2.1", inside: "192.0.2.2", outside: "192.0.3.1" },
])("networks of the $width of $first are refused together after $most failures", async (each) => {
  const s = await shop();
  await createAccount(s, { email: ada });
  await tryFrom(s, each.first, "unknown@hansa.example");
  const others = each.width === "home" ? {} : { home: null };
  await repeatLast(s, each.most - 1, (more) => ({ subject: `s${more}`, network: `n${more}`, ...others }));
  expect(await tryFrom(s, each.inside, ada)).toMatchObject({ __typename: "InvalidCredentialsError" });
  expect(await tryFrom(s, each.inside, ada, password)).toMatchObject({ __typename: "RateLimitedError" });
  expect(await tryFrom(s, each.outside, ada, password)).toMatchObject({ __typename: "Session" });
});

test("forty networks of one home guess one password twenty times", async () => {
  const s = await shop();
  await createAccount(s, { email: ada });
  const answers = [];
  for (let network = 0; network < 40; network += 1)
    answers.push(await tryFrom(s, `2001:db8:1:${(0x10 + network).toString(16)}::7`, ada));
  const guesses = answers.filter((answer) => JSON.stringify(answer).includes("InvalidCredentialsError"));
  expect(guesses).toHaveLength(20);
});

test("99 failures are below the limit", async () => {
  const s = await shop();
  await createAccount(s, { email: ada });
  await failOften(s, "192.0.2.1", 99);
  expect(await tryFrom(s, "192.0.2.1", ada, password)).toMatchObject({ __typename: "Session" });
});

test("wrong passwords from elsewhere do not lock an account out", async () => {
  const s = await shop();
  await createAccount(s, { email: ada });
  for (let count = 0; count < 10; count += 1) await tryFrom(s, "192.0.2.66", ada);
  expect(await tryFrom(s, "192.0.2.66", ada, password)).toMatchObject({ __typename: "RateLimitedError" });
  expect(await tryFrom(s, "192.0.2.1", ada, password)).toMatchObject({ __typename: "Session" });
});

test("two processes on one store count attempts as one", async () => {
  const s = await shop();
  const other = await shop({}, s.folder, noon + 1);
  await createAccount(s, { email: ada });
  for (let count = 0; count < 10; count += 1) await tryFrom(count % 2 === 0 ? s : other, "192.0.2.66", ada);
  for (const process of [s, other])
    expect(await tryFrom(process, "192.0.2.66", ada, password)).toMatchObject({ __typename: "RateLimitedError" });
});

test("a network from which an account has signed in within 30 days stays open to it, despite attempts of others", async () => {
  const s = await shop();
  await createAccount(s, { email: ada });
  expect(await tryFrom(s, "192.0.2.1", ada, password)).toMatchObject({ __typename: "Session" });
  await failOften(s, "192.0.2.1", 100);
  await tryFrom(s, "198.51.100.1", ada);
  await repeatLast(s, 300, (more) => ({ network: `p${more}` }));
  expect(await tryFrom(s, "198.51.100.2", ada, password)).toMatchObject({ __typename: "RateLimitedError" });
  expect(await tryFrom(s, "192.0.2.1", "grace@hansa.example")).toMatchObject({ __typename: "RateLimitedError" });
  expect(await tryFrom(s, "192.0.2.1", ada, password)).toMatchObject({ __typename: "Session" });
  await s.runtime.advance(30 * 24 * 60 * 60_000);
  await failOften(s, "192.0.2.1", 100);
  expect(await tryFrom(s, "192.0.2.1", ada, password)).toMatchObject({ __typename: "RateLimitedError" });
});

test("no network address is stored", async () => {
  const s = await shop();
  await tryFrom(s, "192.0.2.1", ada);
  const rows = await s.service.deps.store.read((db) => db.select().from(loginAttempts));
  expect(rows).toHaveLength(1);
  expect(JSON.stringify(rows)).not.toContain("192.0.2.1");
  expect(JSON.stringify(rows)).not.toContain(ada);
});
