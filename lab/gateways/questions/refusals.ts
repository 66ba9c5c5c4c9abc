/** Refusals as questions: how each gateway passes on what a client may not ask, may not see or has written wrongly. */
import { signIn } from "../../client/buyer.ts";
import { type Credentials, type Graph, sendRequest } from "../../client/graphql-client.ts";
import { type AnswerPair, answerOf } from "../comparison.ts";

type Question = { question: string; query: string; variables?: Record<string, unknown>; as?: Credentials };

/** Asks each question of the gateway and of our router. */
export async function askRefusals(gateway: Graph, router: Graph): Promise<AnswerPair[]> {
  const { token } = await signIn(router, "CUSTOMER");
  const pairs: AnswerPair[] = [];
  for (const each of questions({ token })) {
    const [expected, found] = [await ask(router, each), await ask(gateway, each)];
    pairs.push({ question: `refusal: ${each.question}`, expected, found });
  }
  return pairs;
}

function questions(customer: Credentials): Question[] {
  const staffField = "{ products(first: 1) { nodes { title variants(first: 1) { nodes { sku available } } } } }";
  return [
    { question: "node", query: '{ node(id: "prod_1") { id } }' },
    { question: "orders of all, as a guest", query: "{ orders(first: 1) { nodes { id } } }" },
    { question: "orders of all, as a customer", query: "{ orders(first: 1) { nodes { id } } }", as: customer },
    { question: "a staff field of a product", query: staffField },
    { question: "a forged token", query: "{ me { id } }", as: { token: "forged.forged.forged" } },
    { question: "a page that is too long", query: "{ products(first: 100000) { nodes { id } } }" },
    { question: "an unknown field", query: "{ products(first: 1) { nodes { colour } } }" },
    { question: "a document that is cut off", query: "{ products(first: 1) {" },
    { question: "a variable of the wrong type", query: wrongType, variables: { first: "many" } },
  ];
}

const wrongType = "query ($first: Int!) { products(first: $first) { nodes { id } } }";

/** An answer that is no GraphQL response is compared as it is. */
async function ask({ url }: Graph, { query, variables = {}, as = {} }: Question): Promise<unknown> {
  return sendRequest(url, { query, variables, as }).then(answerOf, (error: unknown) => String(error));
}
