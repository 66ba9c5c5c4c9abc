/** One import while it runs: what its steps share. */
import type { Deps } from "../../context.ts";
import type { ImportJobRow } from "../../store/import-tables.ts";
import type { Seen } from "./seen.ts";

export type Run = {
  deps: Deps;
  job: ImportJobRow;
  seen: Seen;
  /** The currencies that the entries were read with. */
  currencies: readonly string[];
  /** The time of the batch: everything in it happens at once. */
  now: number;
  /** Codes of values and ids of collections that this batch has looked for by name before. */
  found: Map<string, string>;
};
