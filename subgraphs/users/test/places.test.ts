/** Where people sign in from: what they use, and that one place cannot use up what all may try. */
import { expect, test } from "vitest";
import { loginAttempts } from "../src/store/tables.ts";
import { account, field, password, type Shop, shop, signIn } from "./shop.ts";

const ada = "ada@hansa.example";
const agent = "Mozilla/5.0 (X11; Linux x86_64) Teapot/1.0";

async function tryFrom(s: Shop, address: string | null, email: string, secret = "wrong password") {
  const answer = await s.query(
    `mutation ($input: LoginInput!) { login(input: $input) { __typename ... on RateLimitedError { retryAfterMs } } }`,
    { input: { email, password: secret } },
    undefined,
    { address, agent },
  );
  return field(answer, "login");
}

/** Writes so many failed attempts down as if they had been made from there. */
async function failOften(s: Shop, address: string, count: number): Promise<void> {
  await tryFrom(s, address, "nobody-0@hansa.example");
  await s.service.deps.store.write("test", async (tx) => {
    const [made] = await tx.select().from(loginAttempts);
    if (!made) throw new Error("nothing was counted");
    for (let more = 1; more < count; more += 1)
      await tx.insert(loginAttempts).values({ ...made, id: `try_${more}`, subject: `s${more}` });
  });
}

test("a sign-in is listed with what the browser called itself", async () => {
  const s = await shop();
  await account(s, { email: ada });
  expect(await tryFrom(s, "192.0.2.1", ada, password)).toMatchObject({ __typename: "Session" });
  const { viewer } = await signIn(s, ada);
  const me = field(await s.query(`{ me { sessions { device current } } }`, {}, viewer), "me");
  expect(me).toEqual({
    sessions: expect.arrayContaining([
      { device: agent, current: false },
      { device: null, current: true },
    ]),
  });
});

test("a place from which a hundred sign-ins failed is refused, and every other place is not", async () => {
  const s = await shop();
  await account(s, { email: ada });
  await failOften(s, "2001:db8:1:2::7", 100);
  expect(await tryFrom(s, "2001:db8:1:2:ffff::8", ada, password)).toEqual({
    __typename: "RateLimitedError",
    retryAfterMs: 15 * 60_000,
  });
  for (const address of ["2001:db8:1:3::7", "192.0.2.1", null])
    expect(await tryFrom(s, address, ada, password)).toMatchObject({ __typename: "Session" });
  await s.world.advance(15 * 60_000);
  expect(await tryFrom(s, "2001:db8:1:2:ffff::8", ada, password)).toMatchObject({ __typename: "Session" });
});

test("99 failures are not a hundred", async () => {
  const s = await shop();
  await account(s, { email: ada });
  await failOften(s, "192.0.2.1", 99);
  expect(await tryFrom(s, "192.0.2.1", ada, password)).toMatchObject({ __typename: "Session" });
});

test("no address is written down", async () => {
  const s = await shop();
  await tryFrom(s, "192.0.2.1", ada);
  const rows = await s.service.deps.store.read((db) => db.select().from(loginAttempts));
  expect(rows).toHaveLength(1);
  expect(JSON.stringify(rows)).not.toContain("192.0.2.1");
  expect(JSON.stringify(rows)).not.toContain(ada);
});
