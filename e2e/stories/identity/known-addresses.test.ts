/** Answers tell no stranger whether an address has an account: each is the same with a customer's address and with an unknown one. */
import {
  completeCheckout,
  fillCart,
  findAvailableVariant,
  prepareCheckout,
  readOrderByToken,
  requireOrder,
  startPayment,
} from "@hansa/client/buyer";
import { demoAccount } from "@hansa/client/demo-accounts";
import { sendRequest } from "@hansa/client/graphql-client";
import { afterEach, beforeAll, expect, test } from "vitest";
import { type StorefrontShop, sharedStorefront } from "../support/storefront.ts";

let storefront: StorefrontShop;
beforeAll(async () => {
  storefront = await sharedStorefront();
});
afterEach(() => storefront.closePages());

const { email: known } = demoAccount("CUSTOMER");
// As long as the known one: an answer may repeat what its sender wrote.
const unknown = known.replace(/^[^@]+/, (name) => "q".repeat(name.length));

/** The same text for all ids, tokens, numbers of orders, times and the address itself. */
function withoutNames(answer: unknown, email: string): string {
  return JSON.stringify(answer)
    .replaceAll(email, "ADDRESS")
    .replaceAll(/\b[a-z]{2,5}_[A-Za-z0-9_-]{8,}/g, "ID")
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "TIME")
    .replaceAll(/\d[\d-]{4,}\d/g, "NUMBER")
    .replaceAll(/[A-Za-z0-9_-]{30,}/g, "TOKEN");
}

function ask(query: string, input: object): Promise<unknown> {
  return sendRequest(storefront.shop.url, { query, variables: { input } });
}

const steps: Readonly<Record<string, (email: string) => Promise<unknown>>> = {
  "a registration": (email) =>
    ask("mutation ($input: RegisterInput!) { register(input: $input) { __typename ... on Error { message } } }", {
      ...{ email, password: "eleventh-harbour-kite", displayName: "Vera Holm" },
    }),
  "a reset of the password": (email) =>
    ask(
      "mutation ($input: PasswordResetRequestInput!) { passwordResetRequest(input: $input) { __typename ... on Error { message } } }",
      { email },
    ),
  "a sign-in with a wrong password": (email) =>
    ask("mutation ($input: LoginInput!) { login(input: $input) { __typename ... on Error { message } } }", {
      ...{ email, password: "a wrong password of eleven kites" },
    }),
  "a declaration of withdrawal": (email) =>
    ask(
      "mutation ($input: WithdrawalDeclareInput!) { withdrawalDeclare(input: $input) { __typename ... on Error { message } } }",
      { email, orderNumber: "4711-0815", lastName: "Holm", idempotencyKey: `withdrawal of ${email}` },
    ),
  "a purchase, its order and its page": async (email) => {
    const { shop, origin } = storefront;
    const variant = await findAvailableVariant(shop);
    const checkoutId = await prepareCheckout(shop, await fillCart(shop, variant.id), undefined, email);
    const payment = await startPayment(shop, checkoutId, "tok_ok");
    const completed = await completeCheckout(shop, checkoutId);
    const { number, guestToken } = requireOrder(completed);
    const order = await readOrderByToken(shop, number, guestToken);
    const page = await fetch(`${origin}/orders/${number}`);
    return { payment, completed, order, status: page.status, page: await page.text() };
  },
};

test.each(Object.entries(steps))("%s has the same answer for a known and an unknown address", async (_name, step) => {
  const answers = [withoutNames(await step(known), known), withoutNames(await step(unknown), unknown)];
  expect(answers[0]?.length).toBeGreaterThan(30);
  expect(answers[0]).toBe(answers[1]);
});
