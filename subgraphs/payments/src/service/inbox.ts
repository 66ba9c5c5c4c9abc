/** Messages of providers: kept first, applied afterwards, each once. */
import { createHash } from "node:crypto";
import { raiseAlarm } from "@hansa/kit/alarm";
import type { Reader } from "@hansa/kit/store";
import type { Deps } from "../context.ts";
import type { ProviderNews } from "../providers/port.ts";
import { wasHeard } from "../store/events.ts";
import { findPayment, findPaymentByRef } from "../store/payments.ts";
import type { PaymentRow, WebhookRow } from "../store/tables.ts";
import { countFailedTry, findWaitingWebhooks, finishWebhook, insertWebhook } from "../store/webhooks.ts";
import { hear } from "./alarms.ts";
import { askAbout } from "./calls.ts";
import { learn } from "./facts.ts";

export type Message = Pick<WebhookRow, "provider" | "eventId" | "payload" | "receivedAt">;

/** A message that cannot be applied is parked after so many tries. */
const mostTries = 20;
/** A message that has waited for so long for the provider's answer may wait for good. */
const longWaitMs = 30 * 60 * 1_000;

/**
 * Keeps a message. `message` is null if it came before, or if nobody can read it: then it is kept for a person to look at. Undefined instead of
 * it all if it is not truly the provider's.
 */
export async function keepMessage(
  deps: Deps,
  name: string,
  headers: Readonly<Record<string, unknown>>,
  body: Uint8Array,
): Promise<{ message: Message | null } | undefined> {
  const { store, world, providers } = deps;
  const provider = providers.find((known) => known.name === name);
  const authentic = provider?.webhook.authenticate(headers, body, world.now());
  if (!authentic) return undefined;
  const eventId = authentic.eventId ?? `unreadable:${createHash("sha256").update(body).digest("hex")}`;
  const payload = Buffer.from(body).toString("utf8");
  const message = { provider: name, eventId, payload, receivedAt: world.now() };
  const state = authentic.eventId === null ? "parked" : "stored";
  const isNew = await store.write("keep-webhook", (tx) => insertWebhook(tx, { ...message, state }));
  if (isNew && state === "parked") raiseAlarm(deps, "message_parked", { provider: name, eventId }, unreadable);
  return { message: isNew && state === "stored" ? message : null };
}

const unreadable = "a message is the provider's own and cannot be read: it was parked";

/** Applies what was kept and, after a crash for example, not applied; until `stopping` aborts. */
export async function applyWaiting(deps: Deps, stopping: AbortSignal): Promise<void> {
  for (const message of await deps.store.read(findWaitingWebhooks)) {
    if (stopping.aborted) return;
    await applyMessage(deps, message);
  }
}

/**
 * Applies a message to the payment that it is about. It may come before the answer to our own call. Where it only says which payment it is,
 * the provider is asked; while that has no answer the message waits, and that is no fault of its own.
 */
export async function applyMessage(deps: Deps, message: Message): Promise<void> {
  const { store, log } = deps;
  const { provider, eventId } = message;
  try {
    const read = readMessage(deps, message);
    if (!read) {
      await store.write("park-webhook", (tx) => finishWebhook(tx, message, "parked", null));
      return;
    }
    const { heard } = read;
    const payment = heard && (await store.read((db) => findMeant(db, provider, heard)));
    if (!heard || !payment) {
      await store.write("ignore-webhook", (tx) => finishWebhook(tx, message, "ignored", null));
      return;
    }
    const said = heard.payment ?? (await askAbout(deps, { ...payment, providerRef: payment.providerRef ?? heard.ref }));
    if (said === undefined) return await tellIfLong(deps, message, payment);
    if (said === null) throw new Error(`${provider} tells of a payment that it says it does not have`);
    const fact = { source: "WEBHOOK", providerEventId: eventId, said } as const;
    await learn(deps, "apply-webhook", payment.id, fact, (tx) => finishWebhook(tx, message, "applied", payment.id));
  } catch (error) {
    log.error({ err: error, provider, eventId }, "a message could not be applied and will be tried again");
    const state = await store.write("count-failed-webhook", (tx) => countFailedTry(tx, message, mostTries));
    if (state === "parked")
      raiseAlarm(deps, "message_parked", { provider, eventId }, "a message cannot be applied: it was parked");
  }
}

/** Tells of a message that has waited for long, once: this may be no outage but a key that may not read, or an answer that we cannot. */
async function tellIfLong(deps: Deps, { provider, eventId, receivedAt }: Message, payment: PaymentRow): Promise<void> {
  const { store, world } = deps;
  if (world.now() - receivedAt < longWaitMs) return;
  await store.write("tell-waiting-webhook", async (tx) => {
    if (await wasHeard(tx, payment.id, "message_waiting", eventId)) return;
    await hear(deps, tx, payment, "message_waiting", { source: "WEBHOOK", providerEventId: eventId });
    raiseAlarm(deps, "message_waiting", { provider, eventId, paymentId: payment.id }, waitsLong);
  });
}

const waitsLong = "a message waits: its provider does not say how the payment stands";

/** The payment that a message is about: by our id, or by the provider's where the message has only that. */
async function findMeant(
  db: Reader,
  provider: string,
  { paymentId, ref }: ProviderNews,
): Promise<PaymentRow | undefined> {
  const payment = paymentId === null ? undefined : await findPayment(db, paymentId);
  if (payment || ref === null) return payment?.provider === provider ? payment : undefined;
  return findPaymentByRef(db, provider, ref);
}

type Heard = ReturnType<Deps["providers"][number]["webhook"]["read"]>;

/** What a message says; undefined if it cannot be read, which no further try would change. */
function readMessage(deps: Deps, { provider, eventId, payload }: Message): { heard: Heard } | undefined {
  try {
    return { heard: deps.providers.find((known) => known.name === provider)?.webhook.read(payload) ?? null };
  } catch (error) {
    raiseAlarm(deps, "message_parked", { err: error, provider, eventId }, unreadable);
    return undefined;
  }
}
