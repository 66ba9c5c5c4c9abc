/** Authorisation status operation: whether a checkout is paid. */
import type { payments as contract } from "@hansa/contracts/payments";
import type { InputOf, OutputOf } from "@hansa/kit/rpc/contract";
import type { Deps } from "../../context.ts";
import { findLivePayment } from "../../store/payments/queries.ts";
import { isCertain } from "../payment/transitions.ts";

/** The payment with certain money for a checkout, if any, and whether one is in progress. */
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
