/** The test customer Ada with recognisable personal data, and the event of her erasure. */
import { contentsOf } from "@hansa/kit/testing";
import { present } from "./mutations.ts";
import { begin, complete, fillIn, pay } from "./purchase.ts";
import { ada, minute, type Sender, type Shop } from "./shop.ts";

/** Words that occur only in the personal data of this person. */
export const secrets = [
  "Unmistakable",
  "Hidden Lane",
  "Backyardhouse",
  "Secretville",
  "98765",
  "0555-7654321",
  "only-me@private.example",
];
export const address = {
  firstName: "Ada",
  lastName: "Unmistakable",
  company: "Secretcompany Ltd",
  vatId: "DE113866163",
  line1: "Hidden Lane 1",
  line2: "Backyardhouse",
  city: "Secretville",
  region: "DE-HB",
  postalCode: "98765",
  country: "DE",
  phone: "0555-7654321",
};
export const personal = { email: "only-me@private.example", shippingAddress: address, billingAddress: address };

/** An order of Ada's, or of a guest, with all personal data that an order can contain. */
export async function buyAsAda(s: Shop, sender: Sender = { viewer: ada }) {
  const { checkoutId, ...checkout } = await begin(s, {}, sender);
  await fillIn(s, checkoutId, sender, personal);
  const payment = await pay(s, checkoutId, { sender });
  const { order, guestToken } = await complete(s, checkoutId, sender);
  const { id: orderId, number } = present(order);
  return { ...checkout, checkoutId, payment, orderId, number: present(number), guestToken };
}

/** The words that occur in the store, apart from the buyers of retained invoices. */
export async function findSecrets(s: Shop): Promise<string[]> {
  const bytes = await contentsOf(s.place, { without: "retained_buyers" });
  const isIn = (text: string) => bytes.includes(text) || bytes.includes(Buffer.from(text, "utf16le"));
  // Search terms are in small letters.
  return secrets.filter((secret) => isIn(secret) || isIn(secret.toLowerCase()));
}

/** Publishes the erasure event and runs the jobs for some rounds. */
export async function erase(s: Shop, rounds = 3): Promise<void> {
  s.users.erase("user_ada");
  await s.applyEvents();
  for (let round = 0; round < rounds; round += 1) {
    await s.work();
    await s.runtime.advance(minute);
  }
}
