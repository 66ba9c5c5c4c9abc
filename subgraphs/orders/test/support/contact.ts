/** Corrections of an order's contact for tests, and what their mails and links do. */
import { z } from "zod";
import { change, type Member } from "./mutations.ts";
import { type Bought, readOrder, staff } from "./order-changes.ts";
import { newKey } from "./purchase.ts";
import type { Sender, Shop } from "./shop.ts";

type Of = Pick<Bought, "orderId">;

/** Corrects the contact of an order as staff, which has read it now. */
export async function correctContact(s: Shop, { orderId }: Of, more: Record<string, unknown>): Promise<Member> {
  const { updatedAt: expectedUpdatedAt } = await readOrder(s, { orderId });
  const input = { orderId, expectedUpdatedAt, idempotencyKey: newKey(), ...more };
  return change(s, "orderContactUpdate", input, staff);
}

/** Sends an e-mail of an order again. */
export function resendMail(s: Shop, { orderId }: Of, kind: string, more: Record<string, unknown> = {}) {
  return change(s, "orderMailResend", { orderId, kind, idempotencyKey: newKey(), ...more }, staff);
}

/** Notes e-mails as if the confirmation of the order had been sent so often before. */
export async function addMails(s: Shop, { orderId }: Of, count: number): Promise<void> {
  const rows = Array.from(
    { length: count },
    (_, index) => `('mail_before_${index}', '${orderId}', 'CONFIRMED', ${index})`,
  );
  await s.corruptStore(`INSERT INTO order_mails (id, order_id, kind, queued_at) VALUES ${rows.join(", ")}`);
}

const shownMail = z.object({
  kind: z.string(),
  subjectId: z.string().nullable(),
  queuedAt: z.string(),
  sentAt: z.string().nullable(),
  refusedAt: z.string().nullable(),
});
const shown = z.object({ order: z.object({ mails: z.array(shownMail) }) });

/** The e-mails of an order, as this sender sees them. */
export async function mailsOf(s: Shop, { orderId }: Of, sender: Sender = staff) {
  const text = "query ($id: ID!) { order(id: $id) { mails { kind subjectId queuedAt sentAt refusedAt } } }";
  const { data, errors } = await s.query(text, { id: orderId }, sender);
  if (errors) throw new Error(JSON.stringify(errors));
  return shown.parse(data).order.mails;
}

/** Whether the sender sees the order. */
export async function isSeen(s: Shop, { orderId }: Of, sender: Sender): Promise<boolean> {
  const { data } = await s.query("query ($id: ID!) { order(id: $id) { id } }", { id: orderId }, sender);
  return data?.order !== null;
}

/** The status of the page at this address of the receipts. */
export async function statusOf(s: Shop, url: string): Promise<number> {
  return (await s.running.service.internal.inject({ method: "GET", url: new URL(url).pathname })).statusCode;
}

/** The part of a sent e-mail that the pattern finds. */
export function linkIn(message: string, pattern: RegExp): string {
  const [, found] = pattern.exec(message) ?? [];
  if (found === undefined) throw new Error(`no ${pattern} in ${message}`);
  return found;
}

const rows = z.array(z.object({ payload: z.string() }));
const entry = z.looseObject({ action: z.string(), subjectId: z.string(), summary: z.string(), actorId: z.string() });

/** The entries of an order in the audit log. */
export async function auditOf(s: Shop, { orderId }: Of) {
  const found = rows.parse(await s.rows("SELECT payload FROM outbox WHERE type = 'audit.recorded' ORDER BY seq"));
  return found.map(({ payload }) => entry.parse(JSON.parse(payload))).filter(({ subjectId }) => subjectId === orderId);
}
