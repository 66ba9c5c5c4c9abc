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
  exceptions: {
    "cli/test/move.test.ts": { seconds: 15, reason: "moves all stores to PostgreSQL and back, and is killed once" },
    "cli/test/open-a-shop.test.ts": {
      seconds: 15,
      reason: "opens a shop as its page says, in a process for each command",
    },
    "cli/test/restore-over.test.ts": { seconds: 15, reason: "backs up and restores a shop that runs" },
    "cli/test/status.test.ts": { seconds: 15, reason: "five processes, which fail and start again" },
    "tools/test/dev-loop.test.ts": { seconds: 20, reason: "builds programs after each edit" },
  },
};
