/** Payments of which something is given back, and how they look afterwards. */
import { finance, order, payable, type Shop, startedId } from "./shop.ts";

export const books = "SELECT kind, account, amount_minor FROM ledger_entries WHERE kind = 'refund' ORDER BY seq";

/** A payment of 12.50 EUR that is captured in full. */
export async function taken(s: Shop, token = "tok_ok"): Promise<string> {
  payable(s);
  const id = await startedId(s, token);
  await s.capture(id);
  return id;
}

export async function shown(s: Shop, id: string): Promise<unknown> {
  const text = `query ($id: ID!) { payment(id: $id) { state refunded { minor } refundPending { minor } refunds { id state amount { minor currency } reason } } }`;
  return (await s.query(text, { id }, { viewer: finance })).data?.payment;
}

export async function settlement(s: Shop): Promise<unknown> {
  const text = `query ($refs: [_Any!]!) { _entities(representations: $refs) { ... on Order { settlement amountDue { minor } } } }`;
  const totals = { total: { minor: 1_250, currency: "EUR" } };
  const { data } = await s.query(text, { refs: [{ __typename: "Order", id: order.orderId, totals }] });
  return Array.isArray(data?._entities) ? data._entities[0] : data;
}
