/** Fencing tokens: of two processes that act for one order, only the later one moves its money. */
import { payments as contract } from "@hansa/contracts/payments";
import { callPeer } from "@hansa/kit/rpc";
import { expect, test } from "vitest";
import { order, payable, type Shop, shop, startedId } from "../support/shop.ts";

const lease = "order:ord_1";
const late = { lease, token: 1 };
const now = { lease, token: 2 };

/** Every request with a fencing token, each for an authorised payment of its own. */
const asks: Record<string, (s: Shop, paymentId: string, fencingToken: typeof now) => Promise<{ outcome: string }>> = {
  link: (s, paymentId, fencingToken) => callPeer(s.peer, contract.link, { paymentId, order, fencingToken }),
  capture: (s, paymentId, fencingToken) => s.capture(paymentId, { fencingToken }),
  void: (s, _paymentId, fencingToken) => s.voidCheckout({ order, fencingToken }),
  releaseRest: (s, paymentId, fencingToken) => callPeer(s.peer, contract.releaseRest, { paymentId, fencingToken }),
  refund: async (s, paymentId, fencingToken) => {
    await s.capture(paymentId);
    return s.refund(paymentId, { fencingToken });
  },
};

test.each(Object.keys(asks))(
  "%s is refused to a holder of a lost lease, without a call to the provider",
  async (name) => {
    const s = await shop();
    payable(s);
    const paymentId = await startedId(s, "tok_ok");
    const another = await startedId(s, "tok_ok", { checkoutId: payableToo(s), key: "key-2" });
    await s.capture(another, { fencingToken: now, order: { ...order, orderId: "ord_2" } });
    const calls = () => s.rows("SELECT name FROM provider_calls WHERE name IN ('void', 'refund')");
    await expect(asks[name]?.(s, paymentId, late)).rejects.toThrow("409");
    expect(await calls()).toEqual([]);
    const response = await asks[name]?.(s, paymentId, now);
    expect(response?.outcome).toMatch(/^(linked|captured|voided|released|succeeded)$/);
  },
);

function payableToo(s: Shop): string {
  payable(s, "chk_2");
  return "chk_2";
}
