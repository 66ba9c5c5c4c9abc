/** Mail that is due: written down in the transaction of its cause, once for each event and template, and sent afterwards until it went. */
import { and, asc, eq, gt, isNull, lt, lte, sql } from "drizzle-orm";
import { index, integer, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import { raiseAlarm } from "./alarm.ts";
import type { Log } from "./log.ts";
import type { Letter, Mailer } from "./mail.ts";
import type { Metrics } from "./metrics.ts";
import { prepared } from "./prepared.ts";
import type { Reader, Store, Tx } from "./store.ts";
import type { World } from "./world.ts";

/** Holds ids only. Names, addresses and links are put in when the letter is written, so nothing private lies here. */
export const mailQueue = sqliteTable(
  "mail_queue",
  {
    id: text("id").primaryKey(),
    /** The id of what happened; a template goes out once for it. */
    event: text("event").notNull(),
    template: text("template").notNull(),
    /** The id of the row that the letter is written from. */
    about: text("about").notNull(),
    /** By the wall clock, as its life is: people mean that one when a letter comes too late. */
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
/** After a failure, wait between these: doubled each time. */
const shortestPauseMs = 15 * second;
const longestPauseMs = hour;
/** While one process sends a letter, others leave it alone for so long. */
const claimMs = 2 * 60 * second;
/** A letter that could not be sent for so long is given up, and a row is remembered for so long. */
export const mailLifeMs = 3 * 24 * hour;
const batch = 50;
/** So many lost letters are named in one line of the log. */
const mostNamed = 10;

/** Puts a letter into the transaction of its cause. The same event and template again changes nothing. */
export async function queueMail(
  tx: Tx,
  world: World,
  letter: Pick<QueuedMail, "event" | "template" | "about">,
): Promise<void> {
  await tx
    .insert(mailQueue)
    .values({ id: world.newId("mail"), ...letter, createdAt: world.now(), dueAt: 0, attempts: 0 })
    .onConflictDoNothing({ target: [mailQueue.event, mailQueue.template] });
}

export type PostOffice = {
  store: Store;
  world: World;
  log: Log;
  send: Mailer;
  /** Writes the letter now; undefined if there is no longer anybody to write to, or nothing to say. */
  write(mail: QueuedMail): Promise<Omit<Letter, "id"> | undefined>;
};

/** Sends what is due. What fails is tried again later, each time after a longer pause. */
export async function sendDueMail(office: PostOffice, signal?: AbortSignal): Promise<void> {
  const { store, world } = office;
  for (const mail of await store.read((db) => findDueMail(db, store.now(), world.now() - mailLifeMs))) {
    if (signal?.aborted) return;
    if (await store.write("claim-mail", (tx) => claimMail(tx, mail, store.now()))) await sendOne(office, mail);
  }
}

/** Forgets letters that are older than their life, sent or not. That one was never sent raises an alarm. */
export async function dropOldMail({
  store,
  world,
  ...telling
}: Pick<PostOffice, "store" | "world" | "log"> & { metrics: Pick<Metrics, "countAlarm"> }): Promise<void> {
  const { id, template, attempts, sentAt } = mailQueue;
  const dropped = await store.write("drop-old-mail", (tx) =>
    tx
      .delete(mailQueue)
      .where(lt(mailQueue.createdAt, world.now() - mailLifeMs))
      .returning({ id, template, attempts, sentAt }),
  );
  const lost = dropped.filter((mail) => mail.sentAt === null);
  if (lost.length === 0) return;
  const mails = lost.slice(0, mostNamed).map(({ sentAt: _never, ...mail }) => mail);
  const facts = { count: lost.length, mails };
  raiseAlarm(telling, "mail_given_up", facts, "mail could not be sent for days, and is given up");
}

async function sendOne({ store, world, log, send, write }: PostOffice, mail: QueuedMail): Promise<void> {
  try {
    const letter = await write(mail);
    if (letter) await send({ id: mail.id, ...letter });
    await store.write("mail-sent", (tx) => updateMail(tx, mail.id, { sentAt: world.now() }));
  } catch (error) {
    const attempts = mail.attempts + 1;
    const pause = Math.min(shortestPauseMs * 2 ** mail.attempts, longestPauseMs) * (0.5 + world.random() / 2);
    log.warn({ code: codeOf(error), template: mail.template, attempts }, "a mail could not be sent and waits");
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
    .limit(batch),
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

/** Keeps others from sending it meanwhile; false if somebody was faster. */
async function claimMail(tx: Tx, { id, dueAt }: QueuedMail, now: number): Promise<boolean> {
  const claimed = await claim(tx, { id, dueAt, claimedUntil: now + claimMs });
  return claimed.length === 1;
}

async function updateMail(tx: Tx, id: string, change: Partial<QueuedMail>): Promise<void> {
  await tx.update(mailQueue).set(change).where(eq(mailQueue.id, id));
}

/** What a mail server says may quote the address, so only its code is logged. */
function codeOf(error: unknown): string {
  if (error instanceof Error && "code" in error && typeof error.code === "string") return error.code;
  return error instanceof Error ? error.name : typeof error;
}
