/** Calls to the other services, one function per operation. */
import { payments } from "@hansa/contracts/payments";
import { products } from "@hansa/contracts/products";
import { users } from "@hansa/contracts/users";
import type { FencingToken } from "@hansa/kit/coordination";
import { callPeer, type InputOf, type OutputOf, type PeerOptions } from "@hansa/kit/rpc";
import type { Store } from "@hansa/kit/store";

export type Peers = { products: PeerOptions; users: PeerOptions; payments: PeerOptions };

type QuotedVariant = OutputOf<typeof products.quote>["variants"][number];
export type OrderLink = InputOf<typeof payments.capture>["order"];

export type Quotes = { byVariant: ReadonlyMap<string, QuotedVariant>; unknown: readonly string[] };

/** Current facts about variants. A variant that is not on sale is in neither list. */
export async function quoteVariants(peers: Peers, currency: string, variantIds: readonly string[]): Promise<Quotes> {
  const uniqueIds = [...new Set(variantIds)];
  if (uniqueIds.length === 0) return { byVariant: new Map(), unknown: [] };
  const { variants, unknown } = await callPeer(peers.products, products.quote, { currency, variantIds: uniqueIds });
  return { byVariant: new Map(variants.map((variant) => [variant.variantId, variant])), unknown };
}

/** The tax classes of the goods on sale. */
export async function findTaxClasses(peers: Peers) {
  return (await callPeer(peers.products, products.taxClasses, {})).taxClasses;
}

/** Reserves the lines of a checkout in products. */
export function reserveStock(peers: Peers, input: InputOf<typeof products.reserve>) {
  return callPeer(peers.products, products.reserve, input);
}

/** `expiresAt`: by the store's clock. */
export function extendReservation(
  { peers, store }: { peers: Peers; store: Pick<Store, "now"> },
  checkoutId: string,
  expiresAt: number,
) {
  return callPeer(peers.products, products.extend, { checkoutId, expiresAt, asOf: store.now() });
}

/** Sells the reserved units of an order, once: they stay on the shelf until they are sent. */
export function commitStock(peers: Peers, fencingToken: FencingToken, checkoutId: string) {
  return callPeer(peers.products, products.commit, { checkoutId, fencingToken });
}

/** Ends the commitment of units that were sent or cancelled, once for each cause. */
export function endCommitment(peers: Peers, fencingToken: FencingToken, input: InputOf<typeof products.endCommitment>) {
  return callPeer(peers.products, products.endCommitment, { ...input, fencingToken });
}

/** Commits available units that replace returned ones of an order, once for each replacement. */
export function commitReplacement(peers: Peers, input: InputOf<typeof products.commitReplacement>) {
  return callPeer(peers.products, products.commitReplacement, input);
}

/** Cancels a replacement whose return was not closed with it; also before its commit, which then fails. */
export function cancelReplacement(
  peers: Peers,
  fencingToken: FencingToken,
  input: InputOf<typeof products.cancelReplacement>,
) {
  return callPeer(peers.products, products.cancelReplacement, { ...input, fencingToken });
}

/** `fencingToken`: null while there is no order. */
export function releaseStock(peers: Peers, fencingToken: FencingToken | null, checkoutId: string) {
  return callPeer(peers.products, products.release, { checkoutId, fencingToken });
}

/** Puts units back into stock, once for each cause. */
export function restock(
  peers: Peers,
  fencingToken: FencingToken,
  causeId: string,
  lines: InputOf<typeof products.restock>["lines"],
) {
  return callPeer(peers.products, products.restock, { causeId, lines, fencingToken });
}

/** An address of a customer; null if it belongs to another account or does not exist. */
export async function findAddress(peers: Peers, userId: string, addressId: string) {
  return (await callPeer(peers.users, users.addressSnapshot, { userId, addressId })).address;
}

/** The contact details of a customer; null if there is no such account. */
export async function findContact(peers: Peers, userId: string) {
  return (await callPeer(peers.users, users.contact, { userId })).contact;
}

/** The authorised or captured payment of a checkout, and whether another attempt is in progress. */
export function findAuthorizedPayment(peers: Peers, checkoutId: string) {
  return callPeer(peers.payments, payments.authorizedFor, { checkoutId });
}

/** Those of these checkouts, at most 100, whose payment is undecided or has money. */
export async function findCheckoutsWithPayments(peers: Peers, checkoutIds: string[]): Promise<ReadonlySet<string>> {
  if (checkoutIds.length === 0) return new Set();
  const live = await callPeer(peers.payments, payments.withLivePayments, { checkoutIds });
  return new Set(live.checkoutIds);
}

/** Tells payments the order of a payment. */
export function linkPayment(peers: Peers, fencingToken: FencingToken, input: InputOf<typeof payments.link>) {
  return callPeer(peers.payments, payments.link, { ...input, fencingToken });
}

/** Captures an authorised amount, in whole or in part. */
export function capturePayment(peers: Peers, fencingToken: FencingToken, input: InputOf<typeof payments.capture>) {
  return callPeer(peers.payments, payments.capture, { ...input, fencingToken });
}

/** `fencingToken`: null while there is no order. */
export function voidPayments(peers: Peers, fencingToken: FencingToken | null, input: InputOf<typeof payments.void>) {
  return callPeer(peers.payments, payments.void, { ...input, fencingToken });
}

/** Refunds a captured amount, once for each refund. */
export function refundPayment(peers: Peers, fencingToken: FencingToken | null, input: InputOf<typeof payments.refund>) {
  return callPeer(peers.payments, payments.refund, { ...input, fencingToken });
}

/** The statuses of refunds at the provider. */
export function findRefundStatuses(peers: Peers, refundIds: string[]) {
  return callPeer(peers.payments, payments.refundStatus, { refundIds });
}

/** Releases the authorised amount that will not be captured. */
export function releasePayment(peers: Peers, fencingToken: FencingToken, paymentId: string) {
  return callPeer(peers.payments, payments.releaseRest, { paymentId, fencingToken });
}

/** Erases the cards that guests paid with for these checkouts, at most 100, which are deleted next. */
export async function eraseGuestPayers(peers: Peers, checkoutIds: string[]): Promise<void> {
  if (checkoutIds.length > 0) await callPeer(peers.payments, payments.erasePayers, { checkoutIds, guestsOnly: true });
}

const checkoutsPerCall = 100;

/** Throws if payments does not answer; the caller then repeats the call for all of them. */
export async function erasePayers(peers: Peers, checkoutIds: readonly string[]): Promise<void> {
  for (let from = 0; from < checkoutIds.length; from += checkoutsPerCall)
    await callPeer(peers.payments, payments.erasePayers, {
      checkoutIds: checkoutIds.slice(from, from + checkoutsPerCall),
    });
}
