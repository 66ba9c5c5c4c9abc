/** Search of people finds the same on SQLite and on PostgreSQL: for parts of names and addresses as they are, and for texts that mean something to a database. */
import { readFileSync } from "node:fs";
import { foldText, systemRuntime } from "@hansa/kit/runtime";
import { requireDatabase, rowsOf, seededRandom } from "@hansa/kit/testing";
import { expect, type TestContext, test } from "vitest";
import { z } from "zod";
import { seedAccounts } from "../../src/service/accounts/seed.ts";
import { countUsers, findUsersPage } from "../../src/store/accounts/users.ts";
import { type Shop, shop } from "../support/shop.ts";

const named = z.object({ name: z.string() });
const file = new URL("../../../../cli/demo/accounts/people.json", import.meta.url);
const demoPeople = z
  .object({ customers: z.array(named), guests: z.array(named) })
  .transform(({ customers, guests }) => [...customers, ...guests].map(({ name }) => name))
  .parse(JSON.parse(readFileSync(file, "utf8")));

const chance = seededRandom(56);
const below = (count: number) => Math.floor(chance() * count);
const oneOf = <T extends string | readonly unknown[]>(list: T): T[number] => list[below(list.length)] ?? list[0];

const syllables = [
  ...[
    "an",
    "Bo",
    "çe",
    "dré",
    "Élo",
    "fjør",
    "Gö",
    "ñu",
    "ła",
    "ß",
    "Straße",
    "Müll",
    "er",
    "Öz",
    "türk",
    "Ægir",
    "œu",
  ],
  ...[
    "O'",
    "d'",
    "Mc",
    "-",
    " ",
    " ",
    " de ",
    "İl",
    "ık",
    "ΛΌΓ",
    "ος",
    "Жуко",
    "ва",
    "李小",
    "龙",
    "日本",
    "ﬁ",
    "Ａ",
    "ẞ",
  ],
  ...["%", "_", "\\", '"', "'", "100%", "a_b", "--", ";", "*", "()", "😀", "é", "+49 40", "555", "0142", "x", "ij"],
];
const wordOf = (parts: number) => Array.from({ length: parts }, () => oneOf(syllables)).join("");
const people = [
  ...demoPeople.map((displayName, index) => ({ displayName, email: `demo.${index}@hansa.example` })),
  ...Array.from({ length: 300 }, (_, index) => ({
    displayName: wordOf(1 + below(5)).trim() || "Ada",
    email: `${oneOf(["ada", "o'neil", "x-y", "a_b", "100%", "öz", "bo+tag"])}.${index}@${oneOf(["many", "other"])}.example`,
  })),
];

/** Parts of names and addresses in other cases, with and without what is around them, and texts that few have. */
function randomQuery(): string {
  const { displayName, email } = oneOf(people);
  const text = Array.from(oneOf([displayName, displayName, email, displayName.split(" ").at(-1) ?? "", wordOf(2)]));
  const start = below(text.length);
  const part = text.slice(start, start + 1 + below(9)).join("");
  return oneOf([part, part, part.toUpperCase(), part.toLowerCase(), foldText(part), part.normalize("NFD"), ` ${part}`]);
}

const fixed = [
  ..."a z ß ö é ' - % _ \\ \" * % %% __ \\% \\_ \\\\ '' a% _a . @ + 0 李 日本 ﬁ 😀 nobody many.example @hansa.example".split(
    " ",
  ),
  ...["o'neil", "OR 1=1 --", "a\0b", "\0", "\n", "many 77", "AND", "NEAR(ada bo)", '"ada"', "%'; DROP TABLE users; --"],
];
const queries = [...new Set([...fixed, ...Array.from({ length: 1_500 }, randomQuery)])].filter((query) => query !== "");

/** A service with all people, a minute between groups of them, and more than are sorted who share a part. */
async function filledShop(environment: Record<string, string>): Promise<Shop> {
  const s = await shop(environment);
  for (let at = 0; at < people.length; at += 50) {
    const accounts = people.slice(at, at + 50).map((one) => ({ ...one, role: "CUSTOMER" as const, verified: true }));
    await seedAccounts(
      s.service.deps,
      accounts.map((one) => ({ ...one, passwordHash: "none" })),
    );
    await s.runtime.advance(60_000);
  }
  await s.corruptStore(`INSERT INTO users (id, email, display_name, search_text, search_row, role, created_at)
    WITH RECURSIVE k(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM k WHERE n < 1100)
    SELECT 'user_' || (10000 + n), n || '@many.example', 'Many ' || n, 'many ' || n || '\n' || n || '@many.example',
      1000 + n, 'CUSTOMER', ${s.runtime.now()} + n FROM k`);
  return s;
}

async function openBoth(context: TestContext): Promise<{ sqlite: Shop; pg: Shop }> {
  const { url } = await requireDatabase(context);
  const sqlite = await filledShop({ HANSA_USERS_DATABASE_URL: "" });
  return { sqlite, pg: await filledShop({ HANSA_USERS_DATABASE_URL: `${url}?schema=search_of_people` }) };
}

const page = { size: 2_000, from: undefined, isBackward: false, isReversed: false };

/** All who are found, in their order. */
async function find({ service }: Shop, query: string) {
  const rows = await service.deps.store.read((db) => findUsersPage(db, { query }, page));
  const count = await service.deps.store.read((db) => countUsers(db, { query }));
  expect(count, query).toBe(rows.length);
  return rows;
}

test("the same people are found for the same text on both engines, the newest first", async (context) => {
  const both = await openBoth(context);
  expect([both.sqlite.place.engine, both.pg.place.engine]).toEqual(["sqlite", "pg"]);
  expect(queries.length).toBeGreaterThan(500);
  let found = 0;
  for (const query of queries) {
    const [onSqlite, onPg] = [await find(both.sqlite, query), await find(both.pg, query)];
    expect(onPg.map(({ email }) => email).sort(), query).toEqual(onSqlite.map(({ email }) => email).sort());
    for (const rows of [onSqlite, onPg]) {
      const order = rows.map(({ createdAt, id }) => `${createdAt} ${id}`);
      expect(order, query).toEqual(order.toSorted().toReversed());
    }
    found += onPg.length > 0 ? 1 : 0;
  }
  expect(found).toBeGreaterThan(400);
});

test("on PostgreSQL people are found by the index of parts", async (context) => {
  const { url } = await requireDatabase(context);
  const s = await shop({ HANSA_USERS_DATABASE_URL: `${url}?schema=index_of_people` });
  await s.corruptStore(`INSERT INTO users (id, email, display_name, search_text, search_row, role, created_at)
    SELECT 'user_' || n, n || '@many.example', 'Many', 'many ' || md5(n::text), n, 'CUSTOMER', n
    FROM generate_series(1, 20000) AS k(n); ANALYZE users`);
  expect(await find(s, "c4ca4238a0b9")).toMatchObject([{ id: "user_1" }]);
  await s.close();
  const statement =
    "SELECT idx_scan FROM pg_stat_user_indexes WHERE indexrelname = 'user_search' AND schemaname = 'index_of_people'";
  const uses = async () => Object((await rowsOf(s.place, statement))[0]).idx_scan;
  // Ended sessions leave their numbers a moment later. The time of the test is the limit.
  while ((await uses()) < 2) await systemRuntime.sleep(50);
  expect(await uses()).toBeGreaterThanOrEqual(2);
});
