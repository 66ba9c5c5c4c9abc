/** Limits of the CPU time of `npm test`. Beyond one the run warns; it fails at the second number, since a busy machine adds up to 60 %. */

export type Limit = { warns: number; fails: number };

export type Limits = {
  /** CPU seconds of one file with all processes that it starts. */
  file: Limit;
  /** CPU seconds of a whole run. */
  run: Limit;
  /** Files that may take more, each with its own limit and the reason. */
  exceptions: Readonly<Record<string, { seconds: number; reason: string }>>;
};

export const limits: Limits = {
  file: { warns: 10, fails: 20 },
  run: { warns: 12 * 60, fails: 18 * 60 },
  exceptions: {},
};
