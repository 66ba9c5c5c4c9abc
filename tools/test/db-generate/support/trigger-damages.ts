/** For each trigger of a store, rows and the statement that it refuses, or of which it writes something. */

/** The values of a row; others that are required are `x`, 0 and false. */
export type Row = { into: string } & Record<string, string | number>;
export type Damage = {
  rows: readonly Row[];
  statement: string;
  /** The rows that the trigger wrote, where it refuses nothing. */
  wrote?: { statement: string; rows: readonly unknown[] };
};

const payment: Row = { into: "payments", amount_minor: 100, state: "CREATED" };
const captured: Row = { ...payment, state: "CAPTURED", authorized_minor: 100, captured_minor: 100 };
const awaitsRefund: Row = { ...captured, refund_pending_minor: 10 };
const refund: Row = { into: "refunds", amount_minor: 10, state: "PENDING" };
const dispute: Row = { into: "disputes", amount_minor: 10, state: "LOST" };
const capture: Row = { into: "captures", amount_minor: 100, state: "REQUESTED" };
const entry: Row = { into: "ledger_entries" };
const link: Row = { into: "ledger_chain", seq: 1 };
const order: Row = { into: "orders" };
const promotion: Row = { into: "promotions", percent_off: 10, code: "CODE", starts_at: 10 };
const change = (into: string, column: string, value: string) => `UPDATE ${into} SET ${column} = ${value}`;
const removal = (into: string) => `DELETE FROM ${into}`;

const revocations = "SELECT seq, kind, subject, role, relevant_until FROM revocations";

export const damages: Readonly<Record<string, Damage>> = {
  payments_are_never_removed: { rows: [payment], statement: removal("payments") },
  payments_state_advances: {
    rows: [{ ...payment, state: "VOIDED" }],
    statement: change("payments", "state", "'CREATED'"),
  },
  payments_terms_are_final: { rows: [payment], statement: change("payments", "currency", "'USD'") },
  disputes_close_once: { rows: [captured, dispute], statement: change("disputes", "reason", "'y'") },
  disputes_are_never_removed: { rows: [captured, dispute], statement: removal("disputes") },
  refunds_are_never_removed: { rows: [awaitsRefund, refund], statement: removal("refunds") },
  refunds_are_final: { rows: [awaitsRefund, refund], statement: change("refunds", "currency", "'USD'") },
  refunds_add_up_on_insert: {
    rows: [captured],
    statement:
      "INSERT INTO refunds (id, payment_id, state, amount_minor, currency, reason, from_provider, created_at) VALUES ('x', 'x', 'PENDING', 10, 'EUR', 'x', FALSE, 0)",
  },
  refunds_add_up_on_update: { rows: [awaitsRefund, refund], statement: change("refunds", "state", "'SUCCEEDED'") },
  captures_add_up_on_insert: {
    rows: [payment],
    statement:
      "INSERT INTO captures (id, payment_id, state, requested_minor, amount_minor, created_at) VALUES ('x', 'x', 'CAPTURED', 5, 5, 0)",
  },
  captures_add_up_on_update: { rows: [payment, capture], statement: change("captures", "state", "'CAPTURED'") },
  captures_are_final: { rows: [payment, capture], statement: change("captures", "key", "'another'") },
  captures_are_never_removed: { rows: [payment, capture], statement: removal("captures") },
  closed_checkouts_never_open: {
    rows: [{ into: "closed_checkouts", version: 2 }],
    statement: change("closed_checkouts", "version", "1"),
  },
  payment_events_are_never_changed: {
    rows: [payment, { into: "payment_events" }],
    statement: change("payment_events", "kind", "'y'"),
  },
  payment_events_are_never_removed: {
    rows: [payment, { into: "payment_events" }],
    statement: removal("payment_events"),
  },
  ledger_entries_are_never_changed: { rows: [payment, entry], statement: change("ledger_entries", "at", "1") },
  ledger_entries_are_never_removed: { rows: [payment, entry], statement: removal("ledger_entries") },
  ledger_chain_has_no_gap: {
    rows: [payment, entry, { ...entry, kind: "y" }],
    statement: "INSERT INTO ledger_chain (seq, hash) VALUES (2, 'x')",
  },
  ledger_chain_is_never_changed: { rows: [payment, entry, link], statement: change("ledger_chain", "hash", "'y'") },
  ledger_chain_is_never_removed: { rows: [payment, entry, link], statement: removal("ledger_chain") },
  ledger_transactions_balance: {
    rows: [payment, { ...entry, amount_minor: 5 }],
    statement: "INSERT INTO ledger_chain (seq, hash) VALUES (1, 'x')",
  },
  sandbox_entries_are_never_changed: {
    rows: [{ into: "sandbox_entries" }],
    statement: change("sandbox_entries", "state", "'y'"),
  },
  sandbox_entries_are_never_removed: { rows: [{ into: "sandbox_entries" }], statement: removal("sandbox_entries") },
  sandbox_answers_are_never_changed: {
    rows: [{ into: "sandbox_answers" }],
    statement: change("sandbox_answers", "refused", "'y'"),
  },
  sandbox_answers_are_never_removed: { rows: [{ into: "sandbox_answers" }], statement: removal("sandbox_answers") },
  order_events_are_never_changed: {
    rows: [order, { into: "order_events" }],
    statement: change("order_events", "summary", "'y'"),
  },
  order_events_are_never_removed: { rows: [order, { into: "order_events" }], statement: removal("order_events") },
  saga_outcomes_are_final: {
    rows: [order, { into: "sagas", outcome: "CONFIRMED" }],
    statement: change("sagas", "outcome", "NULL"),
  },
  sales_facts_are_never_changed: { rows: [{ into: "sales_facts" }], statement: change("sales_facts", "units", "1") },
  tax_facts_are_never_changed: { rows: [{ into: "tax_facts" }], statement: change("tax_facts", "rate", "1") },
  tax_documents_are_never_changed: {
    rows: [order, { into: "tax_documents" }],
    statement: change("tax_documents", "number", "'y'"),
  },
  tax_documents_are_never_removed: { rows: [order, { into: "tax_documents" }], statement: removal("tax_documents") },
  skipped_numbers_are_never_changed: {
    rows: [{ into: "skipped_numbers" }],
    statement: change("skipped_numbers", "last", "1"),
  },
  skipped_numbers_are_never_removed: { rows: [{ into: "skipped_numbers" }], statement: removal("skipped_numbers") },
  promotions_codes_are_unique_on_insert: {
    rows: [promotion],
    statement: `INSERT INTO promotions (id, label, code, percent_off, amounts_off, free_shipping, combines, collection_ids, variant_ids,
        minimum_subtotals, uses_taken, starts_at, created_at)
      VALUES ('y', 'y', 'CODE', 10, '[]', FALSE, FALSE, '[]', '[]', '[]', 0, 20, 0)`,
  },
  promotions_codes_are_unique_on_update: {
    rows: [
      { ...promotion, ends_at: 20 },
      { ...promotion, id: "y", starts_at: 20 },
    ],
    statement: "UPDATE promotions SET ends_at = NULL WHERE id = 'x'",
  },
  promotion_uses_are_final: {
    rows: [promotion, { into: "promotion_uses", state: "used" }],
    statement: change("promotion_uses", "state", "'reserved'"),
  },
  stock_ledger_is_never_changed: {
    rows: [{ into: "products" }, { into: "variants" }, { into: "stock_ledger" }],
    statement: change("stock_ledger", "delta", "1"),
  },
  stock_ledger_is_never_removed: {
    rows: [{ into: "products" }, { into: "variants" }, { into: "stock_ledger" }],
    statement: removal("stock_ledger"),
  },
  audit_log_is_never_changed: { rows: [{ into: "audit_log" }], statement: change("audit_log", "summary", "'y'") },
  audit_log_is_never_removed: { rows: [{ into: "audit_log" }], statement: removal("audit_log") },
  revocation_of_session: {
    rows: [{ into: "users" }, { into: "sessions", last_used_at: 5 }],
    statement: removal("sessions"),
    wrote: { statement: revocations, rows: [[1, "session", "x", null, 420_005]] },
  },
  revocation_of_role: {
    rows: [{ into: "users" }, { into: "sessions", last_used_at: 7 }],
    statement: change("users", "role", "'ADMIN'"),
    wrote: { statement: revocations, rows: [[1, "role", "x", "ADMIN", 420_007]] },
  },
  revocation_of_client: {
    rows: [{ into: "api_clients" }],
    statement: change("api_clients", "revoked_at", "9"),
    wrote: { statement: revocations, rows: [[1, "client", "x", null, 420_009]] },
  },
};
