/** Queries of the shop's pages: by slug, as a list without bodies, and their changes. */
import { type Reader, rowInto, rowsBy, statement, type Tx } from "@hansa/kit/store";
import { and, asc, count, eq, getTableColumns, sql } from "drizzle-orm";
import { type ShopPageRow, shopPages } from "../tables.ts";

/** A page without its body and its sections. */
export type ShopPageEntry = Omit<ShopPageRow, "id" | "bodyHtml" | "sections">;

/** A page is named by its slug in each of its languages. */
export type PageName = Pick<ShopPageRow, "slug" | "language">;

/** All languages of these pages, with their bodies. */
export const findPagesBySlugs = rowsBy(shopPages, shopPages.slug, asc(shopPages.slug), asc(shopPages.language));

/** The page in this language. */
export async function findPage(db: Reader, { slug, language }: PageName): Promise<ShopPageRow | undefined> {
  return (await findPagesBySlugs(db, [slug])).find((page) => page.language === language);
}

const { id: _id, bodyHtml: _bodyHtml, sections: _sections, ...entry } = getTableColumns(shopPages);

/** All pages in all their languages. Their number is limited when they are saved. */
export const findPageEntries = statement([], (db: Reader) =>
  db.select(entry).from(shopPages).orderBy(asc(shopPages.slug), asc(shopPages.language)),
);

/** The number of pages, where each language counts as one. */
export async function countPages(db: Reader): Promise<number> {
  const [row] = await pageCount(db);
  return row?.pages ?? 0;
}

const pageCount = statement([], (db: Reader) => db.select({ pages: count() }).from(shopPages));

export const addPage = rowInto(shopPages);

/** Updates a page and raises its version; undefined and no change if its version has changed. */
export async function changePage(tx: Tx, page: ShopPageRow): Promise<ShopPageRow | undefined> {
  const [row] = await updatePage(tx, page);
  return row;
}

const updatePage = statement([getTableColumns(shopPages)], (tx: Tx, { id, version, ...page }) =>
  tx
    .update(shopPages)
    .set({ ...page, version: sql`${shopPages.version} + 1` })
    .where(and(eq(shopPages.id, id), eq(shopPages.version, version)))
    .returning(),
);

export const removePage = statement([shopPages.id], (tx: Tx, id) => tx.delete(shopPages).where(eq(shopPages.id, id)));
