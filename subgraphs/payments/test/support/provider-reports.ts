/** Provider reports made by tests. */
import type { ProviderPayment } from "../../src/providers/port.ts";
import { applyReport } from "../../src/service/payment/reports.ts";
import { lookUpPayment } from "../../src/service/provider-calls/outcomes.ts";
import { mustFindPayment } from "../../src/store/payments/queries.ts";
import type { Shop } from "./shop.ts";

/** The payment at the provider. */
export async function providerPaymentOf(s: Shop, id: string): Promise<ProviderPayment> {
  const { deps } = s.running.service;
  const standing = await lookUpPayment(deps, await deps.store.read((db) => mustFindPayment(db, id)));
  if (!standing) throw new Error("the provider has no such payment");
  return standing;
}

/** Applies a message with these fields in place of the provider's own. */
export async function applyMessageWith(s: Shop, id: string, more: Partial<ProviderPayment>): Promise<void> {
  const reported = { ...(await providerPaymentOf(s, id)), ...more };
  const fact = { source: "WEBHOOK", providerEventId: null, reported } as const;
  await applyReport(s.running.service.deps, id, fact, { name: "test-fact" });
}
