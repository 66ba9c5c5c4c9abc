/** Delivery of the sandbox's messages to the shop, repeated until accepted. */
import type { PayableSteps } from "@hansa/commerce/payable-steps";
import { nextAttemptAt } from "@hansa/kit/messaging";
import type { Runtime } from "@hansa/kit/runtime";
import type { Store } from "@hansa/kit/store";
import pLimit from "p-limit";
import type { z } from "zod";
import { affectsMessage, type Faults, type MessageFault, seededFraction } from "../faults/fault-plan.ts";
import { toPayment } from "../payment.ts";
import type { messageSchema } from "../protocol.ts";
import { type DueMessage, findDueMessages, markDelivered, rescheduleMessage } from "../store/queries.ts";
import type { SandboxEntry } from "../store/tables.ts";
import { signatureHeader, signMessage } from "./signature.ts";

/** Posts a message to the shop and returns the HTTP status. Rejects without a response. */
export type PostMessage = (headers: Record<string, string>, body: string) => Promise<number>;

export type SandboxContext = {
  store: Store;
  runtime: Runtime;
  secrets: readonly string[];
  /** The address of the shop, below which the bank has its pages. */
  publicUrl: string;
  payableSteps: PayableSteps;
  post: PostMessage;
  faults: Faults;
  /** Maximum number of concurrent messages. */
  atOnce: number;
};

/** As a provider does, without an end: a shop that is away for long receives its messages afterwards. */
const deliveryRetries = { minPauseMs: 1_000, maxPauseMs: 60_000, maxAttempts: Number.POSITIVE_INFINITY } as const;
/** Age beyond the shop's tolerance. */
const staleMs = 301_000;
const never = Number.MAX_SAFE_INTEGER;

/** Sends due messages in the order of the ledger, except for faults; a shop must not rely on the order. */
export async function sendDueMessages(sender: SandboxContext): Promise<void> {
  const { store, atOnce } = sender;
  const due = await store.read((db) => findDueMessages(db, store.now(), 100));
  const limit = pLimit(atOnce);
  try {
    await limit.map(due, (message) => sendDueMessage(sender, message));
  } finally {
    limit.clearQueue();
  }
}

async function sendDueMessage(sender: SandboxContext, { entry, attempts }: DueMessage): Promise<void> {
  const { store } = sender;
  const waitMs = attempts === 0 ? faultDelayMs(sender, entry) : 0;
  if (waitMs === 0 && (await sendWithFaults(sender, entry))) return;
  const retryAt = waitMs === 0 ? nextAttemptAt(sender, deliveryRetries, attempts + 1) : store.now() + waitMs;
  const later = { attempts: attempts + 1, dueAt: waitMs === never ? never : retryAt };
  await store.write("sandbox-reschedule-message", (tx) => rescheduleMessage(tx, entry.seq, later));
}

/** The delay that faults add to a new message: 0 if none. */
function faultDelayMs({ faults }: SandboxContext, entry: SandboxEntry): number {
  const { seq } = entry;
  const isDropped = recordFault(faults, "dropped", seq);
  if (isDropped && !isFinalMessage(entry)) return never;
  const upToMs =
    isDropped || recordFault(faults, "delayed", seq) ? 60_000 : recordFault(faults, "reordered", seq) ? 3_000 : 0;
  return Math.ceil(seededFraction(faults.plan, "wait", seq) * upToMs);
}

/** Whether this is the last message of a dispute or a failed refund: no later one replaces it, and a shop polls those once a day. */
function isFinalMessage({ pendingSince, disputes, refunds }: SandboxEntry): boolean {
  return pendingSince === null && (disputes.length > 0 || refunds.some(({ state }) => state === "FAILED"));
}

async function sendWithFaults(sender: SandboxContext, entry: SandboxEntry): Promise<boolean> {
  const { faults, runtime } = sender;
  if (recordFault(faults, "forged", entry.seq)) await postMessage(sender, entry, "a foreign secret", runtime.now());
  if (recordFault(faults, "stale", entry.seq)) await postMessage(sender, entry, undefined, runtime.now() - staleMs);
  const isTaken = await sendMessage(sender, entry);
  if (isTaken && recordFault(faults, "duplicated", entry.seq)) {
    const copies = 1 + Math.floor(seededFraction(faults.plan, "copies", entry.seq) * 4);
    for (let copy = 0; copy < copies; copy += 1) await sendMessage(sender, entry);
  }
  return isTaken;
}

function recordFault(faults: Faults, fault: MessageFault, seq: number): boolean {
  const isStruck = affectsMessage(faults, fault, seq);
  if (isStruck) faults.counts[fault] += 1;
  return isStruck;
}

/** Sends the message of an entry; false if the shop did not accept it. */
export async function sendMessage(sender: SandboxContext, entry: SandboxEntry): Promise<boolean> {
  const { store, runtime } = sender;
  const status = await postMessage(sender, entry, undefined, runtime.now());
  if (status !== 200) return false;
  await store.write("sandbox-mark-delivered", (tx) => markDelivered(tx, entry.seq, runtime.now()));
  return true;
}

/** Posts a message signed at `at`, with our own secret unless another is given. Returns 0 without a response. */
function postMessage(
  { secrets, post }: SandboxContext,
  entry: SandboxEntry,
  secret: string | undefined,
  at: number,
): Promise<number> {
  const body = JSON.stringify(toMessage(entry));
  const signature = signMessage(secret ?? secrets[0] ?? "", body, at);
  return post({ [signatureHeader]: signature, "content-type": "application/json" }, body).catch(() => 0);
}

function toMessage(entry: SandboxEntry): z.input<typeof messageSchema> {
  return {
    id: `sbxevt_${entry.seq}`,
    type: `payment.${entry.state.toLowerCase()}`,
    createdAt: entry.at,
    metadata: { paymentId: entry.paymentId },
    payment: toPayment(entry),
  };
}
