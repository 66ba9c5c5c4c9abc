/** Gives stores the names of the earlier commit back: its services know nothing of the migration that came after it. */
import path from "node:path";
import { loadDriver } from "../../host/sqlite.mjs";

const openings = [
  `ALTER TABLE pragma_log RENAME COLUMN without_fsync TO hasty`,
  `ALTER TABLE pragma_log RENAME TO store_openings`,
];

const leases = `ALTER TABLE leases RENAME COLUMN fencing_token TO fence`;
const fencingTokens = [
  `ALTER TABLE fencing_tokens RENAME COLUMN token TO fence`,
  `ALTER TABLE fencing_tokens RENAME TO fences`,
];

/** The migrations after the baselines, backwards. Checks that name states stay as they are: no row breaks them. */
const statements: Readonly<Record<string, readonly string[]>> = {
  "products.db": [
    ...openings,
    leases,
    ...fencingTokens,
    `ALTER TABLE reservations RENAME TO holds`,
    `ALTER TABLE reservation_lines RENAME TO reservations`,
    `UPDATE holds SET state = 'held' WHERE state = 'reserved'`,
  ],
  "users.db": [
    ...openings,
    leases,
    `DROP TRIGGER user_search_is_extended`,
    `DROP TRIGGER user_search_is_changed`,
    `DROP TRIGGER user_search_is_reduced`,
    `DROP INDEX users_search_row_unique`,
    `ALTER TABLE account_exports RENAME COLUMN requested_by TO asked_by`,
    `ALTER TABLE login_attempts RENAME COLUMN network TO place`,
  ],
  "orders.db": [
    ...openings,
    leases,
    `UPDATE outbox SET type = 'order.refundCameBack' WHERE type = 'order.refundReversed'`,
    `ALTER TABLE checkouts RENAME COLUMN reserved TO held`,
    `ALTER TABLE checkouts RENAME COLUMN reopening TO giving_up`,
    `ALTER TABLE checkouts RENAME COLUMN reserved_until TO hold_until`,
    `ALTER TABLE line_counters RENAME COLUMN allocated TO set_aside`,
    `ALTER TABLE line_counters RENAME COLUMN return_requested TO return_asked`,
    `ALTER TABLE line_counters RENAME COLUMN credited TO given_up`,
    `ALTER TABLE line_counters RENAME COLUMN credited_minor TO given_up_minor`,
    `ALTER TABLE order_money RENAME COLUMN external_minor TO elsewhere_minor`,
    `ALTER TABLE order_money RENAME COLUMN shipping_credited_minor TO shipping_given_up_minor`,
    `ALTER TABLE erasures RENAME COLUMN received_at TO heard_at`,
    `ALTER TABLE guest_erasures RENAME COLUMN received_at TO heard_at`,
    `UPDATE promotion_uses SET state = 'held' WHERE state = 'reserved'`,
    `UPDATE order_tasks SET kind = 'LET_GO' WHERE kind = 'RELEASE'`,
  ],
  "payments.db": [
    ...openings,
    leases,
    ...fencingTokens,
    `ALTER TABLE payments RENAME COLUMN erased_at TO forgotten_at`,
    `UPDATE outbox SET version = 1,
      payload = json_remove(json_set(payload, '$.taken', json_extract(payload, '$.captureAmount')), '$.captureAmount')
      WHERE type = 'payment.captured'`,
  ],
  "sandbox-provider.db": [
    `ALTER TABLE sandbox_entries RENAME COLUMN pending_since TO thinking_since`,
    `ALTER TABLE sandbox_methods RENAME COLUMN removed_at TO forgotten_at`,
  ],
};

/** Renames tables, columns and states of the stores in `data`, which no process may have open. */
export function renameForEarlierCommit(data: string): void {
  const Database = loadDriver();
  for (const [file, own] of Object.entries(statements)) {
    const store = new Database(path.join(data, file), { fileMustExist: true });
    store.pragma("foreign_keys = OFF");
    store.transaction(() => {
      for (const statement of own) store.exec(statement);
      if (file === "payments.db") renameCaptureStates(store);
    })();
    store.close();
  }
}

/** The triggers of captures name the states too, and allow no change of a completed one. */
function renameCaptureStates(store: import("better-sqlite3").Database): void {
  const triggers = store
    .prepare<[], { name: string; sql: string }>(
      "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'captures'",
    )
    .all();
  for (const { name } of triggers) store.exec(`DROP TRIGGER ${name}`);
  store.exec("PRAGMA ignore_check_constraints = ON");
  store.exec("UPDATE captures SET state = 'TAKEN' WHERE state = 'CAPTURED'");
  store.exec("UPDATE captures SET state = 'COVERED' WHERE state = 'INCLUDED'");
  for (const { sql } of triggers)
    store.exec(sql.replaceAll("'CAPTURED'", "'TAKEN'").replaceAll("'INCLUDED'", "'COVERED'"));
}
