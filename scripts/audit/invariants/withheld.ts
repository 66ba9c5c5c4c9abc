/** What a bank withholds of a payment, or gave back to its customer, past the shop; orders may not have heard the latest of it yet. */
const disputed = (payment: string, counts: string) =>
  `coalesce((SELECT sum(amount_minor) FROM payments.disputes WHERE payment_id = ${payment} AND (${counts})), 0)`;

/** So much of it every store must know of. `payment` is the column with its id. */
export const leastWithheld = (payment: string) => disputed(payment, "state <> 'WON' AND opened_at <= @settled");

/** So much of it some store may still count: what was won a moment ago is not back everywhere. */
export const mostWithheld = (payment: string) => disputed(payment, "state <> 'WON' OR closed_at > @settled");
