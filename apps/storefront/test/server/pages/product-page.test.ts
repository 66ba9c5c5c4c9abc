/** The product page: what the law asks for beside a price, product safety, and the data for search engines. */
import { pino } from "pino";
import { expect, onTestFinished, test } from "vitest";
import { openGraph } from "../../../server/graph.ts";
import { createMetrics } from "../../../server/metrics.ts";
import { openPublicListener } from "../../../server/public-listener.ts";
import { unknownFacts } from "../../../shop/facts.ts";
import { startGraphServer } from "../../support/graph-server.ts";
import { mug } from "../../support/mug.ts";

const facts = { ...unknownFacts, name: "Kontor", currencies: ["EUR", "USD"], country: "DE" };
const euros = (decimal: string) => ({ decimal, currency: "EUR" });
const [small] = mug.variants.nodes;

/** The HTML of the page, without its islands' properties. */
async function show(product: object, url = "/products/mug"): Promise<string> {
  const graph = await startGraphServer({ StorefrontProduct: { data: { product } } });
  const app = await openPublicListener({
    log: pino({ level: "silent" }),
    metrics: createMetrics(),
    graph: openGraph([graph.url]),
    facts: () => facts,
    publicUrl: null,
  });
  onTestFinished(() => app.close());
  return (await app.inject(url)).body.replaceAll(/data-props="[^"]*"/g, "");
}

const withVariant = (change: object) => ({ ...mug, variants: { nodes: [{ ...small, ...change }] } });

test("a struck-through price has the lowest price of 30 days beside it, in both languages", async () => {
  const reduced = withVariant({ compareAtPrice: euros("25.00"), lowestPriorPrice: euros("21.00") });
  const english = await show(reduced);
  expect(english).toMatch(/Before: <\/span><s>€25.00<\/s>/);
  expect(english).toContain("Lowest price of the last 30 days: €21.00");
  expect(await show(reduced, "/de/products/mug")).toContain("Niedrigster Preis der letzten 30 Tage: 21,00\u00a0€");
  expect(await show(withVariant({ lowestPriorPrice: euros("21.00") }))).not.toContain("Lowest price");
  expect(await show(mug)).not.toContain("Lowest price");
});

test.each([
  [{ amount: 1_500, unit: "KG" }, "1.5 kg · €8.00 per kg", "1,5 kg · 8,00\u00a0€ pro kg"],
  [{ amount: 330, unit: "ML" }, "330 ml · €8.00 per l", "330 ml · 8,00\u00a0€ pro l"],
  [{ amount: 5_000, unit: "M2" }, "0.5 m² · €8.00 per m²", "0,5 m² · 8,00\u00a0€ pro m²"],
  [{ amount: 16, unit: "PIECE" }, "16 pieces · €8.00 per piece", "16 Stück · 8,00\u00a0€ pro Stück"],
])("the price by the unit stands beside the price: %j", async (content, english, german) => {
  const product = withVariant({ content, unitPrice: euros("8.00") });
  expect(await show(product)).toContain(english);
  expect(await show(product, "/de/products/mug")).toContain(german);
});

test("a card of a product has the unit price of its cheapest variant", async () => {
  const jar = {
    slug: "jar",
    title: "Jar",
    stockStatus: "IN_STOCK",
    media: [],
    priceRange: { min: euros("4.00"), max: { decimal: "9.00" } },
    cheapestVariant: { id: "var_2", content: { amount: 500, unit: "G" }, unitPrice: euros("8.00") },
  };
  const html = await show({ ...mug, frequentlyBoughtWith: [jar] });
  expect(html).toContain("from €4.00");
  expect(html).toContain("€8.00 per kg");
});

test("maker, responsible person and warnings are shown as text and links", async () => {
  const maker = { name: "Kontor <GmbH>", address: "Kai 1\nBremen", email: "safety@kontor.example", url: null };
  const responsiblePerson = { name: "Rep", address: "Rue 1", email: null, url: "https://rep.example/" };
  const html = await show({ ...mug, safety: { maker, responsiblePerson, warnings: "Hot & heavy." } });
  expect(html).toContain("Kontor &lt;GmbH>");
  expect(html).toContain('href="mailto:safety@kontor.example"');
  expect(html).toContain('href="https://rep.example/"');
  expect(html).toContain("Hot &amp; heavy.");
  expect(await show(mug)).not.toContain("Product safety");
});
