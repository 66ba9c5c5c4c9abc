/** A purchase as questions: a guest buys through a gateway and through our router, and every answer on the way is compared. */
import {
  completeCheckout,
  fillCart,
  findAvailableVariant,
  prepareCheckout,
  requireOrder,
  signIn,
  startPayment,
} from "../../client/buyer.ts";
import { MeDocument, OrderDocument } from "../../client/documents/purchase.ts";
import { type Credentials, executeDocument, type Graph, requireData } from "../../client/graphql-client.ts";
import { fieldOf, type Route, rootFieldOf } from "../../client/mutation.ts";
import { eventually } from "../../client/polling.ts";
import { type Answer, type AnswerPair, answerOf, maskOwnValues } from "../comparison.ts";

type Recorded = { question: string; answer: unknown };

/** Buys once through each, and pairs the answers. A purchase that stops ends with its failure, which the rest is compared with. */
export async function askPurchase(gateway: Graph, router: Graph): Promise<AnswerPair[]> {
  const { id: variantId } = await findAvailableVariant(router);
  const expected: Recorded[] = [];
  await buy(router, variantId, expected);
  const found: Recorded[] = [];
  await buy(gateway, variantId, found).catch((error: unknown) =>
    found.push({ question: "failure", answer: String(error) }),
  );
  return expected.map(({ question, answer }, index) => ({
    question: `purchase: ${question}`,
    expected: answer,
    found: found[index]?.question === question ? found[index].answer : found.at(-1)?.answer,
  }));
}

/** A guest's declined card, payment, order and order again, then a customer's account; records each answer. */
async function buy(graph: Graph, variantId: string, recorded: Recorded[]): Promise<void> {
  const record = (question: string, answer: Answer) => void recorded.push({ question, answer: maskOwnValues(answer) });
  const route: Route = {
    send: async (document, input) => {
      const result = await executeDocument(graph.url, document, { input });
      record(rootFieldOf(document), answerOf(result));
      return fieldOf(await requireData(Promise.resolve(result)));
    },
  };
  const checkoutId = await prepareCheckout(route, await fillCart(route, variantId, 2));
  await startPayment(route, checkoutId, "tok_declined");
  await startPayment(route, checkoutId, "tok_ok");
  const key = `order-${checkoutId}`;
  const order = requireOrder(await completeCheckout(route, checkoutId, undefined, key));
  await completeCheckout(route, checkoutId, undefined, key);
  const guest = { guest: [order.guestToken ?? ""] };
  const settled = await eventually("the payment is captured", async () => {
    const result = await executeDocument(graph.url, OrderDocument, { number: order.number }, guest);
    return result.data?.order?.payments?.[0]?.state === "CAPTURED" ? result : undefined;
  });
  record("the order by its token", answerOf(settled));
  const as: Credentials = { token: (await signIn(route, "CUSTOMER")).token };
  record("the account", answerOf(await executeDocument(graph.url, MeDocument, {}, as)));
}
