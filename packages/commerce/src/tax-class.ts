/** Tax classes: products gives one to each variant, and orders keeps the rates of each. Tax categories: why a sale bears which tax. */
import { z } from "zod";

/** The name of each class in the graph, and its name in the stores, in import files and between services. */
export const taxClassByName = {
  STANDARD: "standard",
  REDUCED: "reduced",
  BOOKS: "books",
  DIGITAL: "digital",
  ZERO: "zero",
} as const;

/** Reads a class from what another service sent or a file holds. */
export const taxClass = z.enum(taxClassByName);

/** A rate; three laws under which a sale bears no tax; and no rate at all. */
export const taxCategories = ["STANDARD", "INTRA_COMMUNITY", "REVERSE_CHARGE", "EXPORT", "UNTAXED"] as const;
export type TaxCategory = (typeof taxCategories)[number];

export type TaxClass = z.infer<typeof taxClass>;
