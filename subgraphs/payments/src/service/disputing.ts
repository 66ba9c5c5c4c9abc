/** Disputes as the provider tells of them: recorded, posted as money withheld, and raised as an alarm. */
import { events } from "@hansa/contracts/events";
import { appendEvent } from "@hansa/kit/outbox";
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../context.ts";
import type { ProviderDispute } from "../providers/port.ts";
import { closeDispute, findDisputesByPayments, insertDispute } from "../store/disputes.ts";
import { postTransfer } from "../store/ledger.ts";
import { updatePayment } from "../store/payments.ts";
import type { DisputeRow, LedgerEntryRow, PaymentRow } from "../store/tables.ts";
import { type Fact, hear, raiseAlarm, raiseAlarmOnce } from "./alarms.ts";

/** Takes down what is new among the disputes that a fact speaks of, and compares what is not. */
export async function mergeDisputes(deps: Deps, tx: Tx, payment: PaymentRow, fact: Fact): Promise<PaymentRow> {
  if (fact.said.disputes.length === 0) return payment;
  const known = await findDisputesByPayments(tx, [payment.id]);
  let current = payment;
  for (const said of fact.said.disputes) {
    const row = known.find(({ providerRef }) => providerRef === said.ref);
    await compare(deps, tx, current, row, said, fact);
    if (said.currency !== payment.currency) continue;
    const opened = row ?? (await open(deps, tx, current, said, fact));
    if (!row) current = await updatePayment(tx, current, { disputed: true, changedAt: deps.world.now() });
    if (said.state !== "OPEN" && opened.state === "OPEN")
      current = await close(deps, tx, current, opened, said.state, fact);
  }
  return current;
}

/** What is odd of a dispute, each once. Another amount does not keep it open: it ends at what was set aside. In another currency, nothing of it counts. */
async function compare(
  deps: Deps,
  tx: Tx,
  payment: PaymentRow,
  row: DisputeRow | undefined,
  { ref, amountMinor, currency, state }: ProviderDispute,
  fact: Fact,
): Promise<void> {
  const isOther = currency !== payment.currency || (row && amountMinor !== row.amountMinor);
  if (isOther) await raiseAlarmOnce(deps, tx, payment, "alarm_other_amount", fact, [ref, amountMinor, currency]);
  const endsAgain = row && row.state !== "OPEN" && state !== "OPEN" && state !== row.state;
  if (endsAgain) await raiseAlarmOnce(deps, tx, payment, "alarm_contradiction", fact, [ref, state.toLowerCase()]);
}

/** The provider withholds the money until it is decided who gets it. */
async function open(deps: Deps, tx: Tx, payment: PaymentRow, said: ProviderDispute, fact: Fact): Promise<DisputeRow> {
  const { world } = deps;
  const dispute: DisputeRow = {
    id: world.newId("disp"),
    paymentId: payment.id,
    providerRef: said.ref,
    state: "OPEN",
    amountMinor: said.amountMinor,
    currency: payment.currency,
    reason: said.reason,
    openedAt: world.now(),
    closedAt: null,
  };
  await insertDispute(tx, dispute);
  await post(deps, tx, dispute, "provider", "disputes");
  await tell(deps, tx, payment, dispute, fact);
  await raiseAlarm(deps, tx, payment, "alarm_disputed", fact);
  return dispute;
}

/** WON: the provider has it again for the shop. LOST: the customer has it. */
async function close(
  deps: Deps,
  tx: Tx,
  payment: PaymentRow,
  opened: DisputeRow,
  state: "WON" | "LOST",
  fact: Fact,
): Promise<PaymentRow> {
  const closedAt = deps.world.now();
  const dispute: DisputeRow = { ...opened, state, closedAt };
  await closeDispute(tx, dispute.id, state, closedAt);
  await post(deps, tx, dispute, "disputes", state === "WON" ? "provider" : "customers");
  await tell(deps, tx, payment, dispute, fact);
  return updatePayment(tx, payment, { changedAt: closedAt });
}

function post(
  { world }: Deps,
  tx: Tx,
  { paymentId, providerRef, state, amountMinor, currency }: DisputeRow,
  from: LedgerEntryRow["account"],
  to: LedgerEntryRow["account"],
): Promise<void> {
  return postTransfer(tx, {
    transactionId: world.newId("ltx"),
    paymentId,
    kind: "dispute",
    providerEvent: `${providerRef}:${state.toLowerCase()}`,
    from,
    to,
    minor: amountMinor,
    currency,
    at: world.now(),
  });
}

async function tell(deps: Deps, tx: Tx, payment: PaymentRow, dispute: DisputeRow, fact: Fact): Promise<void> {
  const { id: disputeId, state, amountMinor: minor, currency } = dispute;
  const { id: paymentId, orderId } = payment;
  const facts = { disputeId, paymentId, orderId, amount: { minor, currency }, state };
  await hear(deps, tx, payment, `dispute_${state.toLowerCase()}`, fact);
  await appendEvent(tx, deps.world, events.paymentDisputed, paymentId, facts);
}
