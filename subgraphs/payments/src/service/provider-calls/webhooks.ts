/** Provider messages: stored first, applied afterwards, each once. */
import { createHash } from "node:crypto";
import { attemptTask, processDueTasks, type TaskHandler } from "@hansa/kit/messaging";
import { type Alarm, raiseAlarm } from "@hansa/kit/runtime";
import type { Reader, Tx } from "@hansa/kit/store";
import { sampledTraceparent } from "@hansa/kit/tracing";
import type { Deps } from "../../context.ts";
import type { ProviderMessage } from "../../providers/port.ts";
import { hasEvent } from "../../store/payments/events.ts";
import { findPayment, findPaymentByRef } from "../../store/payments/queries.ts";
import type { PaymentRow, WebhookRow } from "../../store/tables.ts";
import { finishWebhook, insertWebhook, isStoredWebhook, webhookQueue } from "../../store/webhooks/queries.ts";
import { recordEvent } from "../payment/alarms.ts";
import { applyReport } from "../payment/reports.ts";
import { lookUpPayment } from "./outcomes.ts";

/** Longer than the timeout of a lookup at the provider. A message whose lookup has no response is attempted again after it. */
const claimMs = 10_000;
/** Waiting time for the provider's response after which an alarm is raised. */
const longWaitMs = 30 * 60 * 1_000;

/**
 * Authenticates and stores a message. `message` is null for a duplicate and for an unreadable message, which becomes a dead letter. Returns undefined
 * if the message is not authentic, which is counted and logged for a known provider.
 */
export async function storeMessage(
  deps: Deps,
  name: string,
  headers: Readonly<Record<string, unknown>>,
  body: Uint8Array,
): Promise<{ message: WebhookRow | null } | undefined> {
  const { store, runtime, providers } = deps;
  const provider = providers.find((known) => known.name === name);
  if (!provider) return undefined;
  const authentic = provider.webhook.authenticate(headers, body, runtime.now());
  if ("refusal" in authentic) {
    deps.webhooks.refuse(name, authentic.refusal);
    return undefined;
  }
  const eventId = authentic.eventId ?? `unreadable:${createHash("sha256").update(body).digest("hex")}`;
  const payload = Buffer.from(body).toString("utf8");
  const message: WebhookRow = {
    provider: name,
    eventId,
    payload,
    state: authentic.eventId === null ? "dead_letter" : "stored",
    attempts: 0,
    // Claimed for the caller.
    dueAt: store.now() + claimMs,
    receivedAt: runtime.now(),
    paymentId: null,
    traceparent: sampledTraceparent(),
  };
  const isNew = await store.write("store-webhook", (tx) => insertWebhook(tx, message));
  deps.webhooks.accept(name);
  if (isNew && message.state === "dead_letter")
    raiseAlarm(deps, deadLetterOf(message), { provider: name, eventId }, unreadable);
  return { message: isNew && message.state === "stored" ? message : null };
}

/** The key of a message as the subject of an alarm. */
function messageKey({ provider, eventId }: Pick<WebhookRow, "provider" | "eventId">): string {
  return `${provider} ${eventId}`;
}

/** Whether the message of this key is stored and not applied yet. */
export function isMessageStored(db: Reader, key: string): Promise<boolean> {
  const [provider = "", ...eventId] = key.split(" ");
  return isStoredWebhook(db, { provider, eventId: eventId.join(" ") });
}

/** The alarm of a message that cannot be applied. */
function deadLetterOf(message: Pick<WebhookRow, "provider" | "eventId">): Alarm {
  return { name: "message_dead_letter", subject: messageKey(message) };
}

const unreadable = "webhook: authentic message is unreadable, set aside as a dead letter";

/** Applies stored messages that were not applied, for example after a crash, until `stopping` aborts. */
export function applyStoredMessages(deps: Deps, stopping: AbortSignal): Promise<void> {
  return processDueTasks(deps, webhookQueue, createHandler(deps), stopping);
}

/** Applies a message that is claimed for the caller. */
export function applyMessage(deps: Deps, message: WebhookRow): Promise<void> {
  return attemptTask(deps, webhookQueue, createHandler(deps), message);
}

function createHandler(deps: Deps): TaskHandler<WebhookRow> {
  return {
    component: "webhook",
    alarm: { name: "message_dead_letter", subjectOf: messageKey },
    claimMs,
    atOnce: 8,
    describe: ({ provider, eventId }) => ({ provider, eventId }),
    attempt: (message) => attemptMessage(deps, message),
    giveUp: (tx, message) => finishWebhook(tx, message, "dead_letter", null),
  };
}

/**
 * Applies a message to its payment, possibly before the response to our own call. If the message only names the payment, the provider is asked;
 * without a response the message waits, without a failed attempt.
 */
async function attemptMessage(deps: Deps, message: WebhookRow): Promise<void> {
  const { store } = deps;
  const { provider, eventId } = message;
  const read = readMessage(deps, message);
  if (!read) {
    await store.write("store-unreadable-webhook", (tx) => finishWebhook(tx, message, "dead_letter", null));
    return;
  }
  const { content } = read;
  const payment = content && (await store.read((db) => findReportedPayment(db, provider, content)));
  if (!content || !payment) {
    await store.write("ignore-webhook", (tx) => finishWebhook(tx, message, "ignored", null));
    return;
  }
  const reported =
    content.payment ?? (await lookUpPayment(deps, { ...payment, providerRef: payment.providerRef ?? content.ref }));
  if (reported === undefined) return alertLongWait(deps, message, payment);
  if (reported === null) throw new Error(`${provider} sent a message about a payment that its lookup does not find`);
  const fact = { source: "WEBHOOK", providerEventId: eventId, reported } as const;
  const finish = (tx: Tx) => finishWebhook(tx, message, "applied", payment.id);
  await applyReport(deps, payment.id, fact, { name: "apply-webhook", also: finish });
}

/** Raises an alarm once for a message that waits long: besides an outage, the key may lack permission or the response may be unreadable. */
async function alertLongWait(
  deps: Deps,
  { provider, eventId, receivedAt }: WebhookRow,
  payment: PaymentRow,
): Promise<void> {
  const { store, runtime } = deps;
  if (runtime.now() - receivedAt < longWaitMs) return;
  await store.write("report-waiting-webhook", async (tx) => {
    if (await hasEvent(tx, payment.id, "message_waiting", { providerEventId: eventId })) return;
    const fact = { source: "WEBHOOK", providerEventId: eventId } as const;
    await recordEvent(deps, tx, payment, { kind: "message_waiting", fact });
    raiseAlarm(
      deps,
      { name: "message_waiting", subject: messageKey({ provider, eventId }) },
      { provider, eventId, paymentId: payment.id },
      waitsLong,
    );
  });
}

const waitsLong = "webhook: message waits, the provider does not return the payment";

/** The payment of a message, found by our id or, if the message has only that, by the provider's. */
async function findReportedPayment(
  db: Reader,
  provider: string,
  { paymentId, ref }: ProviderMessage,
): Promise<PaymentRow | undefined> {
  const payment = paymentId === null ? undefined : await findPayment(db, paymentId);
  if (payment || ref === null) return payment?.provider === provider ? payment : undefined;
  return findPaymentByRef(db, provider, ref);
}

type MessageContent = ReturnType<Deps["providers"][number]["webhook"]["read"]>;

/** The content of a message; undefined if it is unreadable, which no retry would change. */
function readMessage(deps: Deps, { provider, eventId, payload }: WebhookRow): { content: MessageContent } | undefined {
  try {
    return { content: deps.providers.find((known) => known.name === provider)?.webhook.read(payload) ?? null };
  } catch (error) {
    raiseAlarm(deps, deadLetterOf({ provider, eventId }), { err: error, provider, eventId }, unreadable);
    return undefined;
  }
}
