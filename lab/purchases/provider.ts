/** The books of payments and of the payment provider, read from their stores. */
import { storePlace } from "@hansa/kit/service";
import type { StorePlace } from "@hansa/kit/store";
import { rowsOf } from "@hansa/kit/testing";
import { z } from "zod";

const amounts = z.string().transform((text) => z.array(z.object({ amountMinor: z.int() })).parse(JSON.parse(text)));
const payments = z.array(z.object({ id: z.string() }));
const movements = z.array(z.object({ at: z.coerce.number(), minor: z.coerce.number() }));
const entries = z.tuple([z.object({ captures: amounts, refunds: amounts, disputes: amounts })]);

/** The stores of payments and of the provider. */
export type Books = { payments: StorePlace; provider: StorePlace };

/** The stores of a shop with this environment. */
export function booksOf(environment: { HANSA_DATA: string }): Books {
  const sandbox = { file: "sandbox-provider", schema: "sandbox" };
  return {
    payments: storePlace("payments", environment, environment),
    provider: storePlace("payments", environment, environment, sandbox),
  };
}

/** The payment of an order; undefined for a free one. */
export async function findPayment({ payments: place }: Books, orderId: string): Promise<string | undefined> {
  return payments.parse(await rowsOf(place, `SELECT id FROM payments WHERE order_id = '${orderId}'`))[0]?.id;
}

/** The captures of an order and, below zero, its refunds, as the ledger has them. */
export async function movementsInLedger({ payments: place }: Books, orderId: string) {
  const statement = `SELECT entry.at, entry.amount_minor AS minor
    FROM ledger_entries AS entry JOIN payments AS payment ON payment.id = entry.payment_id
    WHERE payment.order_id = '${orderId}' AND entry.account = 'provider' AND entry.kind <> 'dispute'`;
  return movements.parse(await rowsOf(place, statement));
}

/** The money of an order that the provider has for the shop: captures less refunds and disputes, all of which were lost. */
export async function moneyAtProvider(books: Books, orderId: string): Promise<number> {
  const paymentId = await findPayment(books, orderId);
  if (paymentId === undefined) return 0;
  const statement = `SELECT captures, refunds, disputes FROM sandbox_entries WHERE payment_id = '${paymentId}' ORDER BY seq DESC LIMIT 1`;
  const [{ captures, refunds, disputes }] = entries.parse(await rowsOf(books.provider, statement));
  const sum = (all: readonly { amountMinor: number }[]) => all.reduce((total, one) => total + one.amountMinor, 0);
  return sum(captures) - sum(refunds) - sum(disputes);
}
