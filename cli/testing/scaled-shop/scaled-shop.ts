/** Scales a seeded shop: many copies of its catalogue, and of its customers with all of their orders and payments, by bulk inserts. */

import { z } from "zod";
import { shopServices } from "../../host/shop-services.ts";
import { copiedTables, stride } from "./copied-tables.ts";
import { markEndings, markWords, openMarker } from "./marks.ts";
import { type Copies, copyRows } from "./row-copies.ts";
import { type Connection, closeStores, openStores } from "./stores.ts";

const searchRows = z.array(
  z.object({
    row: z.number(),
    title: z.string(),
    options: z.string(),
    facets: z.string(),
    skus: z.string(),
    description: z.string(),
    title_endings: z.string(),
    endings: z.string(),
  }),
);

/** Enlarges the shop in a data folder that no process has open. The same shop and numbers give the same rows. */
export function scaleShop(data: string, copies: Copies): void {
  if (copies.catalogue < 2 || copies.customers < 2)
    throw new Error("a scaled shop has at least two copies of everything");
  const stores = openStores(data);
  try {
    const mark = openMarker(stores);
    for (const name of shopServices) {
      const store = stores[name];
      for (const pragma of [
        "foreign_keys = OFF",
        "journal_mode = MEMORY",
        "synchronous = OFF",
        "cache_size = -400000",
        "temp_store = MEMORY",
      ])
        store.pragma(pragma);
      copyRows(store, copiedTables[name], copies, mark);
      if (name === "products") completeCatalogue(store);
      if (name === "users") store.exec("INSERT INTO user_search(user_search) VALUES ('rebuild')");
      store.pragma("journal_mode = WAL");
    }
  } finally {
    closeStores(stores);
  }
}

/** Enters the copies into the full-text index, and ranks all products by the ratings that they have now. */
function completeCatalogue(store: Connection): void {
  store.transaction(() => {
    const originals = searchRows.parse(store.prepare("SELECT rowid AS row, * FROM product_search").all());
    store.exec("CREATE TEMP TABLE texts (row, title, options, facets, skus, description, title_endings, endings)");
    const insert = store.prepare(
      "INSERT INTO texts VALUES (@row, @title, @options, @facets, @skus, @description, @title_endings, @endings)",
    );
    for (const text of originals)
      insert.run({
        ...text,
        title: markWords(text.title),
        description: markWords(text.description),
        title_endings: markEndings(text.title_endings),
        endings: markEndings(text.endings),
      });
    store.exec(`
      INSERT INTO product_search (rowid, title, options, facets, skus, description, title_endings, endings)
      SELECT t.row + k.n * ${stride}, replace(t.title, char(3), k.syllable) || ' ' || k.mark, t.options, t.facets, t.skus,
        replace(t.description, char(3), k.syllable), replace(t.title_endings, char(3), k.syllable), replace(t.endings, char(3), k.syllable)
      FROM texts t CROSS JOIN catalogue k`);
    store.exec(`
      UPDATE products SET rating_rank = round(s.sum * 100.0 / s.count) * 1000000 + s.count
      FROM rating_stats s WHERE s.product_id = products.id AND s.count > 0`);
  })();
}
