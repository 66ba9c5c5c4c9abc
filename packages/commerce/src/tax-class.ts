/** Tax classes: products gives one to each variant, and orders keeps the rates of each. */
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

export type TaxClass = z.infer<typeof taxClass>;
