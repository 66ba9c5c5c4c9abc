/** Former slugs of products and collections: written with each change of a slug, read after a miss. */
import { isAmong, listOf, type Reader, statement, type Tx } from "@hansa/kit/store";
import { and, desc, eq, getTableColumns, notInArray, sql } from "drizzle-orm";
import { type FormerSlugRow, formerSlugs } from "./former-slugs-table.ts";
import { collections, products } from "./tables.ts";

/** The maximum number of former slugs of one product or collection; the oldest leave. */
const maxFormerSlugs = 20;

const { kind, slug, ownerId, replacedAt } = formerSlugs;

/** Removes slugs that come into present use from the history: they lead to their present holder only. */
export const claimSlugs = statement([kind, listOf(slug)], (tx: Tx, ofKind, slugs) =>
  tx.delete(formerSlugs).where(and(eq(kind, ofKind), isAmong(slug, slugs))),
);

/** Records the change of a slug that the row of its owner already has. Nothing is recorded if it stays the same. */
export async function recordSlugChange(tx: Tx, former: FormerSlugRow, present: string): Promise<void> {
  if (former.slug === present) return;
  await claimSlugs(tx, former.kind, [present]);
  await addFormerSlug(tx, former);
  await dropOldest(tx, former.kind, former.ownerId);
}

const addFormerSlug = statement([getTableColumns(formerSlugs)], (tx: Tx, former) =>
  tx
    .insert(formerSlugs)
    .values(former)
    .onConflictDoUpdate({
      target: [kind, slug],
      set: { ownerId: sql`excluded.owner_id`, replacedAt: sql`excluded.replaced_at` },
    }),
);

const dropOldest = statement([kind, ownerId], (tx: Tx, ofKind, owner) => {
  const ofOwner = and(eq(kind, ofKind), eq(ownerId, owner));
  const newest = tx
    .select({ slug })
    .from(formerSlugs)
    .where(ofOwner)
    .orderBy(desc(replacedAt), desc(slug))
    .limit(maxFormerSlugs);
  return tx.delete(formerSlugs).where(and(ofOwner, notInArray(slug, newest)));
});

/** Removes the history of a collection that is deleted. */
export const dropFormerSlugs = statement([kind, ownerId], (tx: Tx, ofKind, owner) =>
  tx.delete(formerSlugs).where(and(eq(kind, ofKind), eq(ownerId, owner))),
);

/** The products that had these slugs before. */
export const findProductsByFormerSlugs = statement([listOf(slug)], (db: Reader, slugs) =>
  db
    .select({ formerSlug: slug, product: products })
    .from(formerSlugs)
    .innerJoin(products, eq(products.id, ownerId))
    .where(and(eq(kind, "product"), isAmong(slug, slugs))),
);

/** The collections that had these slugs before. */
export const findCollectionsByFormerSlugs = statement([listOf(slug)], (db: Reader, slugs) =>
  db
    .select({ formerSlug: slug, collection: collections })
    .from(formerSlugs)
    .innerJoin(collections, eq(collections.id, ownerId))
    .where(and(eq(kind, "collection"), isAmong(slug, slugs))),
);
