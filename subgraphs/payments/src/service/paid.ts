/** Whether a checkout is paid for. */
import type { payments as contract } from "@hansa/contracts/payments";
import type { InputOf, OutputOf } from "@hansa/kit/contract";
import type { Deps } from "../context.ts";
import { findLivePayment } from "../store/payments.ts";
import { isCertain } from "./lattice.ts";

/** The payment that pays for a checkout, if its money is certain, or whether one may still come. */
export async function authorizedFor(
  { store }: Deps,
  { checkoutId }: InputOf<typeof contract.authorizedFor>,
): Promise<OutputOf<typeof contract.authorizedFor>> {
  const live = await store.read((db) => findLivePayment(db, checkoutId));
  if (!live) return { payment: null, inProgress: false };
  if (!isCertain(live.state)) return { payment: null, inProgress: true };
  const { id, amountMinor, currency, version } = live;
  return { payment: { paymentId: id, amountMinor, currency, version }, inProgress: false };
}
