/** The mail queue: e-mails are stored in the transaction of their cause, once per event and template, and sent with retries. */
import { and, desc, eq, isNotNull, isNull, lt, lte, or, sql } from "drizzle-orm";
import { type AttemptCounter, takeAttempt } from "../coordination/attempt-counters.ts";
import { processDueTasks, type QueueDeps, workColumns, workQueue } from "../messaging/work-queue.ts";
import { raiseAlarm } from "../runtime/alarms.ts";
import type { Metrics } from "../runtime/metrics.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { id, index, table, text, time, uniqueIndex } from "../store/engine/columns.ts";
import { withoutIndex } from "../store/engine/dialect.ts";
import type { StoreGauge } from "../store/gauges.ts";
import { firstRow, statement } from "../store/statement.ts";
import type { Reader, Store, Tx } from "../store/store.ts";
import { sampledTraceparent } from "../tracing/spans.ts";
import { type Email, type Mailer, maxConnections } from "./mail.ts";
import type { MailFailure } from "./mail-failure.ts";

/** The mail queue holds ids only. Names, addresses and links are filled in when the e-mail is rendered. */
export const mailQueue = table(
  "mail_queue",
  {
    id: id("id"),
    /** The id of the cause; each template is sent once for it. */
    event: text("event").notNull(),
    template: text("template").notNull(),
    /** The id of the row that the e-mail is rendered from. */
    about: text("about").notNull(),
    /** By the wall clock, as its life is: people judge late e-mail by that clock. */
    createdAt: time("created_at").notNull(),
    ...workColumns,
    sentAt: time("sent_at"),
    /** When the mail server refused the recipient for good: no further attempt is made. */
    refusedAt: time("refused_at"),
  },
  (table) => [
    uniqueIndex("mail_queue_once").on(table.event, table.template),
    index("mail_queue_due").on(table.dueAt).where(sql`sent_at IS NULL AND refused_at IS NULL`),
    index("mail_queue_created").on(table.createdAt),
  ],
);

export type QueuedMail = typeof mailQueue.$inferSelect;

const second = 1_000;
const hour = 60 * 60 * second;
/** The life of an e-mail: an unsent one is given up, and its row deleted, after this time. */
export const mailLifeMs = 3 * 24 * hour;
/** The most unsent e-mails that one log line lists. */
const maxNamed = 10;

const isOpen = sql`${isNull(mailQueue.sentAt)} AND ${isNull(mailQueue.refusedAt)}`;
/** The condition of e-mails that were sent or refused. */
export const hasEnded = or(isNotNull(mailQueue.sentAt), isNotNull(mailQueue.refusedAt));

const queue = workQueue(mailQueue, {
  name: "mail",
  // Without an attempt limit, as among mail servers: an e-mail that is late by hours is still of use. It ends with its life.
  policy: { minPauseMs: 15 * second, maxPauseMs: hour, maxAttempts: Number.POSITIVE_INFINITY },
  isOpen,
});

const findOldestUnsent = firstRow(
  statement([], (db: Reader) =>
    db
      // By the index of all e-mails, the sent ones would be read too.
      .select({ at: sql<number | null>`min(${withoutIndex(mailQueue.createdAt)})` })
      .from(mailQueue)
      .where(isOpen),
  ),
);

/** The newest e-mails from before a time that were not refused. */
const findNewestBefore = statement([mailQueue.createdAt, "number"], (db: Reader, before, most) =>
  db
    .select({ sentAt: mailQueue.sentAt })
    .from(mailQueue)
    .where(and(isNull(mailQueue.refusedAt), lte(mailQueue.createdAt, before)))
    .orderBy(desc(mailQueue.createdAt))
    .limit(most),
);

/** The newest e-mails that were sent or refused. */
const findNewestEnded = statement(["number"], (db: Reader, most) =>
  db
    .select({ refusedAt: mailQueue.refusedAt })
    .from(mailQueue)
    .where(hasEnded)
    .orderBy(desc(mailQueue.createdAt))
    .limit(most),
);

/** An e-mail that waits for longer is late. */
const lateMs = hour;
/** The e-mails of which the late ones are a share: few, so that a shop with few e-mails learns of an outage too. */
const lateAmong = 5;
/** The e-mails of which the refused ones are a share, and the least number of refused ones: anybody can mistype an address. */
const refusedAmong = 20;
const leastRefused = 3;

/** The gauges of a service that sends e-mail. A share tells an outage from a single recipient whose server is slow or refuses. */
export const mailGauges: readonly StoreGauge[] = [
  {
    name: "hansa_mail_oldest_unsent_timestamp_seconds",
    help: "When the oldest e-mail was queued that is not sent yet and was not refused; absent if there is none.",
    unit: "time",
    read: async (db) => (await findOldestUnsent(db))?.at,
  },
  {
    name: "hansa_mail_late_ratio",
    help: "The share of unsent e-mails among the newest five that are over an hour old and were not refused; absent without any.",
    unit: "share",
    read: async (db, now) =>
      shareOf(await findNewestBefore(db, now - lateMs, lateAmong), (mail) => mail.sentAt === null),
  },
  {
    name: "hansa_mail_refused_ratio",
    help: "The share of refused e-mails among the newest twenty that were sent or refused; 0 with fewer than three refused, absent without any e-mail.",
    unit: "share",
    read: async (db) =>
      shareOf(await findNewestEnded(db, refusedAmong), (mail) => mail.refusedAt !== null, leastRefused),
  },
];

/** The share of the rows for which this holds, 0 with fewer than `least` of these; undefined without rows. */
function shareOf<Row>(rows: readonly Row[], holds: (row: Row) => boolean, least = 1): number | undefined {
  if (rows.length === 0) return undefined;
  const count = rows.filter(holds).length;
  return count < least ? 0 : count / rows.length;
}

/** Queues an e-mail in the transaction of its cause. Returns its id; undefined, without an effect, for an event and template of before. */
export async function queueMail(
  runtime: Runtime,
  tx: Tx,
  email: Pick<QueuedMail, "event" | "template" | "about">,
): Promise<string | undefined> {
  const [queued] = await tx
    .insert(mailQueue)
    .values({
      id: runtime.newId("mail"),
      ...email,
      createdAt: runtime.now(),
      dueAt: 0,
      attempts: 0,
      traceparent: sampledTraceparent(),
    })
    .onConflictDoNothing({ target: [mailQueue.event, mailQueue.template] })
    .returning({ id: mailQueue.id });
  return queued?.id;
}

/**
 * Queues an e-mail that its recipient has not asked for: a stranger may have typed the address. Beyond the limit of its counter it is suppressed,
 * which only the metrics show; false then.
 */
export async function queueUnaskedMail(
  deps: { runtime: Runtime; store: Pick<Store, "now">; metrics: Pick<Metrics, "countLimitRefusal"> },
  tx: Tx,
  email: Pick<QueuedMail, "event" | "template" | "about">,
  counter: AttemptCounter,
): Promise<boolean> {
  if (await takeAttempt(deps, tx, [counter])) return false;
  await queueMail(deps.runtime, tx, email);
  return true;
}

/** How an e-mail ended, and when: sent, its recipient refused, or without a recipient or a content, so that none was sent. */
export type MailEnd =
  | { outcome: "sent" | "nothing"; at: number }
  | { outcome: "refused"; at: number; refusal: MailFailure };

export type MailSender = QueueDeps & {
  send: Mailer;
  /** Renders the e-mail; undefined if it has no recipient or no content any more. */
  write(mail: QueuedMail): Promise<Omit<Email, "id"> | undefined>;
  /** Records the end of an e-mail, once and in the transaction that ends it. */
  recordEnd?(tx: Tx, mail: QueuedMail, end: MailEnd): Promise<void>;
};

/** Sends due e-mails. Failed ones are retried with back-off; one whose recipient is refused ends. */
export function sendDueMail(sender: MailSender, signal?: AbortSignal): Promise<void> {
  const handler = {
    component: "mail queue",
    claimMs: 2 * 60 * second,
    atOnce: maxConnections,
    describe,
    attempt: (mail: QueuedMail) => sendMail(sender, mail),
  };
  return processDueTasks(sender, queue, handler, signal);
}

const describe = ({ id, template }: QueuedMail) => ({ id, template });

/** Deletes e-mails that are older than their life. Those that were neither sent nor refused raise an alarm. */
export async function dropOldMail({ store, runtime, ...alarms }: QueueDeps): Promise<void> {
  const { id, template, attempts, sentAt, refusedAt } = mailQueue;
  const dropped = await store.write("drop-old-mail", (tx) =>
    tx
      .delete(mailQueue)
      .where(lt(mailQueue.createdAt, runtime.now() - mailLifeMs))
      .returning({ id, template, attempts, sentAt, refusedAt }),
  );
  const lost = dropped.filter((mail) => mail.sentAt === null && mail.refusedAt === null);
  if (lost.length === 0) return;
  const mails = lost.slice(0, maxNamed).map(({ sentAt: _sent, refusedAt: _refused, ...mail }) => mail);
  const facts = { count: lost.length, mails };
  raiseAlarm(alarms, { name: "mail_given_up" }, facts, "mail queue: e-mails unsent for days, given up");
}

/** Sends an e-mail, unless it is over its life and about to be dropped. */
async function sendMail(sender: MailSender, mail: QueuedMail): Promise<void> {
  const { store, runtime, log, send, write } = sender;
  if (mail.createdAt <= runtime.now() - mailLifeMs) return;
  const email = await write(mail);
  const refusal = email && (await send({ id: mail.id, ...email }));
  const at = runtime.now();
  const end: MailEnd = refusal ? { outcome: "refused", at, refusal } : { outcome: email ? "sent" : "nothing", at };
  await store.write("complete-mail", async (tx) => {
    const ended = await tx
      .update(mailQueue)
      .set(refusal ? { refusedAt: at } : { sentAt: at })
      .where(and(eq(mailQueue.id, mail.id), isOpen))
      .returning({ id: mailQueue.id });
    if (ended.length === 1) await sender.recordEnd?.(tx, mail, end);
  });
  if (refusal) log.warn({ err: refusal, ...describe(mail) }, "mail queue: recipient refused, e-mail not sent again");
}
