/** Table of the shop's pages, such as the imprint: one row for each language of a page. */
import { languages } from "@hansa/commerce/languages";
import { boolean, id, integer, json, table, text, time, uniqueIndex } from "@hansa/kit/store";

/** The kinds in the order in which a footer lists them; it has no link to the home page. */
export const shopPageKinds = [
  "IMPRINT",
  "TERMS",
  "PRIVACY",
  "WITHDRAWAL",
  "SHIPPING",
  "GUARANTEE",
  "ACCESSIBILITY",
  "HOME",
  "OTHER",
] as const;

/** An address that was judged: a path of the shop, or a whole one of https. */
type SectionLink = { label: string; url: string };
type Pictured = { title: string; pictureId: string | null; link: SectionLink | null };

/** A section of the home page. Products and pictures are named by their ids, which the catalogue resolves. */
export type PageSection =
  | ({ kind: "HERO"; text: string | null } & Pictured)
  | ({ kind: "TEXT"; bodyHtml: string } & Pictured)
  | { kind: "PRODUCTS"; title: string; source: SectionProducts; collectionId: string | null; productIds: string[] }
  | { kind: "PROMISES"; promises: { title: string; text: string | null }[] };

type SectionProducts = "COLLECTION" | "NEWEST" | "BESTSELLING" | "CHOSEN";

export const shopPages = table(
  "shop_pages",
  {
    id: id("id"),
    slug: text("slug").notNull(),
    language: text("language", { enum: languages }).notNull(),
    kind: text("kind", { enum: shopPageKinds }).notNull(),
    title: text("title").notNull(),
    /** Sanitized before it is stored; empty for the home page. */
    bodyHtml: text("body_html").notNull(),
    /** Empty for other pages than the home page. */
    sections: json("sections").$type<PageSection[]>().notNull().default([]),
    published: boolean("published").notNull(),
    /** Rises with every change. */
    version: integer("version").notNull(),
    updatedAt: time("updated_at").notNull(),
  },
  (table) => [uniqueIndex("shop_pages_once").on(table.slug, table.language)],
);

export type ShopPageRow = typeof shopPages.$inferSelect;
