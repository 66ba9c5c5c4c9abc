/** A provider that knows a key for a day, as Stripe does: asked again after that, it does the same once more. */
import type { World } from "@hansa/kit/world";
import type { Provider, ProviderAnswer, ProviderPayment, Try } from "../src/providers/port.ts";

export const hour = 60 * 60 * 1_000;
const rememberedMs = 24 * hour;

/** The parts that forget. It is one provider, however often the shop is opened anew. */
export function forgetful(world: World) {
  const firstAskedAt = new Map<string, number>();

  /** To the sandbox, which forgets nothing, an old key is another one after a day. */
  function asIfNew({ key, signal }: Try): Try {
    const first = firstAskedAt.get(key) ?? world.now();
    firstAskedAt.set(key, first);
    const day = Math.floor((world.now() - first) / rememberedMs);
    return { key: day === 0 ? key : `${key}#${day}`, signal };
  }

  return (whole: Provider) =>
    ({
      start: async (begun, once) => answered(await whole.start(begun, asIfNew(once))),
      capture: async (payment, once) => answered(await whole.capture(payment, asIfNew(once))),
      refund: async (payment, once) => answered(await whole.refund(payment, asIfNew(once))),
      lookup: async (sought, signal) => {
        const found = await whole.lookup(sought, signal);
        return found && withOurKeys(found);
      },
    }) satisfies Partial<Provider>;
}

function answered({ payment, refused }: ProviderAnswer): ProviderAnswer {
  return { payment: withOurKeys(payment), refused };
}

function withOurKeys(payment: ProviderPayment): ProviderPayment {
  const shown = <Movement extends { key: string | null }>(movement: Movement): Movement => ({
    ...movement,
    key: movement.key?.replace(/#\d+$/, "") ?? null,
  });
  return { ...payment, captures: payment.captures.map(shown), refunds: payment.refunds.map(shown) };
}
