/** Bank decisions of the sandbox: pending payments, refunds and disputes are decided after a delay. */
import type { Runtime } from "@hansa/kit/runtime";
import { appendEntry, nextDispute } from "./entries.ts";
import type { SandboxContext } from "./messages/delivery.ts";
import { findPendingDecisions } from "./store/queries.ts";
import type { SandboxDispute, SandboxEntry, SandboxRefund } from "./store/tables.ts";

/** Time until a bank decides PROCESSING and PENDING work, returns a refund, and opens and closes a dispute. */
const decisionDelayMs = 5_000;

/** Authorises due PROCESSING payments, completes refunds, and opens and decides disputes. */
export async function decidePending({ store, runtime }: SandboxContext): Promise<void> {
  const until = runtime.now() - decisionDelayMs;
  if ((await store.read((db) => findPendingDecisions(db, until))).length === 0) return;
  await store.write("sandbox-decide", async (tx) => {
    for (const pending of await findPendingDecisions(tx, until))
      await appendEntry(runtime, tx, decidePayment(runtime, pending), null);
  });
}

function decidePayment(runtime: Runtime, pending: SandboxEntry): SandboxEntry {
  const state = pending.state === "PROCESSING" ? "AUTHORIZED" : pending.state;
  return {
    ...pending,
    state,
    refunds: pending.refunds.map(decideRefund),
    disputes: decideDisputes(runtime, pending),
  };
}

function decideDisputes(runtime: Runtime, pending: SandboxEntry): SandboxDispute[] {
  const coming = nextDispute(pending);
  if (coming) return [{ ref: runtime.newId("sbxdis"), state: "OPEN", reason: "fraudulent", ...coming }];
  return pending.disputes.map((dispute) =>
    dispute.state === "OPEN" && dispute.willBe !== undefined ? { ...dispute, state: dispute.willBe } : dispute,
  );
}

function decideRefund(refund: SandboxRefund): SandboxRefund {
  if (refund.state === refund.willBe) return refund;
  return { ...refund, state: refund.willBe, failure: refund.willBe === "FAILED" ? "card_closed" : null };
}
