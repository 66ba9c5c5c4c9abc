/** The state that the steps of a running import share. The keys and codes that a batch finds are its own until it is committed. */
import type { Deps } from "../../context.ts";
import type { ImportJobRow } from "../../store/import/tables.ts";
import type { FileKeys } from "./file/duplicates.ts";

export type ImportRun = {
  deps: Deps;
  job: ImportJobRow;
  seen: FileKeys;
  /** The currencies that the entries were read with. */
  currencies: readonly string[];
  /** The time of all changes of the batch. */
  now: number;
  /** Codes of facet values and ids of collections that this batch has already found by label. */
  found: Map<string, string>;
};

/** Counts of the products of a batch by outcome; for prices and stock, of variants. */
export type Tally = { created: number; changed: number; unchanged: number };
