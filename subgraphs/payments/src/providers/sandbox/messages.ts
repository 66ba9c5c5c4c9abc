/** The sandbox's messages to the shop: what they say, and sending them until the shop has taken them. */
import type { Store } from "@hansa/kit/store";
import type { World } from "@hansa/kit/world";
import pLimit from "p-limit";
import type { z } from "zod";
import { type DueMessage, findDueMessages, markDelivered, postponeMessage } from "../../store/sandbox/books.ts";
import type { SandboxEntry } from "../../store/sandbox/tables.ts";
import { chance, type Faults, type MessageFault, strikes } from "./faults.ts";
import { asPayment } from "./payment.ts";
import type { message } from "./shapes.ts";
import { signatureHeader, signMessage } from "./signature.ts";

/** Posts a message to the shop and gives the HTTP status back. Rejects when nothing came back. */
export type PostMessage = (headers: Record<string, string>, body: string) => Promise<number>;

export type Sender = {
  store: Store;
  world: World;
  secrets: readonly string[];
  post: PostMessage;
  faults: Faults;
  /** How many messages may be on their way at once. */
  atOnce: number;
};

/** After a failure, wait between these before the message is sent again: doubled each time. */
const shortestPauseMs = 1_000;
const longestPauseMs = 60_000;
/** Older than a shop may accept. */
const staleMs = 301_000;
const never = Number.MAX_SAFE_INTEGER;

/** Sends what is due. The order is that of the books, but for faults; a shop must not rely on it. */
export async function sendDueMessages(sender: Sender): Promise<void> {
  const { store, world, atOnce } = sender;
  const due = await store.read((db) => findDueMessages(db, world.now(), 100));
  const limit = pLimit(atOnce);
  try {
    await limit.map(due, (message) => sendDue(sender, message));
  } finally {
    limit.clearQueue();
  }
}

async function sendDue(sender: Sender, { entry, attempts }: DueMessage): Promise<void> {
  const { store, world } = sender;
  const waitMs = attempts === 0 ? heldBack(sender, entry) : 0;
  if (waitMs === 0 && (await sendWithFaults(sender, entry))) return;
  const pauseMs = waitMs === 0 ? Math.min(shortestPauseMs * 2 ** attempts, longestPauseMs) : waitMs;
  const dueAt = waitMs === never ? never : world.now() + pauseMs;
  await store.write("sandbox-postpone-message", (tx) => postponeMessage(tx, entry.seq, attempts + 1, dueAt));
}

/** How long a fault holds a new message back: 0 if none does. */
function heldBack({ faults }: Sender, entry: SandboxEntry): number {
  const { seq } = entry;
  const isDropped = struckBy(faults, "dropped", seq);
  if (isDropped && !isFinalDecision(entry)) return never;
  const upToMs =
    isDropped || struckBy(faults, "delayed", seq) ? 60_000 : struckBy(faults, "reordered", seq) ? 3_000 : 0;
  return Math.ceil(chance(faults.plan, "wait", seq) * upToMs);
}

/** The last message about a dispute or a failed refund: no later one makes up for it, and a shop asks after those once a day. */
function isFinalDecision({ thinkingSince, disputes, refunds }: SandboxEntry): boolean {
  return thinkingSince === null && (disputes.length > 0 || refunds.some(({ state }) => state === "FAILED"));
}

async function sendWithFaults(sender: Sender, entry: SandboxEntry): Promise<boolean> {
  const { faults, world } = sender;
  if (struckBy(faults, "forged", entry.seq)) await postMessage(sender, entry, "a secret of somebody else", world.now());
  if (struckBy(faults, "stale", entry.seq)) await postMessage(sender, entry, undefined, world.now() - staleMs);
  const isTaken = await sendMessage(sender, entry);
  if (isTaken && struckBy(faults, "duplicated", entry.seq)) {
    const copies = 1 + Math.floor(chance(faults.plan, "copies", entry.seq) * 4);
    for (let copy = 0; copy < copies; copy += 1) await sendMessage(sender, entry);
  }
  return isTaken;
}

function struckBy(faults: Faults, fault: MessageFault, seq: number): boolean {
  const isStruck = strikes(faults, fault, seq);
  if (isStruck) faults.struck[fault] += 1;
  return isStruck;
}

/** Sends the message about an entry; false if the shop did not take it. */
export async function sendMessage(sender: Sender, entry: SandboxEntry): Promise<boolean> {
  const { store, world } = sender;
  const status = await postMessage(sender, entry, undefined, world.now());
  if (status !== 200) return false;
  await store.write("sandbox-mark-delivered", (tx) => markDelivered(tx, entry.seq, world.now()));
  return true;
}

/** Posts it, signed at `at`, with our own secret unless another is given. 0: nothing came back. */
function postMessage(
  { secrets, post }: Sender,
  entry: SandboxEntry,
  secret: string | undefined,
  at: number,
): Promise<number> {
  const body = JSON.stringify(messageOf(entry));
  const signature = signMessage(secret ?? secrets[0] ?? "", body, at);
  return post({ [signatureHeader]: signature, "content-type": "application/json" }, body).catch(() => 0);
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
