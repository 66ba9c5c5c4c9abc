/** Damages of the ledger. */
import type { Damage } from "./damage.ts";

export const ledger: readonly Damage[] = [
  {
    what: "half of a transaction has another amount",
    store: "payments",
    statements: [
      "UPDATE ledger_entries SET amount_minor = amount_minor + 1 WHERE seq = (SELECT max(seq) FROM ledger_entries WHERE account = 'customers')",
    ],
    names: ["I7"],
  },
  {
    what: "an entry belongs to an unknown movement",
    store: "payments",
    statements: [
      "UPDATE ledger_entries SET provider_event = 'other' WHERE transaction_id = (SELECT max(transaction_id) FROM ledger_entries)",
    ],
    names: ["I7"],
  },
  {
    what: "a refund came back, and its money is not in the ledger again",
    store: "payments",
    statements: [
      "UPDATE refunds SET state = 'FAILED', failure = 'closed' WHERE id = (SELECT min(id) FROM refunds WHERE state = 'SUCCEEDED')",
    ],
    names: ["I3", "I4", "I7"],
  },
  {
    what: "the last transaction was removed",
    store: "payments",
    statements: [
      "DELETE FROM ledger_chain WHERE seq > (SELECT max(seq) - 2 FROM ledger_entries)",
      "DELETE FROM ledger_entries WHERE transaction_id = (SELECT transaction_id FROM ledger_entries ORDER BY seq DESC LIMIT 1)",
    ],
    names: ["I3", "I7"],
  },
  {
    what: "an entry was written at another time",
    store: "payments",
    statements: ["UPDATE ledger_entries SET at = at + 1 WHERE seq = 3"],
    names: ["I7"],
  },
  {
    what: "the ledger can be changed",
    store: "payments",
    statements: [],
    without: "ledger_entries_are_never_changed",
    names: ["I7"],
  },
  {
    what: "the chain of the ledger can be cut",
    store: "payments",
    statements: [],
    without: "ledger_chain_is_never_removed",
    names: ["I7"],
  },
];
