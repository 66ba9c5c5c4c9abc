/** Search of people: parts of names and addresses are found by an index, which follows every change. */
import { Database } from "@hansa/kit/store";
import { sqliteOnly } from "@hansa/kit/testing";
import { expect, onTestFinished, test, vi } from "vitest";
import { foldFormerSearchTexts } from "../../src/service/accounts/search-texts.ts";
import { findUser, findUsersPage, updateUser } from "../../src/store/accounts/users.ts";
import { anonymiseUser } from "../../src/store/privacy/erasure.ts";
import { createAccount, noon, type Shop, shop } from "../support/shop.ts";

const page = { size: 25, from: undefined, isBackward: false, isReversed: false };

async function find({ service }: Shop, query: string): Promise<string[]> {
  const rows = await service.deps.store.read((db) => findUsersPage(db, { query }, page));
  return rows.map(({ displayName }) => displayName);
}

/** So many people, each in a minute of its own, the last one the newest. */
async function addMany(s: Shop, count: number): Promise<void> {
  await s.corruptStore(`INSERT INTO users (id, email, display_name, search_text, search_row, role, created_at)
    WITH RECURSIVE k(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM k WHERE n < ${count})
    SELECT 'user_' || (10000 + n), n || '@many.example', 'Many ' || n, 'many ' || n || '\n' || n || '@many.example',
      1000 + n, 'CUSTOMER', ${noon} + n * 60000 FROM k`);
}

test("a part of any length and of any characters finds the same people as a scan", async () => {
  const s = await shop();
  await addMany(s, 300);
  for (const displayName of ['Äda "Älv" O\'Neil', "100% _Bo_\\", "AND OR NOT*", "李小龙 测试", "日本"])
    await createAccount(s, { email: `${displayName.length}x@other.example`, displayName, passwordHash: "none" });
  const all = (await s.rows("SELECT display_name, search_text FROM users ORDER BY created_at DESC, id DESC")).map(
    Object,
  );
  const parts = all.flatMap(({ search_text: text }, index) => {
    const [start, length] = [(index * 7) % text.length, 1 + ((index * 5) % 9)];
    return [text.slice(start, start + length), text.slice(0, length), text.slice(-length)];
  });
  expect(parts.length).toBeGreaterThan(900);
  for (const part of [...parts, "nobody", '"', '""', "小龙 测", "*", "a\0b"]) {
    const matching = all.filter(({ search_text: text }) => text.includes(part));
    expect(await find(s, part), part).toEqual(matching.map((row) => row.display_name).slice(0, 26));
  }
});

test.each([
  ["ozturk", "Elif Öztürk"],
  ["OEZTUERK", "Elif Öztürk"],
  ["öztürk", "Elif Ozturk"],
  ["strasse", "Anna Straße"],
  ["soren", "Søren"],
  ["λογος", "ΛΌΓΟΣ"],
  ["öz@other", "Öz"],
])("%s finds %s", async (query, displayName) => {
  const s = await shop();
  await createAccount(s, { email: "oz@other.example", displayName, passwordHash: "none" });
  expect(await find(s, query)).toEqual([displayName]);
});

test("names from before they were folded are found after the next start, and the start after it changes nothing", async () => {
  const s = await shop();
  await createAccount(s, { email: "e@other.example", displayName: "Elif Öztürk", passwordHash: "none" });
  await addMany(s, 700);
  await s.corruptStore("UPDATE users SET search_text = lower(display_name) || '\n' || email, search_folded = FALSE");
  expect(await find(s, "ozturk")).toEqual([]);
  await foldFormerSearchTexts(s.service.deps);
  expect(await find(s, "ozturk")).toEqual(["Elif Öztürk"]);
  expect(await s.rows("SELECT id FROM users WHERE NOT search_folded")).toEqual([]);
  const before = s.service.deps.store.commits();
  await foldFormerSearchTexts(s.service.deps);
  expect(s.service.deps.store.commits()).toBe(before);
});

test("of more people than are sorted, the newest are found, and so are rare ones among them", async () => {
  const s = await shop();
  await addMany(s, 1_500);
  expect((await find(s, "many.example")).slice(0, 2)).toEqual(["Many 1500", "Many 1499"]);
  expect(await find(s, "\n777@many")).toEqual(["Many 777"]);
});

test.runIf(sqliteOnly("query plans"))("a page of people with a part reads only their rows", async () => {
  const s = await shop();
  const plan = await s.rows(
    "EXPLAIN QUERY PLAN SELECT rowid FROM user_search WHERE user_search MATCH '\"ada\"' LIMIT 3",
  );
  expect(plan).toMatchObject([{ detail: expect.stringMatching(/VIRTUAL TABLE INDEX .*M/) }]);
  const prepare = vi.spyOn(Database.prototype, "prepare");
  onTestFinished(() => prepare.mockRestore());
  await find(s, "ada");
  const statements = prepare.mock.calls.map(([text]) => text);
  const [people] = statements.filter((text) => /from "users".*search_row/.test(text));
  const steps = await s.rows(`EXPLAIN QUERY PLAN ${people?.replaceAll("?", "'[1]'")}`);
  expect(steps[0]).toMatchObject({ detail: "SEARCH users USING INDEX users_search_row_unique (search_row=?)" });
});

/** The terms of the index among these. */
async function termsOf(s: Shop, terms: readonly string[]): Promise<unknown[]> {
  await s.corruptStore("CREATE VIRTUAL TABLE IF NOT EXISTS terms USING fts5vocab(user_search, row)");
  return s.rows(`SELECT term FROM terms WHERE term IN (${terms.map((term) => `'${term}'`).join()})`);
}

const onFts5 = test.runIf(sqliteOnly("the terms of an FTS5 index"));

test("a changed name is found by its new parts only, and an erased person by none", async () => {
  const s = await shop();
  const { store } = s.service.deps;
  const { id } = await createAccount(s, { email: "ada@hansa.example", displayName: "Ada Alvik", passwordHash: "none" });
  await store.write("test", async (tx) => {
    const user = await findUser(tx, id);
    if (user) await updateUser(tx, user, { displayName: "Ada Berg" });
  });
  expect(await find(s, "alvik")).toEqual([]);
  expect(await find(s, "berg")).toEqual(["Ada Berg"]);
  await store.write("test", (tx) => anonymiseUser(tx, id, noon));
  expect(await find(s, "berg")).toEqual([]);
});

onFts5("nothing of a former name or of an erased person is left in the index", async () => {
  const s = await shop();
  const { store } = s.service.deps;
  const { id } = await createAccount(s, { email: "ada@hansa.example", displayName: "Ada Alvik", passwordHash: "none" });
  await store.write("test", async (tx) => {
    const user = await findUser(tx, id);
    if (user) await updateUser(tx, user, { displayName: "Ada Berg" });
  });
  expect(await termsOf(s, ["ada", "alv", "ber", "erg"])).toHaveLength(3);
  await store.write("test", (tx) => anonymiseUser(tx, id, noon));
  expect(await termsOf(s, ["ada", "alv", "ber", "erg"])).toEqual([]);
});

onFts5("nothing of a row that is deleted is left in the index", async () => {
  const s = await shop();
  await s.corruptStore(`INSERT INTO users (id, email, display_name, search_text, search_row, role, created_at)
    VALUES ('user_z', 'zyx@hansa.example', 'Zyx', 'zyx', 9999, 'CUSTOMER', ${noon})`);
  expect(await termsOf(s, ["zyx"])).toEqual([{ term: "zyx" }]);
  await s.corruptStore("DELETE FROM users WHERE id = 'user_z'");
  expect(await termsOf(s, ["zyx"])).toEqual([]);
});
