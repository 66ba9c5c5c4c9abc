/** A captured payment, and the view of its refunds. */
import { finance, payable, type Shop, startedId } from "./shop.ts";

/** A payment of 12.50 EUR, captured in full. */
export async function taken(s: Shop, token = "tok_ok"): Promise<string> {
  payable(s);
  const id = await startedId(s, token);
  await s.capture(id);
  return id;
}

/** The refunds of a payment, as finance sees them. */
export async function shownRefunds(s: Shop, id: string): Promise<unknown> {
  const text = `query ($id: ID!) { payment(id: $id) { state refunded { minor } refundPending { minor } refunds { id state amount { minor currency } reason } } }`;
  return (await s.query(text, { id }, { viewer: finance })).data?.payment;
}
