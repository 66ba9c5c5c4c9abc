/** Messages of providers: kept first, applied afterwards, each once. */
import type { Deps } from "../context.ts";
import { findPayment } from "../store/payments.ts";
import {
  countFailedTry,
  findWaitingWebhooks,
  finishWebhook,
  insertWebhook,
  type WebhookKey,
} from "../store/webhooks.ts";
import { learn } from "./facts.ts";

export type Message = WebhookKey & { payload: string };

/** A message that cannot be applied is parked after so many tries. */
const mostTries = 20;

/** Keeps a message. `message` is null if it came before; undefined instead of it all if it is not truly the provider's. */
export async function keepMessage(
  { store, world, providers }: Deps,
  name: string,
  headers: Readonly<Record<string, unknown>>,
  body: Uint8Array,
): Promise<{ message: Message | null } | undefined> {
  const provider = providers.find((known) => known.name === name);
  const eventId = provider?.webhook.authenticate(headers, body, world.now());
  if (eventId === undefined) return undefined;
  const message = { provider: name, eventId, payload: Buffer.from(body).toString("utf8") };
  const receivedAt = world.now();
  const isNew = await store.write("keep-webhook", (tx) => insertWebhook(tx, { ...message, receivedAt }));
  return { message: isNew ? message : null };
}

/** Applies what was kept and, after a crash for example, not applied. */
export async function applyWaiting(deps: Deps): Promise<void> {
  for (const message of await deps.store.read((db) => findWaitingWebhooks(db, 100))) await applyMessage(deps, message);
}

/** Applies a message to the payment whose id it carries. It may come before the answer to our own call. */
export async function applyMessage(deps: Deps, message: Message): Promise<void> {
  const { store, log } = deps;
  const { provider, eventId, payload } = message;
  try {
    const heard = deps.providers.find((known) => known.name === provider)?.webhook.read(payload) ?? null;
    const payment = heard && (await store.read((db) => findPayment(db, heard.paymentId)));
    if (!heard || payment?.provider !== provider) {
      await store.write("ignore-webhook", (tx) => finishWebhook(tx, message, "ignored"));
      return;
    }
    const fact = { source: "WEBHOOK", providerEventId: eventId, said: heard.payment } as const;
    await learn(deps, "apply-webhook", payment.id, fact, (tx) => finishWebhook(tx, message, "applied"));
  } catch (error) {
    log.error({ err: error, provider, eventId }, "a message could not be applied and will be tried again");
    await store.write("count-failed-webhook", (tx) => countFailedTry(tx, message, mostTries));
  }
}
