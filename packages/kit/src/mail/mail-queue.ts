/** The mail queue: e-mails are stored in the transaction of their cause, once per event and template, and sent with retries. */
import { eq, isNull, lt, min, sql } from "drizzle-orm";
import { raiseAlarm } from "../alarms/raise.ts";
import { type AttemptCounter, takeAttempt } from "../coordination/attempt-counters.ts";
import { processDueTasks, type QueueDeps, workColumns, workQueue } from "../messaging/work-queue.ts";
import type { Metrics } from "../runtime/metrics.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { id, index, table, text, time, uniqueIndex } from "../store/columns.ts";
import type { StoreGauge } from "../store/gauges.ts";
import { firstRow, statement } from "../store/statement.ts";
import type { Reader, Store, Tx } from "../store/store.ts";
import { sampledTraceparent } from "../tracing/spans.ts";
import { type Email, type Mailer, maxConnections } from "./mail.ts";

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
  },
  (table) => [
    uniqueIndex("mail_queue_once").on(table.event, table.template),
    index("mail_queue_due").on(table.dueAt).where(sql`sent_at IS NULL`),
  ],
);

export type QueuedMail = typeof mailQueue.$inferSelect;

const second = 1_000;
const hour = 60 * 60 * second;
/** The life of an e-mail: an unsent one is given up, and its row deleted, after this time. */
export const mailLifeMs = 3 * 24 * hour;
/** The most unsent e-mails that one log line lists. */
const maxNamed = 10;

const queue = workQueue(mailQueue, {
  name: "mail",
  // Without an attempt limit, as among mail servers: an e-mail that is late by hours is still of use. It ends with its life.
  policy: { minPauseMs: 15 * second, maxPauseMs: hour, maxAttempts: Number.POSITIVE_INFINITY },
  isOpen: isNull(mailQueue.sentAt),
});

const findOldestUnsent = firstRow(
  statement([], (db: Reader) =>
    db
      .select({ at: min(mailQueue.createdAt) })
      .from(mailQueue)
      .where(isNull(mailQueue.sentAt)),
  ),
);

/** The gauge of a service that sends e-mail. */
export const mailGauge: StoreGauge = {
  name: "hansa_mail_oldest_unsent_timestamp_seconds",
  help: "When the oldest e-mail was queued that is not sent yet; absent if there is none.",
  unit: "time",
  read: async (db) => (await findOldestUnsent(db))?.at,
};

/** Queues an e-mail in the transaction of its cause. Repeating the same event and template has no effect. */
export async function queueMail(
  runtime: Runtime,
  tx: Tx,
  email: Pick<QueuedMail, "event" | "template" | "about">,
): Promise<void> {
  await tx
    .insert(mailQueue)
    .values({
      id: runtime.newId("mail"),
      ...email,
      createdAt: runtime.now(),
      dueAt: 0,
      attempts: 0,
      traceparent: sampledTraceparent(),
    })
    .onConflictDoNothing({ target: [mailQueue.event, mailQueue.template] });
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

export type MailSender = QueueDeps & {
  send: Mailer;
  /** Renders the e-mail; undefined if it has no recipient or no content any more. */
  write(mail: QueuedMail): Promise<Omit<Email, "id"> | undefined>;
};

/** Sends due e-mails. Failed ones are retried with back-off. */
export function sendDueMail(sender: MailSender, signal?: AbortSignal): Promise<void> {
  const handler = {
    component: "mail queue",
    claimMs: 2 * 60 * second,
    atOnce: maxConnections,
    describe: ({ id, template }: QueuedMail) => ({ id, template }),
    attempt: (mail: QueuedMail) => sendMail(sender, mail),
  };
  return processDueTasks(sender, queue, handler, signal);
}

/** Deletes e-mails that are older than their life. Unsent ones raise an alarm. */
export async function dropOldMail({ store, runtime, ...alarms }: QueueDeps): Promise<void> {
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
  raiseAlarm(alarms, { name: "mail_given_up" }, facts, "mail queue: e-mails unsent for days, given up");
}

/** Sends an e-mail, unless it is over its life and about to be dropped. */
async function sendMail({ store, runtime, send, write }: MailSender, mail: QueuedMail): Promise<void> {
  if (mail.createdAt <= runtime.now() - mailLifeMs) return;
  const email = await write(mail);
  if (email) await send({ id: mail.id, ...email }).catch(throwWithoutMessage);
  await store.write("complete-mail", (tx) =>
    tx.update(mailQueue).set({ sentAt: runtime.now() }).where(eq(mailQueue.id, mail.id)),
  );
}

/** Messages of a mail server may quote the address, so only the code of an error may be logged. */
function throwWithoutMessage(error: unknown): never {
  const name = error instanceof Error ? error.name : typeof error;
  throw new Error(error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : name);
}
