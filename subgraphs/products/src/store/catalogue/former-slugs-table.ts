/** The table of former slugs. */
import { index, primaryKey, table, text, time } from "@hansa/kit/store";

/** Slugs that a product or collection had before. A slug in present use is not among them. */
export const formerSlugs = table(
  "former_slugs",
  {
    kind: text("kind", { enum: ["product", "collection"] }).notNull(),
    slug: text("slug").notNull(),
    ownerId: text("owner_id").notNull(),
    replacedAt: time("replaced_at").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.kind, table.slug] }),
    index("former_slugs_of_owner").on(table.kind, table.ownerId, table.replacedAt, table.slug),
  ],
);

export type FormerSlugRow = typeof formerSlugs.$inferSelect;
