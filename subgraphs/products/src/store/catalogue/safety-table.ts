/** The table of makers and warnings. */
import { id, json, table, text } from "@hansa/kit/store";
import { products } from "./tables.ts";

export type SafetyContact = { name: string; address: string; email: string | null; url: string | null };

/** Maker and warnings of a product, apart from it: lists of products do not read them. No row: not entered. */
export const productSafety = table("product_safety", {
  productId: id("product_id").references(() => products.id),
  maker: json("maker").$type<SafetyContact>().notNull(),
  responsiblePerson: json("responsible_person").$type<SafetyContact>(),
  /** Empty: there are none. */
  warnings: text("warnings").notNull(),
});

export type ProductSafetyRow = typeof productSafety.$inferSelect;
