/** What tests have the provider say of a payment. */
import type { ProviderPayment } from "../src/providers/port.ts";
import { askAbout } from "../src/service/calls.ts";
import { learn } from "../src/service/facts.ts";
import { mustFindPayment } from "../src/store/payments.ts";
import type { Shop } from "./shop.ts";

/** The payment as the provider has it. */
export async function standingOf(s: Shop, id: string): Promise<ProviderPayment> {
  const { deps } = s.running.service;
  const standing = await askAbout(deps, await deps.store.read((db) => mustFindPayment(db, id)));
  if (!standing) throw new Error("the provider has no such payment");
  return standing;
}

/** A message comes that says so much more of a payment than the provider would. */
export async function hear(s: Shop, id: string, more: Partial<ProviderPayment>): Promise<void> {
  const said = { ...(await standingOf(s, id)), ...more };
  const fact = { source: "WEBHOOK", providerEventId: null, said } as const;
  await learn(s.running.service.deps, "test-fact", id, fact, async () => true);
}
