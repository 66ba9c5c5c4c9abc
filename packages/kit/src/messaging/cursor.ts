/** Cursors of event consumers: the last event that each has applied, moved in the transaction of its effects. */
import { and, eq, isNull, sql } from "drizzle-orm";
import { hasRow, rowsBy, statement } from "../store/statement.ts";
import type { Reader, Tx } from "../store/store.ts";
import { inboxCursor } from "../store/tables.ts";

const moveFrom = hasRow(
  statement([inboxCursor.source, inboxCursor.seq, inboxCursor.seq], (tx: Tx, source, from, seq) =>
    tx
      .update(inboxCursor)
      .set({ seq })
      .where(and(eq(inboxCursor.source, source), eq(inboxCursor.seq, from)))
      .returning({ seq: inboxCursor.seq }),
  ),
);

/** Moves the cursor from exactly `from`; false if it has another position. */
export async function advanceCursor(tx: Tx, source: string, from: number, seq: number): Promise<boolean> {
  if (from === 0 && (await findCursor(tx, source)) === 0) return moveCursor(tx, source, seq);
  return moveFrom(tx, source, from, seq);
}

/** Marks the cursor at `seq` as stopped: its source has lost events. False if it has moved, or is marked. */
export const markLost = hasRow(
  statement([inboxCursor.source, inboxCursor.seq, "number"], (tx: Tx, source, seq, lostAt) =>
    tx
      .update(inboxCursor)
      .set({ lostAt: sql`${lostAt}` })
      .where(and(eq(inboxCursor.source, source), eq(inboxCursor.seq, seq), isNull(inboxCursor.lostAt)))
      .returning({ seq: inboxCursor.seq }),
  ),
);

/** Deletes the cursor: the next event to be applied is the first one. */
export async function deleteCursor(tx: Tx, source: string): Promise<void> {
  await tx.delete(inboxCursor).where(eq(inboxCursor.source, source));
}

const cursors = rowsBy(inboxCursor, inboxCursor.source);

/** The row of the cursor; undefined before the first event. */
export async function findCursorRow(db: Reader, source: string) {
  const [row] = await cursors(db, [source]);
  return row;
}

/** The position of the cursor of `source`; 0 if there is none. */
export const findCursor = async (db: Reader, source: string) => (await findCursorRow(db, source))?.seq ?? 0;

/** Whether the consumer with this cursor has stopped, because its source has lost events. */
export async function hasStopped(db: Reader, source: string): Promise<boolean> {
  return typeof (await findCursorRow(db, source))?.lostAt === "number";
}

/** Moves the cursor forward; false if the event had been applied before. */
export async function moveCursor(tx: Tx, source: string, seq: number): Promise<boolean> {
  const moved = await tx
    .insert(inboxCursor)
    .values({ source, seq })
    .onConflictDoUpdate({ target: inboxCursor.source, set: { seq }, setWhere: sql`${inboxCursor.seq} < ${seq}` })
    .returning({ seq: inboxCursor.seq });
  return moved.length === 1;
}
