/** Reconciles the shop's books with its providers' and prints the result, beside the running shop or without it. */

import { createLog } from "@hansa/contracts/log";
import { httpTransport } from "@hansa/kit/rpc";
import type { Runtime } from "@hansa/kit/runtime";
import { readConfig } from "../../../subgraphs/payments/src/config.ts";
import { type Payments, payments as paymentsService } from "../../../subgraphs/payments/src/server.ts";
import { verifyLedger } from "../../../subgraphs/payments/src/service/ledger/verification.ts";
import { reconcileDays } from "../../../subgraphs/payments/src/service/reconciliation/daily-reconciliation.ts";

type Environment = Readonly<Record<string, string | undefined>>;
type Say = (line: string) => void;
/** `isRight`: payments were compared, every request was answered, all agree, and no entry of the ledger was changed. */
type Reconciled = { isRight: boolean; unanswered: number; mismatches: number };

/** True if payments were compared, every request was answered, all agree, and no entry of the ledger was changed. */
export async function reconcile(environment: Environment, days: number, runtime: Runtime, say: Say): Promise<boolean> {
  return (await reconcileStores(environment, days, runtime, say)).isRight;
}

/** Compares the books of the shop with the providers', takes what they say, and tells what came of it. */
export async function reconcileStores(
  environment: Environment,
  days: number,
  runtime: Runtime,
  say: Say,
): Promise<Reconciled> {
  const config = readConfig(environment);
  const { transport, close } = httpTransport(config.internalOrigins, {
    runtime,
    log: createLog("reconcile", config.logLevel),
  });
  const payments = await paymentsService.configured(config).open(runtime, transport);
  try {
    return await compareAndTell(payments, days, say);
  } finally {
    await payments.stop();
    await close();
  }
}

async function compareAndTell({ deps }: Payments, days: number, say: Say): Promise<Reconciled> {
  const { compared, listed, inFlight, unanswered, mismatches, since } = await reconcileDays(deps, days);
  const { entries, head, broken } = await verifyLedger(deps);
  const names = deps.providers.map(({ name }) => name).join(", ");
  say(`Payments that began or moved since ${new Date(since).toISOString()}, with ${names}:`);
  say(
    `  ${compared} compared, ${inFlight} under way, ${unanswered} requests without a response; providers list ${listed}`,
  );
  for (const { provider, paymentId, providerRef, what, ours, theirs } of mismatches) {
    const which = `${paymentId ?? "no payment of ours"}, ${provider} ${providerRef ?? "without an id"}`;
    say(`  MISMATCH ${what}: ${which}: ours ${ours}; theirs ${theirs}`);
  }
  say(`  ledger: ${entries} entries, ${broken === null ? `whole, up to ${head}` : `BROKEN at entry ${broken}`}`);
  if (compared === 0) say("  Nothing was compared, so nothing is proved.");
  say(`reconcile: ${compared} payments, ${mismatches.length} mismatches`);
  const isRight = compared > 0 && unanswered === 0 && mismatches.length === 0 && broken === null;
  return { isRight, unanswered, mismatches: mismatches.length };
}
