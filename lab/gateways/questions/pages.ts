/** The pages of the playground as questions: each is asked of a gateway and of our router, about the same data of the same shop. */
import { z } from "zod";
import { createCart } from "../../client/buyer.ts";
import { CartCodeApplyDocument } from "../../client/documents/settings.ts";
import { type Graph, sendRequest } from "../../client/graphql-client.ts";
import { mutate } from "../../client/mutation.ts";
import { type Operation, readOperations } from "../../client/playground-pages.ts";
import type { Step } from "../../smoke/meter.ts";
import { newsletterCode, prepareScene } from "../../smoke/scene/scene.ts";
import { type Answer, type AnswerPair, answerOf, findDifferences, maskOwnValues } from "../comparison.ts";

/** Background work of the shop may change an answer between the two: a difference counts if it is there each time. */
const attempts = 3;

/** Asks the pages with these names. The scene, from carts to shipments, is made through the gateway. */
export async function askPages(
  gateway: Graph,
  router: Graph,
  names: readonly string[] = readOperations().map(({ name }) => name),
): Promise<AnswerPair[]> {
  const scene = await prepareScene(gateway);
  const pairs: AnswerPair[] = [];
  for (const operation of readOperations().filter(({ name }) => names.includes(name))) {
    for (const step of await scene.stepsFor(operation.name)) {
      pairs.push(await askPage({ gateway, router }, operation, step));
    }
  }
  return pairs;
}

async function askPage(
  { gateway, router }: { gateway: Graph; router: Graph },
  operation: Operation,
  step: Step,
): Promise<AnswerPair> {
  const reference = await referenceOf(router, step);
  for (let attempt = 1; ; attempt += 1) {
    const found = await ask(gateway, operation, step);
    // A mutation has its key of idempotency, so that the second gateway answers about what the first has done.
    const expected = await ask(router, operation, reference);
    if (expected.errors.length > 0 || (step.accept && !step.accept(expected.data)))
      throw new Error(`our router answers ${operation.name} (${step.label}) with ${JSON.stringify(expected)}`);
    const pair = { question: operation.name, expected: comparable(expected), found: comparable(found) };
    if (attempt === attempts || findDifferences(pair).length === 0) return pair;
  }
}

async function ask({ url }: Graph, { query }: Operation, { variables, as = {} }: Step): Promise<Answer> {
  return answerOf(await sendRequest(url, { query, variables, as }));
}

/** Only our router says that an answer was given before: refusals.ts asks for that. */
function comparable({ status, data, errors }: Answer): unknown {
  return maskOwnValues({ status, data, errors });
}

const addition = z.object({
  input: z.object({ cartId: z.string(), lines: z.array(z.object({ variantId: z.string(), quantity: z.int() })) }),
});

/** The step for our router. What goes into a cart has no key of idempotency: it goes into another cart with the same lines. */
async function referenceOf(router: Graph, step: Step): Promise<Step> {
  const added = addition.safeParse(step.variables).data?.input;
  if (!added) return step;
  const cartId = await createCart(router, { currency: "EUR", lines: added.lines });
  await mutate(router, CartCodeApplyDocument, { cartId, code: newsletterCode });
  return { ...step, variables: { input: { ...added, cartId } } };
}
