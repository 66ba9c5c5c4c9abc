/** The setting of a list of currencies. */
import { z } from "zod";
import { isCurrency } from "./money.ts";

/** A list of currencies, written with commas: the first is the default. */
export const currencyList = z
  .string()
  .transform((text) => text.split(",").map((code) => code.trim()))
  .pipe(z.array(z.string().refine(isCurrency, "is not a currency of ISO 4217")).min(1));
