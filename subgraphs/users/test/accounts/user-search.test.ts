/** Search of people: parts of names and addresses are found by an index, which follows every change. */
import path from "node:path";
import { Database } from "@hansa/kit/store";
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

function inStore<Result>({ folder }: Shop, use: (store: InstanceType<typeof Database>) => Result): Result {
  const store = new Database(path.join(folder, "users", "users.db"));
  try {
    return use(store);
  } finally {
    store.close();
  }
}

/** So many people, each in a minute of its own, the last one the newest. */
function addMany(s: Shop, count: number): void {
  inStore(s, (store) =>
    store.exec(`INSERT INTO users (id, email, display_name, search_text, search_row, role, created_at)
      WITH RECURSIVE k(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM k WHERE n < ${count})
      SELECT 'user_' || printf('%05d', n), n || '@many.example', 'Many ' || n, 'many ' || n || char(10) || n || '@many.example',
        1000 + n, 'CUSTOMER', ${noon} + n * 60000 FROM k`),
  );
}

test("a part of any length and of any characters finds the same people as a scan", async () => {
  const s = await shop();
  addMany(s, 300);
  for (const displayName of ['Äda "Älv" O\'Neil', "100% _Bo_\\", "AND OR NOT*", "李小龙 测试", "日本"])
    await createAccount(s, { email: `${displayName.length}x@other.example`, displayName, passwordHash: "none" });
  const all = inStore(s, (store) =>
    store.prepare("SELECT display_name, search_text FROM users ORDER BY created_at DESC, id DESC").all(),
  ).map((row) => Object(row));
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
  addMany(s, 700);
  inStore(s, (store) =>
    store.exec("UPDATE users SET search_text = lower(display_name) || char(10) || email, search_folded = 0"),
  );
  expect(await find(s, "ozturk")).toEqual([]);
  await foldFormerSearchTexts(s.service.deps);
  expect(await find(s, "ozturk")).toEqual(["Elif Öztürk"]);
  expect(inStore(s, (store) => store.prepare("SELECT count(*) FROM users WHERE search_folded = 0").pluck().get())).toBe(
    0,
  );
  const before = inStore(s, (store) => store.pragma("data_version", { simple: true }));
  await foldFormerSearchTexts(s.service.deps);
  expect(inStore(s, (store) => store.pragma("data_version", { simple: true }))).toBe(before);
});

test("of more people than are sorted, the newest are found, and so are rare ones among them", async () => {
  const s = await shop();
  addMany(s, 1_500);
  expect((await find(s, "many.example")).slice(0, 2)).toEqual(["Many 1500", "Many 1499"]);
  expect(await find(s, "\n777@many")).toEqual(["Many 777"]);
});

test("a page of people with a part reads only their rows", async () => {
  const s = await shop();
  const plan = inStore(s, (store) =>
    store.prepare("EXPLAIN QUERY PLAN SELECT rowid FROM user_search WHERE user_search MATCH '\"ada\"' LIMIT 3").all(),
  );
  expect(plan).toMatchObject([{ detail: expect.stringMatching(/VIRTUAL TABLE INDEX .*M/) }]);
  const prepare = vi.spyOn(Database.prototype, "prepare");
  onTestFinished(() => prepare.mockRestore());
  await find(s, "ada");
  const statements = prepare.mock.calls.map(([text]) => text);
  const [people] = statements.filter((text) => /from "users".*search_row/.test(text));
  const steps = inStore(s, (store) => store.prepare(`EXPLAIN QUERY PLAN ${people?.replaceAll("?", "'[1]'")}`).all());
  expect(steps[0]).toMatchObject({ detail: "SEARCH users USING INDEX users_search_row_unique (search_row=?)" });
});

test("a changed name is found by its new parts only, and nothing of an erased person is left in the index", async () => {
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
  const terms = inStore(s, (store) => {
    store.exec("CREATE VIRTUAL TABLE temp.terms USING fts5vocab(main, user_search, row)");
    return store.prepare("SELECT term FROM terms WHERE term IN ('ada', 'alv', 'ber', 'erg')").all();
  });
  expect(terms).toEqual([]);
});

test("nothing of a row that is deleted is left in the index", async () => {
  const s = await shop();
  const terms = inStore(s, (store) => {
    store.exec("CREATE VIRTUAL TABLE temp.terms USING fts5vocab(main, user_search, row)");
    store.exec(`INSERT INTO users (id, email, display_name, search_text, search_row, role, created_at)
      VALUES ('user_z', 'zyx@hansa.example', 'Zyx', 'zyx', 9999, 'CUSTOMER', ${noon})`);
    const find = store.prepare("SELECT term FROM terms WHERE term = 'zyx'");
    const before = find.all();
    store.exec("DELETE FROM users WHERE id = 'user_z'");
    return [before, find.all()];
  });
  expect(terms).toEqual([[{ term: "zyx" }], []]);
});
