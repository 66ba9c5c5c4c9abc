/** Table of the shop's pages, such as the imprint: one row for each language of a page. */
import { languages } from "@hansa/commerce/languages";
import { boolean, id, integer, table, text, time, uniqueIndex } from "@hansa/kit/store";

/** The kinds in the order in which a footer lists them. */
export const shopPageKinds = [
  "IMPRINT",
  "TERMS",
  "PRIVACY",
  "WITHDRAWAL",
  "SHIPPING",
  "GUARANTEE",
  "ACCESSIBILITY",
  "OTHER",
] as const;

export const shopPages = table(
  "shop_pages",
  {
    id: id("id"),
    slug: text("slug").notNull(),
    language: text("language", { enum: languages }).notNull(),
    kind: text("kind", { enum: shopPageKinds }).notNull(),
    title: text("title").notNull(),
    /** Sanitized before it is stored. */
    bodyHtml: text("body_html").notNull(),
    published: boolean("published").notNull(),
    /** Rises with every change. */
    version: integer("version").notNull(),
    updatedAt: time("updated_at").notNull(),
  },
  (table) => [uniqueIndex("shop_pages_once").on(table.slug, table.language)],
);

export type ShopPageRow = typeof shopPages.$inferSelect;
