/** Limits of the CPU time of `npm test`, as a quiet machine takes it. Beyond one the run warns; it fails at twice the limit of a file. */

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
  run: { warns: 12 * 60, fails: 24 * 60 },
  exceptions: {
    "cli/test/audit/damage.test.ts": { seconds: 20, reason: "a shop of its own, and an audit for each invariant" },
    "cli/test/backup-on-postgresql.test.ts": { seconds: 15, reason: "dumps five databases, and fills them twice" },
    "cli/test/commands/explain/explain.test.ts": { seconds: 15, reason: "explains the operations of a running shop" },
    "cli/test/commands/schema/registry.test.ts": { seconds: 25, reason: "composes and plans each version" },
    "router/test/control/registry/follow.test.ts": { seconds: 15, reason: "composes and plans each version" },
    "cli/test/move.test.ts": { seconds: 15, reason: "moves all stores to PostgreSQL and back, and is killed once" },
    "cli/test/open-a-shop.test.ts": {
      seconds: 15,
      reason: "opens a shop as its page says, in a process for each command",
    },
    "cli/test/restore-over.test.ts": { seconds: 15, reason: "backs up and restores a shop that runs" },
    "cli/test/status.test.ts": { seconds: 15, reason: "five processes, which fail and start again" },
    "e2e/degraded/degraded.test.ts": { seconds: 15, reason: "every page without each service" },
    "e2e/stories/front-end/playground-browser.test.ts": {
      seconds: 25,
      reason: "an editor in a browser, in three windows",
    },
    "e2e/stories/identity/account-lockout.test.ts": { seconds: 15, reason: "each guess of a password costs its hash" },
    "e2e/stories/purchase/apollo-gateway.test.ts": { seconds: 15, reason: "a shop of its own behind another gateway" },
    "e2e/stories/storefront/account.test.ts": { seconds: 15, reason: "accounts in a browser" },
    "e2e/stories/storefront/purchase-faults.test.ts": {
      seconds: 15,
      reason: "purchases in a browser, beside services that end and begin",
    },
    "e2e/stories/storefront/purchase.test.ts": { seconds: 20, reason: "purchases in a browser" },
    "e2e/stories/storefront/stripe.test.ts": {
      seconds: 15,
      reason: "a shop of its own, with another provider, in a browser",
    },
    "lab/differential/test/differential.test.ts": { seconds: 20, reason: "plans and executes operations in two ways" },
    "lab/purchases/test/purchases.test.ts": { seconds: 25, reason: "twelve purchases on servers of PostgreSQL" },
    "lab/test/extreme-inputs.test.ts": { seconds: 15, reason: "a shop of its own, asked with every input" },
    "lab/test/replay.test.ts": { seconds: 15, reason: "replays invoices in shops of its own" },
    "subgraphs/products/test/storefront/search-engines.test.ts": {
      seconds: 15,
      reason: "compares two search engines by 500 queries",
    },
    "tools/test/dev-loop.test.ts": { seconds: 20, reason: "starts a router, and a service after each edit" },
  },
};
