/** Rows of alarms in the store of a process: one for each open alarm and subject, and those that ended within 30 days. */
import { and, asc, eq, isNotNull, isNull, lt, ne, sql } from "drizzle-orm";
import { z } from "zod";
import { id, index, integer, table, text, time, uniqueIndex } from "../store/engine/columns.ts";
import { firstRow, hasRow, statement } from "../store/statement.ts";
import type { Reader, Tx } from "../store/store.ts";

/** Alarms. Reports name them by their id and never by their subject, which may be the id of a person. */
export const alarmRows = table(
  "alarms",
  {
    id: id("id"),
    /** A name of the list of alarms. */
    name: text("name").notNull(),
    /** The subject, such as the id of an order; empty without one, or for subjects beyond the bound. */
    subject: text("subject").notNull(),
    firstAt: time("first_at").notNull(),
    lastAt: time("last_at").notNull(),
    /** The times it was raised. */
    count: integer("count").notNull(),
    /** Null while it is open. */
    closedAt: time("closed_at"),
  },
  (table) => [
    uniqueIndex("alarms_open_once").on(table.name, table.subject).where(sql`closed_at IS NULL`),
    index("alarms_closed").on(table.closedAt).where(sql`closed_at IS NOT NULL`),
  ],
);

type AlarmRow = typeof alarmRows.$inferSelect;

/** An open alarm in a report. Times are in epoch milliseconds. */
export const openAlarm = z.object({
  id: z.string(),
  name: z.string(),
  firstAt: z.number(),
  lastAt: z.number(),
  count: z.int(),
});
export type OpenAlarm = z.infer<typeof openAlarm>;

/** An alarm that is to be written. */
export type RaisedAlarm = OpenAlarm & { subject: string };

/** The most open rows of one name; further subjects share a row without a subject. */
export const maxSubjects = 200;
/** The most alarms of a report, the oldest first. */
export const maxReported = 100;
/** How long a closed alarm is kept. */
const keptMs = 30 * 24 * 60 * 60 * 1_000;

const isOpen = isNull(alarmRows.closedAt);

const othersOpen = firstRow(
  statement([alarmRows.name, alarmRows.subject], (db: Reader, name, subject) =>
    db
      .select({ count: sql<number>`count(*)` })
      .from(alarmRows)
      .where(and(isOpen, eq(alarmRows.name, name), ne(alarmRows.subject, subject))),
  ),
);

const add = statement(
  [
    {
      id: alarmRows.id,
      name: alarmRows.name,
      subject: alarmRows.subject,
      firstAt: alarmRows.firstAt,
      lastAt: alarmRows.lastAt,
      count: alarmRows.count,
    },
  ],
  (tx: Tx, row) =>
    tx
      .insert(alarmRows)
      .values({ ...row, closedAt: null })
      .onConflictDoUpdate({
        target: [alarmRows.name, alarmRows.subject],
        targetWhere: isOpen,
        set: {
          lastAt: sql`excluded.last_at`,
          count: sql`${alarmRows.count} + excluded.count`,
        },
      }),
);

/** Writes a raised alarm: a new row, or another occurrence of the open one. */
export async function writeAlarm(tx: Tx, raised: RaisedAlarm): Promise<void> {
  const others = (await othersOpen(tx, raised.name, raised.subject))?.count ?? 0;
  await add(tx, others < maxSubjects ? raised : { ...raised, subject: "" });
}

const openRows = statement([], (db: Reader) =>
  db.select().from(alarmRows).where(isOpen).orderBy(asc(alarmRows.firstAt), asc(alarmRows.id)),
);

/** All open rows, the oldest first. */
export function findOpenRows(db: Reader): PromiseLike<AlarmRow[]> {
  return openRows(db);
}

/** The open alarms without their subjects, the oldest first. */
export async function findOpenAlarms(db: Reader): Promise<OpenAlarm[]> {
  const rows = await openRows(db);
  return rows.map(({ subject: _private, closedAt: _open, ...shown }) => shown);
}

/** Closes an open alarm; false if there is none with this id. */
export const closeRow = hasRow(
  statement([alarmRows.id, alarmRows.firstAt], (tx: Tx, alarmId, closedAt) =>
    tx
      .update(alarmRows)
      .set({ closedAt })
      .where(and(eq(alarmRows.id, alarmId), isOpen))
      .returning({ id: alarmRows.id }),
  ),
);

const dropBefore = statement([alarmRows.firstAt], (tx: Tx, before) =>
  tx.delete(alarmRows).where(and(isNotNull(alarmRows.closedAt), lt(alarmRows.closedAt, before))),
);

/** Deletes alarms that were closed more than 30 days before `now`. */
export function dropClosedRows(tx: Tx, now: number): PromiseLike<unknown> {
  return dropBefore(tx, now - keptMs);
}

/** Deletes the alarms of a name, for a seed whose past is played. */
export const forgetAlarms = statement([alarmRows.name], (tx: Tx, name) =>
  tx.delete(alarmRows).where(eq(alarmRows.name, name)),
);
