/** SQLite's tokenizer leaves the terms of a search as they are, so that both engines have the same. */
import { indexTermsOf } from "@hansa/kit/runtime";
import { Database } from "@hansa/kit/store";
import { sqliteOnly } from "@hansa/kit/testing";
import { expect, test } from "vitest";
import { shop } from "../support/shop.ts";

const onSqlite = test.runIf(sqliteOnly("terms in the full-text index"));

onSqlite("every letter, digit and mark of Unicode stays in its term", async () => {
  const s = await shop();
  const [index] = await s.rows("SELECT sql FROM sqlite_schema WHERE name = 'product_search'");
  const store = new Database(":memory:");
  store.exec(`${Object(index).sql}; CREATE VIRTUAL TABLE terms USING fts5vocab(product_search, 'instance')`);
  const add = store.prepare("INSERT INTO product_search (rowid, title) VALUES (?, ?)");
  const given = new Map<number, string>();
  for (let code = 1; code <= 0x10ffff; code += 1) {
    const sign = String.fromCodePoint(code);
    if (!/[\p{L}\p{N}\p{M}]/u.test(sign)) continue;
    const { terms, endings } = indexTermsOf(`xy${sign}zw ${sign}`);
    given.set(code, `${terms} ${endings}`.trim());
  }
  store.transaction(() => {
    for (const [code, terms] of given) add.run(code, terms);
  })();
  const found = new Map<number, string[]>();
  const rows = store.prepare<[], { doc: number; term: string }>("SELECT doc, term FROM terms ORDER BY doc, offset");
  for (const { doc, term } of rows.iterate()) found.set(doc, [...(found.get(doc) ?? []), term]);
  const changed = [...given].filter(([code, terms]) => found.get(code)?.join(" ") !== terms);
  expect(given.size).toBeGreaterThan(100_000);
  expect(changed.map(([code, terms]) => [code.toString(16), terms, found.get(code)])).toEqual([]);
});
