/** The seed's mutations, each with its only accepted result: any other result ends the seed. */

import type { Viewer } from "@hansa/kit/identity/identity";
import { type ZodType, z } from "zod";
import type { StoreName } from "../../lab/audit/stores.ts";
import type { Shop } from "../../tools/in-process-shop.ts";

export type Mutation<Answer extends ZodType> = { service: StoreName; field: string; text: string; answer: Answer };

const id = z.string().min(1);
const minor = z.object({ minor: z.int() });

export const cartCreate = saved("orders", "cartCreate", "CartSaved", "cart");

/** A code that nothing is left of, or that takes off less than what everybody gets, leaves the cart as it is. */
export const cartCodeApply = mutation(
  "orders",
  "cartCodeApply",
  "... on CartSaved { cart { id } } ... on CodeRejectedError { reason }",
  z.object({ __typename: z.enum(["CartSaved", "CodeRejectedError"]) }),
);

export const checkoutStart = mutation(
  "orders",
  "checkoutStart",
  "... on CheckoutStarted { checkout { id missing } }",
  z.object({
    checkout: z.object({ id, missing: z.array(z.string()) }),
  }),
);

export const checkoutUpdate = mutation(
  "orders",
  "checkoutUpdate",
  "... on CheckoutSaved { checkout { shippingOptions { id } } }",
  z.object({
    checkout: z.object({ shippingOptions: z.array(z.object({ id })) }),
  }),
);

export const paymentStart = mutation(
  "payments",
  "paymentStart",
  "... on PaymentStarted { payment { id } } ... on PaymentDeclinedError { payment { id } }",
  z.object({ __typename: z.enum(["PaymentStarted", "PaymentDeclinedError"]), payment: z.object({ id }) }),
);

export const paymentConfirm = saved("payments", "paymentConfirm", "PaymentConfirmed", "payment");

const completedOrder = `
  id number state totals { shipping { minor } discount { minor } } shippingOption { carrier } lines { id sku quantity }
`;

export const checkoutComplete = mutation(
  "orders",
  "checkoutComplete",
  `... on CheckoutCompleted { guestToken order { ${completedOrder} } }`,
  z.object({
    guestToken: z.string().nullable(),
    order: z.object({
      id,
      number: z.string(),
      state: z.string(),
      totals: z.object({ shipping: minor, discount: minor }),
      shippingOption: z.object({ carrier: z.string() }).nullable(),
      lines: z.array(z.object({ id, sku: z.string(), quantity: z.int() })),
    }),
  }),
);

/** A mutation of a service: its answer selects what the seed needs of it. */
export function mutation<Answer extends ZodType>(
  service: StoreName,
  field: string,
  selection: string,
  answer: Answer,
): Mutation<Answer> {
  const input = `${field.charAt(0).toUpperCase()}${field.slice(1)}Input`;
  const refusal = "... on UserError { code message path }";
  const text = `mutation Seed($input: ${input}!) { ${field}(input: $input) { __typename ${selection} ${refusal} } }`;
  return { service, field, text, answer };
}

/** A mutation whose success has the id of what it saved, in `part`. */
export function saved<const Part extends string>(service: StoreName, field: string, success: string, part: Part) {
  const ofPart = z.object({ id: z.string().min(1) });
  return mutation(service, field, `... on ${success} { ${part} { id } }`, z.looseRecord(z.literal(part), ofPart));
}

/** Sends it for `viewer`. Throws, with everything that came back, if that is not the answer it takes. */
export async function send<Answer extends ZodType>(
  shop: Shop,
  viewer: Viewer,
  { service, field, text, answer }: Mutation<Answer>,
  input: object,
): Promise<z.output<Answer>> {
  const { data, errors } = await shop.ask(service, { query: text, variables: { input }, viewer });
  const taken = answer.safeParse(data?.[field]);
  if (errors === undefined && taken.success) return taken.data;
  throw new Error(`${field} was answered ${JSON.stringify({ data, errors })} to ${JSON.stringify(input)}`);
}
