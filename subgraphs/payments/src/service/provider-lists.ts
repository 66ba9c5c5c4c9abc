/** Going through what a provider lists, page by page. */
import { call } from "@hansa/kit/outbound";
import type { Deps } from "../context.ts";
import type { Provider, ProviderListed, ProviderPage } from "../providers/port.ts";

/** How long a provider may take for a page. */
const deadlineMs = 30_000;

/** Hands on every payment that was begun there since; false if a page had no answer, which ends the list. */
export function readBegun(
  deps: Deps,
  provider: Provider,
  since: number,
  take: (payments: ProviderListed[]) => Promise<void>,
): Promise<boolean> {
  return readList(deps, `${provider.name}.list`, (...page) => provider.list(since, ...page), take);
}

/** The same for the payments, by the provider's ids, of which a refund or a dispute was begun there since. */
export function readMoved(
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
    const signal = deps.world.deadline(deadlineMs);
    return await call(deps, name, () => read(signal));
  } catch (error) {
    deps.log.warn({ err: error, list: name }, "a provider did not give its list");
    return undefined;
  }
}
