/** A person who is to be erased: what she gave, her order, and what of her can still be found. */
import { present } from "./asks.ts";
import { begin, complete, fillIn, pay } from "./buying.ts";
import { ada, minute, type Shop } from "./shop.ts";

/** Words that stand nowhere but in what this person gave. */
export const secrets = [
  "Unmistakable",
  "Hidden Lane",
  "Backyardhouse",
  "Secretville",
  "ZZ-98765",
  "0555-7654321",
  "only-me@private.example",
];
export const address = {
  name: "Ada Unmistakable",
  line1: "Hidden Lane 1",
  line2: "Backyardhouse",
  city: "Secretville",
  region: "HB",
  postalCode: "ZZ-98765",
  country: "DE",
  phone: "0555-7654321",
};
const personal = { email: "only-me@private.example", shippingAddress: address, billingAddress: address };

/** An order of Ada's with everything in it that says who she is. */
export async function adasOrder(s: Shop) {
  const { checkoutId, ...begun } = await begin(s, {}, { viewer: ada });
  await fillIn(s, checkoutId, { viewer: ada }, personal);
  const payment = await pay(s, checkoutId, { asker: { viewer: ada } });
  const { order } = await complete(s, checkoutId, { viewer: ada });
  return { ...begun, checkoutId, payment, orderId: present(order).id };
}

/** Users tells of it, and the timers run until nothing changes any more. */
export async function erase(s: Shop, rounds = 3): Promise<void> {
  s.users.erase("user_ada");
  await s.news();
  for (let round = 0; round < rounds; round += 1) {
    await s.work();
    await s.world.advance(minute);
  }
}

export function found(s: Shop): string[] {
  const bytes = s.storeFiles();
  return secrets.filter((secret) => bytes.includes(secret) || bytes.includes(Buffer.from(secret, "utf16le")));
}

export const openErasures = (s: Shop) => s.rows("SELECT user_id FROM erasures WHERE done_at IS NULL");

export async function seeOrder(s: Shop, id: string, asker: Parameters<Shop["query"]>[2]) {
  const text = `query ($id: ID!) { order(id: $id) {
    number email customer { id } shippingAddress { name line1 line2 city region postalCode country phone } billingAddress { name country region }
    totals { total { minor } } lines { title } hold { reason } timeline { kind } notes { text } receiptUrl
  } }`;
  return (await s.query(text, { id }, asker)).data?.order;
}
