/** Search suggestions: published products by the words of their titles. */
import type { SearchWord } from "@hansa/kit/runtime";
import { type Reader, withoutIndex } from "@hansa/kit/store";
import { and, asc, eq, lte, sql } from "drizzle-orm";
import { type ProductRow, products } from "../catalogue/tables.ts";
import { foundInTitleBy, relevance } from "./search-index.ts";

/** The published products whose titles have these words, the most relevant first. */
export async function findSuggestions(
  db: Reader,
  words: readonly SearchWord[],
  now: number,
  limit: number,
): Promise<ProductRow[]> {
  const rows = await db
    .select({ product: products })
    .from(products)
    .innerJoin(foundInTitleBy(words), eq(sql`found.row`, products.searchRow))
    .where(and(eq(withoutIndex(products.status), "ACTIVE"), lte(withoutIndex(products.publishedAt), now)))
    .orderBy(asc(relevance), asc(products.id))
    .limit(limit);
  return rows.map((row) => row.product);
}
