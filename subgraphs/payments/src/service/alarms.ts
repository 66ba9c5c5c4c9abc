/** Writing down what was heard of a payment, and raising an alarm where its money does not fit together. */
import { raiseAlarm as tellSomebody } from "@hansa/kit/alarm";
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../context.ts";
import type { ProviderPayment } from "../providers/port.ts";
import { insertEvent, wasHeard } from "../store/events.ts";
import type { PaymentEventRow, PaymentRow } from "../store/tables.ts";
import type { Alarm } from "./lattice.ts";

/** What a provider says of a payment, and how we came to know it. */
export type Fact = Pick<PaymentEventRow, "source" | "providerEventId"> & { said: ProviderPayment };

/** Writes down that something was heard of a payment, and how. */
export function hear(
  { world }: Deps,
  tx: Tx,
  { id }: PaymentRow,
  kind: string,
  { source, providerEventId }: Omit<Fact, "said">,
): Promise<void> {
  return insertEvent(tx, { paymentId: id, kind, source, providerEventId, at: world.now() });
}

/** Raises an alarm about something that happens once: money that moved and that nobody here asked to. */
export async function raiseAlarm(deps: Deps, tx: Tx, payment: PaymentRow, alarm: Alarm, fact: Fact): Promise<void> {
  await hear(deps, tx, payment, alarm, fact);
  tell(deps, payment, alarm, fact);
}

/**
 * The same for what may be said again and again: once for each payment and alarm, so that a timer does not fill the table. `about`: once for each
 * of these as well, such as a dispute and how it ended.
 */
export async function raiseAlarmOnce(
  deps: Deps,
  tx: Tx,
  payment: PaymentRow,
  alarm: Alarm,
  fact: Fact,
  about: readonly (string | number)[] = [],
): Promise<void> {
  const kind = [alarm, ...about].join(":");
  if (await wasHeard(tx, payment.id, kind)) return;
  await hear(deps, tx, payment, kind, fact);
  tell(deps, payment, alarm, fact);
}

function tell(deps: Deps, payment: PaymentRow, alarm: Alarm, fact: Fact): void {
  const { ref, state, amountMinor, currency, captures, refunds, disputes } = fact.said;
  const moved = { captures: captures.map(shown), refunds: refunds.map(shown), disputes: disputes.map(shown) };
  const said = { ref, state, amountMinor, currency, ...moved };
  tellSomebody(deps, alarm, { paymentId: payment.id, said }, "money does not fit: somebody has to look");
}

/** A movement as a log may show it: the key of a call can hold the id of a checkout, which is a guest's secret. */
function shown({ ref, amountMinor }: { ref: string; amountMinor: number }) {
  return { ref, amountMinor };
}
