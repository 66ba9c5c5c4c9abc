/** Recipes of a purchase: carts, reservations, payments, and what follows an order. */
import { randomUUID } from "node:crypto";
import { address, prepareCheckout, startCheckout as startEmptyCheckout } from "@hansa/client/buyer";
import { CartCreateDocument } from "@hansa/client/documents/purchase";
import { perform } from "@hansa/client/mutation";
import { mutationLimits } from "@hansa/contracts/mutation-limits";
import { customerMutation, guestMutation, signIn } from "./accounts.ts";
import { always, graphqlRequest, listOf, type Means, mutationOf, nth, type Recipe, type Targets } from "./recipe.ts";

/** As often as a mutation may stand in one operation. */
const repeatsOf = (field: string) => mutationLimits.get(field) ?? 16;
/** The most lines of a cart. */
const maxLines = 60;

const linesOf = ({ variants }: Targets, count: number) =>
  listOf(count, (index) => ({ variantId: nth(variants, index).id, quantity: 1 }));

const email = "neighbour@neighbours.example";

async function createCart({ route, targets }: Means, lines: number) {
  return (await perform(route, CartCreateDocument, { currency: "EUR", lines: linesOf(targets, lines) })).cart;
}

/** A checkout of a guest that lacks its address, or only its payment. */
async function startCheckout(means: Means, isReady: boolean): Promise<string> {
  const { id: cartId } = await createCart(means, 1);
  return isReady
    ? prepareCheckout(means.route, cartId, undefined, email)
    : startEmptyCheckout(means.route, { cartId, email });
}

/** A mutation about a cart of the attacker's own. */
function cartMutation(
  name: string,
  field: string,
  inputOf: (targets: Targets, lineIds: readonly string[]) => object,
): Recipe {
  return {
    ...{ name, reproduces: `Mutation.${field}`, fields: [`Mutation.${field}`] },
    open: always(async (means) => {
      const { id: cartId, lines } = await createCart(means, maxLines);
      const input = {
        cartId,
        ...inputOf(
          means.targets,
          lines.map(({ id }) => id),
        ),
      };
      return graphqlRequest(mutationOf(field, ...listOf(repeatsOf(field), () => input)));
    }),
  };
}

/** A mutation about a checkout of the attacker's own, which only lacks its payment if `isReady`. */
function checkoutMutation(
  recipe: Pick<Recipe, "name" | "reproduces"> & { field: string; isReady: boolean; count?: number },
  inputOf: (checkoutId: string) => object,
): Recipe {
  const { name, reproduces, field, isReady, count = 1 } = recipe;
  return {
    ...{ name, reproduces, fields: [`Mutation.${field}`] },
    open: async (means) => {
      const checkoutId = await startCheckout(means, isReady);
      const headers = { "hansa-guest": checkoutId };
      return () => graphqlRequest(mutationOf(field, ...listOf(count, () => inputOf(checkoutId))), headers);
    },
  };
}

const declaration = (key: string) => ({
  ...{ orderNumber: "H-100000", email, lastName: "Brandt", idempotencyKey: key },
});

const carts: readonly Recipe[] = [
  {
    name: "carts of 60 lines",
    reproduces: "S4",
    fields: ["Mutation.cartCreate"],
    open: always(({ targets }) => {
      const input = { currency: "EUR", lines: linesOf(targets, maxLines) };
      return graphqlRequest(mutationOf("cartCreate", input, input));
    }),
  },
  cartMutation("lines added", "cartLinesAdd", (targets) => ({ lines: linesOf(targets, maxLines) })),
  cartMutation("lines changed", "cartLinesUpdate", (_targets, lineIds) => ({
    lines: lineIds.map((lineId) => ({ lineId, quantity: 2 })),
  })),
  cartMutation("lines removed", "cartLinesRemove", (_targets, lineIds) => ({ lineIds: lineIds.map((id) => `${id}0`) })),
  cartMutation("codes applied", "cartCodeApply", () => ({ code: "NEIGHBOURS" })),
  cartMutation("codes removed", "cartCodeRemove", () => ({})),
  {
    name: "carts claimed",
    reproduces: "Mutation.cartClaim",
    fields: ["Mutation.cartClaim"],
    open: always(async (means) => {
      const headers = await signIn(means);
      const { id: cartId } = await createCart(means, maxLines);
      const claims = listOf(repeatsOf("cartClaim"), () => ({ cartId }));
      return graphqlRequest(mutationOf("cartClaim", ...claims), headers);
    }),
  },
];

const checkouts: readonly Recipe[] = [
  {
    name: "reservations",
    reproduces: "S3, S5",
    fields: ["Mutation.checkoutStart"],
    open: async (means) => {
      const made: string[] = [];
      for (let count = 0; count < 10; count += 1) made.push((await createCart(means, maxLines)).id);
      return (n) =>
        graphqlRequest(
          mutationOf(
            "checkoutStart",
            ...listOf(2, (index) => ({
              ...{ cartId: nth(made, 2 * n + index), email },
              idempotencyKey: randomUUID(),
            })),
          ),
        );
    },
  },
  checkoutMutation(
    {
      name: "checkouts changed",
      reproduces: "Mutation.checkoutUpdate",
      field: "checkoutUpdate",
      isReady: true,
      count: repeatsOf("checkoutUpdate"),
    },
    (checkoutId) => ({ checkoutId, shippingAddress: address }),
  ),
  checkoutMutation(
    { name: "checkouts reopened", reproduces: "Mutation.checkoutReopen", field: "checkoutReopen", isReady: true },
    (checkoutId) => ({ checkoutId, idempotencyKey: randomUUID() }),
  ),
  checkoutMutation(
    {
      name: "unpaid checkouts completed",
      reproduces: "Mutation.checkoutComplete",
      field: "checkoutComplete",
      isReady: true,
    },
    (checkoutId) => ({ checkoutId, idempotencyKey: randomUUID() }),
  ),
  checkoutMutation(
    { name: "declined cards", reproduces: "S2", field: "paymentStart", isReady: true },
    (checkoutId) => ({ checkoutId, methodCode: "card", paymentToken: "tok_declined", idempotencyKey: randomUUID() }),
  ),
  guestMutation({ name: "invented payments confirmed", reproduces: "S2", field: "paymentConfirm" }, () => [
    { paymentId: `pay_${randomUUID()}`, checkoutId: `chk_${randomUUID()}`, idempotencyKey: randomUUID() },
  ]),
];

const afterwards: readonly Recipe[] = [
  guestMutation({ name: "withdrawal replayed", reproduces: "B1", field: "withdrawalDeclare" }, () => [
    declaration("one-key-for-all"),
  ]),
  guestMutation(
    {
      name: "sixteen withdrawals in an operation",
      reproduces: "B1",
      field: "withdrawalDeclare",
      refusal: "OPERATION_TOO_LARGE",
    },
    () => listOf(16, () => declaration("one-key-for-all")),
  ),
  guestMutation({ name: "withdrawals declared", reproduces: "S3", field: "withdrawalDeclare" }, () => [
    declaration(randomUUID()),
  ]),
  guestMutation(
    { name: "invented withdrawals confirmed", reproduces: "Mutation.withdrawalConfirm", field: "withdrawalConfirm" },
    () => listOf(2, () => ({ withdrawalId: `wdr_${randomUUID()}`, token: randomUUID(), idempotencyKey: randomUUID() })),
  ),
  guestMutation(
    { name: "strangers' orders cancelled", reproduces: "Mutation.orderCancel", field: "orderCancel" },
    () => [{ orderId: `ord_${randomUUID()}`, guestToken: randomUUID(), idempotencyKey: randomUUID() }],
  ),
  customerMutation("strangers' orders claimed", "orderClaim", () =>
    listOf(repeatsOf("orderClaim"), () => {
      return { orderId: `ord_${randomUUID()}`, guestToken: randomUUID(), idempotencyKey: randomUUID() };
    }),
  ),
  guestMutation(
    { name: "returns of strangers' orders", reproduces: "Mutation.returnRequest", field: "returnRequest" },
    () =>
      listOf(2, () => ({
        ...{ orderId: `ord_${randomUUID()}`, guestToken: randomUUID(), idempotencyKey: randomUUID() },
        parts: [{ lineId: `line_${randomUUID()}`, quantity: 1 }],
      })),
  ),
  customerMutation("saved methods chosen", "savedMethodSetDefault", () =>
    listOf(repeatsOf("savedMethodSetDefault"), () => ({ id: `pm_${randomUUID()}` })),
  ),
  customerMutation("saved methods removed", "savedMethodRemove", () => [{ id: `pm_${randomUUID()}` }]),
  {
    name: "reviews",
    reproduces: "Mutation.reviewSubmit",
    fields: ["Mutation.reviewSubmit"],
    open: async (means) => {
      const headers = await signIn(means);
      const { products } = means.targets;
      const review = (n: number) => ({ productId: nth(products, n).id, rating: 5, body: "x".repeat(2_000) });
      return (n) => graphqlRequest(mutationOf("reviewSubmit", review(2 * n), review(2 * n + 1)), headers);
    },
  },
];

export const purchaseRecipes: readonly Recipe[] = [...carts, ...checkouts, ...afterwards];
