/** Parameters of addresses: links repeat those that their page knows, and the form of a product leads to its variant without scripts. */
import { pino } from "pino";
import { expect, onTestFinished, test } from "vitest";
import { openGraph } from "../../server/graph.ts";
import { createMetrics } from "../../server/metrics.ts";
import { openPublicListener } from "../../server/public-listener.ts";
import { unknownFacts } from "../../shop/facts.ts";
import { type Answer, startGraphServer } from "../support/graph-server.ts";

async function storefront(answers: Record<string, Answer>) {
  const graph = await startGraphServer(answers);
  const app = await openPublicListener({
    log: pino({ level: "silent" }),
    metrics: createMetrics(),
    graph: openGraph([graph.url]),
    facts: () => ({ ...unknownFacts, name: "Kontor", currencies: ["EUR", "USD"] }),
    publicUrl: "https://shop.example",
  });
  onTestFinished(() => app.close());
  return { app, graph };
}

test("links of a page repeat the parameters that it knows, and nothing else that came with its address", async () => {
  const { app } = await storefront({});
  const cart = await app.inject("/cart?add=var_1&quantity=2&password=secret&currency=USD");
  expect(cart.body).toContain('href="/de/cart?add=var_1&amp;quantity=2&amp;currency=USD"');
  expect(cart.body).not.toContain("secret");
  const missing = await app.inject("/nothing/here?password=secret");
  expect(missing.body).not.toContain("secret");
});

test("the form of a product without scripts leads to the cart with the variant of its options", async () => {
  const options = (size: string, glaze: string) => [
    { name: "Size", value: size },
    { name: "Glaze", value: glaze },
  ];
  const nodes = [
    { id: "var_1", options: options("S", "Oat") },
    { id: "var_2", options: options("S", "Kelp & Co") },
  ];
  const { app, graph } = await storefront({
    StorefrontChosenVariant: { data: { product: { id: "prd_1", variants: { nodes } } } },
  });
  const chosen = await app.inject(
    "/de/cart?option.Size=S&option.Glaze=Kelp+%26+Co&product=mug&currency=USD&quantity=3",
  );
  expect([chosen.statusCode, chosen.headers.location]).toEqual([301, "/de/cart?add=var_2&quantity=3&currency=USD"]);
  const other = await app.inject("/cart?option.Size=L&option.Glaze=Oat&product=mug&quantity=3");
  expect(other.headers.location).toBe("/products/mug");
  graph.answers.StorefrontChosenVariant = { data: { product: null }, errors: [{ message: "away", path: ["product"] }] };
  const unknown = await app.inject("/cart?option.Size=S&option.Glaze=Oat&product=mug");
  expect(unknown.statusCode).toBe(503);
  expect(unknown.body).toContain('href="/cart?option.Size=S&amp;option.Glaze=Oat&amp;product=mug"');
});
