/** A provider that keeps keys for a day, as Stripe does, and repeats the effect of a call afterwards. */
import type { Runtime } from "@hansa/kit/runtime";
import type { CallAttempt, Provider, ProviderPayment, ProviderResponse } from "../../src/providers/port.ts";

export const hour = 60 * 60 * 1_000;
const rememberedMs = 24 * hour;

/** The overridden parts. They stay one provider when the shop is reopened. */
export function withKeyExpiry(runtime: Runtime) {
  const firstAskedAt = new Map<string, number>();

  /** Renames an old key after a day, as the sandbox never drops a key. */
  function asIfNew({ key, signal }: CallAttempt): CallAttempt {
    const first = firstAskedAt.get(key) ?? runtime.now();
    firstAskedAt.set(key, first);
    const day = Math.floor((runtime.now() - first) / rememberedMs);
    return { key: day === 0 ? key : `${key}#${day}`, signal };
  }

  return (whole: Provider) =>
    ({
      start: async (started, once) => answered(await whole.start(started, asIfNew(once))),
      capture: async (payment, once) => answered(await whole.capture(payment, asIfNew(once))),
      refund: async (payment, once) => answered(await whole.refund(payment, asIfNew(once))),
      lookup: async (sought, signal) => {
        const found = await whole.lookup(sought, signal);
        return found && withOurKeys(found);
      },
    }) satisfies Partial<Provider>;
}

function answered({ payment, refused }: ProviderResponse): ProviderResponse {
  return { payment: withOurKeys(payment), refused };
}

function withOurKeys(payment: ProviderPayment): ProviderPayment {
  const shown = <Movement extends { key: string | null }>(movement: Movement): Movement => ({
    ...movement,
    key: movement.key?.replace(/#\d+$/, "") ?? null,
  });
  return { ...payment, captures: payment.captures.map(shown), refunds: payment.refunds.map(shown) };
}
