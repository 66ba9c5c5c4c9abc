/** The mail queue: e-mails are stored in the transaction of their cause, once per event and template, and sent with retries. */
import { and, asc, eq, gt, isNull, lt, lte, sql } from "drizzle-orm";
import { index, integer, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import { raiseAlarm } from "../runtime/alarm.ts";
import type { Log } from "../runtime/log.ts";
import type { Metrics } from "../runtime/metrics.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { prepared } from "../store/prepared.ts";
import type { Reader, Store, Tx } from "../store/store.ts";
import type { Email, Mailer } from "./mail.ts";

/** The mail queue holds ids only. Names, addresses and links are filled in when the e-mail is rendered. */
export const mailQueue = sqliteTable(
  "mail_queue",
  {
    id: text("id").primaryKey(),
    /** The id of the cause; each template is sent once for it. */
    event: text("event").notNull(),
    template: text("template").notNull(),
    /** The id of the row that the e-mail is rendered from. */
    about: text("about").notNull(),
    /** By the wall clock, as its life is: people judge late e-mail by that clock. */
    createdAt: integer("created_at").notNull(),
    /** By the store's clock; 0: at once. */
    dueAt: integer("due_at").notNull(),
    attempts: integer("attempts").notNull(),
    sentAt: integer("sent_at"),
  },
  (table) => [
    uniqueIndex("mail_queue_once").on(table.event, table.template),
    index("mail_queue_due").on(table.dueAt).where(sql`sent_at IS NULL`),
  ],
);

export type QueuedMail = typeof mailQueue.$inferSelect;

const second = 1_000;
const hour = 60 * 60 * second;
/** The back-off after a failure, doubled each time, between these limits. */
const minPauseMs = 15 * second;
const maxPauseMs = hour;
/** How long a process that sends an e-mail has it claimed. */
const claimMs = 2 * 60 * second;
/** The life of an e-mail: an unsent one is given up, and its row deleted, after this time. */
export const mailLifeMs = 3 * 24 * hour;
const batchSize = 50;
/** The most unsent e-mails that one log line lists. */
const maxNamed = 10;

/** Queues an e-mail in the transaction of its cause. Repeating the same event and template has no effect. */
export async function queueMail(
  tx: Tx,
  runtime: Runtime,
  email: Pick<QueuedMail, "event" | "template" | "about">,
): Promise<void> {
  await tx
    .insert(mailQueue)
    .values({ id: runtime.newId("mail"), ...email, createdAt: runtime.now(), dueAt: 0, attempts: 0 })
    .onConflictDoNothing({ target: [mailQueue.event, mailQueue.template] });
}

export type MailSender = {
  store: Store;
  runtime: Runtime;
  log: Log;
  send: Mailer;
  /** Renders the e-mail; undefined if it has no recipient or no content any more. */
  write(mail: QueuedMail): Promise<Omit<Email, "id"> | undefined>;
};

/** Sends due e-mails. Failed ones are retried with back-off. */
export async function sendDueMail(sender: MailSender, signal?: AbortSignal): Promise<void> {
  const { store, runtime } = sender;
  for (const mail of await store.read((db) => findDueMail(db, store.now(), runtime.now() - mailLifeMs))) {
    if (signal?.aborted) return;
    if (await store.write("claim-mail", (tx) => claimMail(tx, mail, store.now()))) await sendOne(sender, mail);
  }
}

/** Deletes e-mails that are older than their life. Unsent ones raise an alarm. */
export async function dropOldMail({
  store,
  runtime,
  ...alarms
}: { store: Store; runtime: Runtime; log: Log } & { metrics: Pick<Metrics, "countAlarm"> }): Promise<void> {
  const { id, template, attempts, sentAt } = mailQueue;
  const dropped = await store.write("drop-old-mail", (tx) =>
    tx
      .delete(mailQueue)
      .where(lt(mailQueue.createdAt, runtime.now() - mailLifeMs))
      .returning({ id, template, attempts, sentAt }),
  );
  const lost = dropped.filter((mail) => mail.sentAt === null);
  if (lost.length === 0) return;
  const mails = lost.slice(0, maxNamed).map(({ sentAt: _never, ...mail }) => mail);
  const facts = { count: lost.length, mails };
  raiseAlarm(alarms, "mail_given_up", facts, "mail queue: e-mails unsent for days, given up");
}

async function sendOne({ store, runtime, log, send, write }: MailSender, mail: QueuedMail): Promise<void> {
  try {
    const email = await write(mail);
    if (email) await send({ id: mail.id, ...email });
    await store.write("mail-sent", (tx) => updateMail(tx, mail.id, { sentAt: runtime.now() }));
  } catch (error) {
    const attempts = mail.attempts + 1;
    const pause = Math.min(minPauseMs * 2 ** mail.attempts, maxPauseMs) * (0.5 + runtime.random() / 2);
    log.warn({ code: codeOf(error), template: mail.template, attempts }, "mail queue: e-mail failed, retried later");
    await store.write("mail-waits", (tx) =>
      updateMail(tx, mail.id, { attempts, dueAt: store.now() + Math.round(pause) }),
    );
  }
}

const dueMail = prepared(["now", "bornAfter"], (db: Reader, { now, bornAfter }) =>
  db
    .select()
    .from(mailQueue)
    .where(and(isNull(mailQueue.sentAt), lte(mailQueue.dueAt, now), gt(mailQueue.createdAt, bornAfter)))
    .orderBy(asc(mailQueue.dueAt), asc(mailQueue.id))
    .limit(batchSize),
);

function findDueMail(db: Reader, now: number, bornAfter: number): Promise<QueuedMail[]> {
  return dueMail(db, { now, bornAfter });
}

const claim = prepared(["id", "dueAt", "claimedUntil"], (tx: Tx, { id, dueAt, claimedUntil }) =>
  tx
    .update(mailQueue)
    .set({ dueAt: sql`${claimedUntil}` })
    .where(and(eq(mailQueue.id, id), eq(mailQueue.dueAt, dueAt), isNull(mailQueue.sentAt)))
    .returning({ id: mailQueue.id }),
);

/** Claims an e-mail for this process; false if another one was faster. */
async function claimMail(tx: Tx, { id, dueAt }: QueuedMail, now: number): Promise<boolean> {
  const claimed = await claim(tx, { id, dueAt, claimedUntil: now + claimMs });
  return claimed.length === 1;
}

async function updateMail(tx: Tx, id: string, change: Partial<QueuedMail>): Promise<void> {
  await tx.update(mailQueue).set(change).where(eq(mailQueue.id, id));
}

/** The code of an error. Messages of a mail server may quote the address, so only the code is logged. */
function codeOf(error: unknown): string {
  if (error instanceof Error && "code" in error && typeof error.code === "string") return error.code;
  return error instanceof Error ? error.name : typeof error;
}
