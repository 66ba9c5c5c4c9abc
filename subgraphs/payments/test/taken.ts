/** What tests of money that was taken begin with, and how it is shown. */
import { finance, payable, type Shop, startedId } from "./shop.ts";

/** A payment of 12.50 EUR that is captured in full. */
export async function taken(s: Shop, token = "tok_ok"): Promise<string> {
  payable(s);
  const id = await startedId(s, token);
  await s.capture(id);
  return id;
}

/** The money of a payment that went back, as finance sees it. */
export async function shownRefunds(s: Shop, id: string): Promise<unknown> {
  const text = `query ($id: ID!) { payment(id: $id) { state refunded { minor } refundPending { minor } refunds { id state amount { minor currency } reason } } }`;
  return (await s.query(text, { id }, { viewer: finance })).data?.payment;
}
