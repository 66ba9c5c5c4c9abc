/** The sandbox's messages to the shop: what they say, and sending them until the shop has taken them. */

import type { Store } from "@hansa/kit/store";
import type { World } from "@hansa/kit/world";
import { z } from "zod";
import { findDueMessages, markDelivered, postponeMessage } from "../../store/sandbox/books.ts";
import type { SandboxEntry } from "../../store/sandbox/tables.ts";
import { asPayment } from "./payment.ts";
import { signatureHeader, signMessage } from "./signature.ts";

/** Posts a message to the shop and gives the HTTP status back. Rejects when nothing came back. */
export type PostMessage = (headers: Record<string, string>, body: string) => Promise<number>;

export type Sender = { store: Store; world: World; secrets: readonly string[]; post: PostMessage };

/** After a failure, wait between these before the message is sent again: doubled each time. */
const shortestPauseMs = 1_000;
const longestPauseMs = 60_000;

/** Sends what is due. The order is that of the books; a shop must not rely on it. */
export async function sendDueMessages(sender: Sender): Promise<void> {
  const { store, world } = sender;
  const due = await store.read((db) => findDueMessages(db, world.now(), 100));
  for (const { entry, attempts } of due) {
    if (await sendMessage(sender, entry)) continue;
    const dueAt = world.now() + Math.min(shortestPauseMs * 2 ** attempts, longestPauseMs);
    await store.write("sandbox-postpone-message", (tx) => postponeMessage(tx, entry.seq, attempts + 1, dueAt));
  }
}

/** Sends the message about an entry; false if the shop did not take it. */
export async function sendMessage({ store, world, secrets, post }: Sender, entry: SandboxEntry): Promise<boolean> {
  const body = JSON.stringify(messageOf(entry));
  const [secret = ""] = secrets;
  const headers = {
    [signatureHeader]: signMessage(secret, body, world.now()),
    "content-type": "application/json",
  };
  const status = await post(headers, body).catch(() => 0);
  if (status !== 200) return false;
  await store.write("sandbox-mark-delivered", (tx) => markDelivered(tx, entry.seq, world.now()));
  return true;
}

function messageOf(entry: SandboxEntry): z.input<typeof message> {
  return {
    id: `sbxevt_${entry.seq}`,
    type: `payment.${entry.state.toLowerCase()}`,
    createdAt: entry.at,
    metadata: { paymentId: entry.paymentId },
    payment: asPayment(entry),
  };
}

const money = { ref: z.string(), key: z.string().nullable(), amountMinor: z.int() };

const payment = z.object({
  ref: z.string(),
  amountMinor: z.int(),
  currency: z.string(),
  clientAction: z
    .object({
      kind: z.enum(["PROVIDER_SCRIPT", "REDIRECT"]),
      clientSecret: z.string().nullable(),
      redirectUrl: z.string().nullable(),
    })
    .nullable(),
  card: z.object({ brand: z.string(), last4: z.string(), expMonth: z.int(), expYear: z.int() }).nullable(),
  failure: z.object({ code: z.string(), retryable: z.boolean() }).nullable(),
  state: z.enum(["REQUIRES_ACTION", "PROCESSING", "AUTHORIZED", "CAPTURED", "VOIDED", "FAILED"]),
  captures: z.array(z.object(money)),
  refunds: z.array(
    z.object({ ...money, state: z.enum(["PENDING", "SUCCEEDED", "FAILED"]), failure: z.string().nullable() }),
  ),
  disputes: z.array(
    z.object({ ref: z.string(), amountMinor: z.int(), state: z.enum(["OPEN", "WON", "LOST"]), reason: z.string() }),
  ),
  savedMethod: z.object({ ref: z.string(), customerRef: z.string() }).nullable(),
});

/** The shape of a message, as the shop reads it. */
export const message = z.object({
  id: z.string().min(1),
  type: z.string(),
  createdAt: z.int(),
  metadata: z.object({ paymentId: z.string().optional() }),
  payment,
});
