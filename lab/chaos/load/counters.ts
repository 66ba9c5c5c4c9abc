/** Counters of the load, incremented where the work happens. */
import type { Counts } from "../../harness/load.ts";
export type Counters = {
  /** Purchases started, and how they ended, by the buyer's own account. */
  started: number;
  scarce: number;
  abandoned: number;
  /** Orders that a buyer was shown. */
  placed: number;
  endings: Counts;
  /** Intentions that carry a key, and those that were sent more than once on purpose or because no response came. */
  keyed: number;
  repeated: number;
  /** Failed refunds that were repeated by hand. */
  repeatedRefunds: number;
  /** Errors in the place of a response, by code, and answers that never came. */
  errors: Counts;
  /** The requests that no response came to in time, with the last outcome. */
  abandonedCalls: string[];
};

export function openCounters(): Counters {
  return {
    started: 0,
    scarce: 0,
    abandoned: 0,
    placed: 0,
    endings: {},
    keyed: 0,
    repeated: 0,
    repeatedRefunds: 0,
    errors: {},
    abandonedCalls: [],
  };
}
