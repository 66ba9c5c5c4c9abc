/** Provider lists: reads payments and movements page by page. */
import { callOutside } from "@hansa/kit/rpc";
import type { Deps } from "../../context.ts";
import type { ListedPayment, Provider, ProviderPage } from "../../providers/port.ts";

/** Timeout of one page. */
const deadlineMs = 30_000;

/** Passes every payment created there since to `take`; false if a page had no response, which ends the list. */
export function readStartedPayments(
  deps: Deps,
  provider: Provider,
  since: number,
  take: (payments: ListedPayment[]) => Promise<void>,
): Promise<boolean> {
  return readList(deps, `${provider.name}.list`, (...page) => provider.list(since, ...page), take);
}

/** Passes the provider's ids of payments with a refund or a dispute since to `take`; false if a page had no response. */
export function readMovedPayments(
  deps: Deps,
  provider: Provider,
  since: number,
  take: (refs: string[]) => Promise<void>,
): Promise<boolean> {
  return readList(
    deps,
    `${provider.name}.listMoved`,
    (...page) => provider.listMoved(since, ...page),
    (payments) => take(payments.map(({ ref }) => ref)),
  );
}

async function readList<Listed>(
  deps: Deps,
  name: string,
  read: (after: string | null, signal: AbortSignal) => Promise<ProviderPage<Listed>>,
  take: (payments: Listed[]) => Promise<void>,
): Promise<boolean> {
  for (let after: string | null = null; ; ) {
    const page = await readPage(deps, name, (signal) => read(after, signal));
    if (!page) return false;
    await take(page.payments);
    after = page.next;
    if (after === null) return true;
  }
}

async function readPage<Page>(
  deps: Deps,
  name: string,
  read: (signal: AbortSignal) => Promise<Page>,
): Promise<Page | undefined> {
  try {
    const signal = deps.runtime.deadline(deadlineMs);
    return await callOutside(deps, name, () => read(signal));
  } catch (error) {
    deps.log.warn({ err: error, list: name }, "provider list: no response to a page");
    return undefined;
  }
}
