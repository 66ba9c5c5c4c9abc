/** The face of `store`: tables, statements, transactions and migrations. */
export {
  alias,
  boolean,
  booleanColumns,
  check,
  foreignKey,
  id,
  index,
  integer,
  json,
  money,
  primaryKey,
  type StoreColumn,
  sequence,
  table,
  tableNamesOf,
  text,
  time,
  uniqueIndex,
} from "./engine/columns.ts";
export {
  byEngine,
  elementsOf,
  greatest,
  isAmong,
  isAmongTexts,
  jsonNumber,
  jsonText,
  least,
  likely,
  nullsFirst,
  withKey,
  withoutIndex,
} from "./engine/dialect.ts";
export { uncounted } from "./engine/engine.ts";
export { noteEnding } from "./engine/pg/place.ts";
export { restoringFolder } from "./engine/sqlite/data-folder.ts";
export { dataFormat, formatFile, requireKnownFormat, writeFormat } from "./engine/sqlite/data-format.mjs";
export { Database } from "./engine/sqlite/driver.ts";
export { openWithoutFsync } from "./engine/sqlite/engine.ts";
export { isBroken } from "./engine/sqlite/faults.ts";
export { movedEnding } from "./engine/sqlite/moved-mark.ts";
export { isInDatabase, isSameStore, storeText } from "./engine/told-store.mjs";
export { observeStore, type StoreGauge } from "./gauges.ts";
export { checked, checkIntegrity, type IntegrityCheck, type IntegrityRule, maxRows } from "./integrity.ts";
export { choice, given, listOf, type Places, rowsOf, type Values } from "./parameters.ts";
export { nameOfPlace, type StorePlace } from "./place.ts";
export { openReadOnlyStore, type ReadOnlyStore } from "./read-only.ts";
export { openRecovery, type Recovery } from "./recovery.ts";
export { type DatabaseSchema, type DatabaseSnapshot, hasStore, openSchema, openSnapshot } from "./schema.ts";
export { firstRow, hasRow, rowBy, rowInto, rowsBy, rowsInto, statement } from "./statement.ts";
export { openStore, type Reader, type Store, type Tx } from "./store.ts";
export { fencingTokens, idempotency, inboxCursor, leases, outbox, pragmaLog, storeClock } from "./tables.ts";
export { findByText, type Value } from "./text-query.ts";
export { unfinishedEnding } from "./transfer/file.sqlite.ts";
export { type Transfer, type Transferred, transferStores } from "./transfer/transfer.ts";
