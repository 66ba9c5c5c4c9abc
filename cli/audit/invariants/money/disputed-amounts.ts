/** SQL for the amount that a bank withholds of a payment; orders may not have received the latest events yet. */
const disputed = (payment: string, counts: string) =>
  `coalesce((SELECT sum(amount_minor) FROM payments.disputes WHERE payment_id = ${payment} AND (${counts})), 0)`;

/** The amount of lost disputes that meet a condition. */
export const lost = (payment: string, counts: string) => disputed(payment, `state = 'LOST' AND ${counts}`);

/** So much of it every store must know of. `payment` is the column with its id. */
export const minWithheld = (payment: string) => disputed(payment, "state <> 'WON' AND opened_at <= @settled");

/** So much of it some store may still count: what was won a moment ago is not back everywhere. */
export const maxWithheld = (payment: string) => disputed(payment, "state <> 'WON' OR closed_at > @settled");
