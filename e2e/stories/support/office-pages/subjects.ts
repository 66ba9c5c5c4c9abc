/** Orders, returns and withdrawals of a shop: one in each state that there is, with the actions that the graph has for a role. */
import { signIn } from "@hansa/client/buyer";
import { sendRequest } from "@hansa/client/graphql-client";
import { signInStaff } from "@hansa/client/staff-desk";
import { z } from "zod";
import type { Shop } from "../../../../cli/testing/shop.ts";
import type { StaffRole } from "./staff-roles.ts";

const query = `{
  me { scopes }
  orders(first: 100) {
    nodes {
      id number state settlement nextActions
      email
      hold { reason }
      lines { toPrepare resendable }
      fulfilments { toPack { quantity } toPutBack { quantity } shipments { status nextStatuses } }
    }
  }
  returns(first: 100) { nodes { id state nextActions } }
  withdrawals(first: 100) { nodes { reference state nextActions } }
}`;

const quantities = z.array(z.object({ quantity: z.number() }));
const orderSchema = z.object({
  id: z.string(),
  number: z.string(),
  state: z.string(),
  settlement: z.string(),
  email: z.string().nullable(),
  hold: z.object({ reason: z.string() }).nullable(),
  nextActions: z.array(z.string()),
  lines: z.array(z.object({ toPrepare: z.number(), resendable: z.number() })),
  fulfilments: z.array(
    z.object({
      toPack: quantities,
      toPutBack: quantities,
      shipments: z.array(z.object({ status: z.string(), nextStatuses: z.array(z.string()) })),
    }),
  ),
});
const nodesOf = <Node extends z.ZodType>(node: Node) => z.object({ nodes: z.array(node) });
const subjectsSchema = z.object({
  me: z.object({ scopes: z.array(z.string()) }),
  orders: nodesOf(orderSchema),
  returns: nodesOf(z.object({ id: z.string(), state: z.string(), nextActions: z.array(z.string()) })),
  withdrawals: nodesOf(z.object({ reference: z.string(), state: z.string(), nextActions: z.array(z.string()) })),
});

type Read = z.infer<typeof subjectsSchema>;
export type OrderSubject = Read["orders"]["nodes"][number];
export type Subjects = {
  scopes: readonly string[];
  orders: readonly OrderSubject[];
  returns: Read["returns"]["nodes"];
  withdrawals: Read["withdrawals"]["nodes"];
  /** Ids of those who have an account. */
  customers: readonly string[];
};

export const noSubjects: Subjects = { scopes: [], orders: [], returns: [], withdrawals: [], customers: [] };

/** Those that a role sees, by its scopes; a role that may not read orders sees none. */
export async function subjectsFor(shop: Shop, role: StaffRole): Promise<Subjects> {
  const as = await signInStaff(shop, role);
  const scopes = await sendRequest(shop.url, { query: "{ me { scopes } }", as });
  const known = z.object({ me: subjectsSchema.shape.me }).parse(scopes.data).me.scopes;
  if (!known.includes("orders:read")) return { ...noSubjects, scopes: known };
  const { data, errors } = await sendRequest(shop.url, { query, as });
  if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join("; "));
  const { orders, returns, withdrawals } = subjectsSchema.parse(data);
  const customers = [await readAccountId(shop)];
  return { scopes: known, orders: orders.nodes, returns: returns.nodes, withdrawals: withdrawals.nodes, customers };
}

/** The id of the demo customer, who has an account: that of an order may be gone. */
async function readAccountId(shop: Shop): Promise<string> {
  const { data } = await sendRequest(shop.url, { query: "{ me { id } }", as: await signIn(shop, "CUSTOMER") });
  return z.object({ me: z.object({ id: z.string() }) }).parse(data).me.id;
}

/** One of each kind of order, return and withdrawal that differs from the others in its states or its actions, and the customers. */
export function oneOfEach({ scopes, orders, returns, withdrawals, customers }: Subjects): Subjects {
  return {
    scopes,
    orders: firstBy(orders, ({ state, settlement, hold, nextActions, fulfilments }) => [
      ...[state, settlement, hold?.reason, ...nextActions],
      ...fulfilments.flatMap(({ shipments, toPack, toPutBack }) => [
        ...shipments.map(({ status }) => status),
        ...[toPack.length > 0, toPutBack.length > 0],
      ]),
    ]),
    returns: firstBy(returns, ({ state, nextActions }) => [state, ...nextActions]),
    withdrawals: firstBy(withdrawals, ({ state, nextActions }) => [state, ...nextActions]),
    customers,
  };
}

function firstBy<Item>(items: readonly Item[], keyOf: (item: Item) => unknown[]): Item[] {
  const found = new Map<string, Item>();
  for (const item of items) {
    const key = JSON.stringify(keyOf(item));
    if (!found.has(key)) found.set(key, item);
  }
  return [...found.values()];
}
