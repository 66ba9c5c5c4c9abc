/** A real catalogue with 40 faulty rows, imported into a running shop by `npm run hansa -- import`. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { demoAccount } from "@hansa/client/demo-accounts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { file, skuOf } from "../../../subgraphs/products/test/support/data/electronics.ts";
import { spoiledCatalogue } from "../../../subgraphs/products/test/support/data/spoiled.ts";
import { requireData } from "../../../subgraphs/products/test/support/real-data.ts";
import { root } from "../../host/shop.mjs";
import { runShop, type Shop } from "../../testing/shop.ts";

let shop: Shop;
beforeAll(async () => {
  shop = await runShop();
});
afterAll(() => shop.stop());

type Ran = { code: unknown; lines: string[] };

/** `npm run hansa -- import`, as the colleague who looks after the catalogue. */
async function runImport(name: string, ...options: string[]): Promise<Ran> {
  const clerk = demoAccount("CATALOG_MANAGER");
  const child = spawn("npm", ["run", "--silent", "hansa", "--", "import", name, "--shop", shop.url, ...options], {
    cwd: root,
    env: { ...process.env, CI: "true", HANSA_STAFF_EMAIL: clerk.email, HANSA_STAFF_PASSWORD: clerk.password },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (text) => {
      output += String(text);
    });
  }
  const [code] = await once(child, "close");
  return { code, lines: output.trimEnd().split("\n") };
}

const found = z.object({
  data: z.object({ search: z.object({ nodes: z.array(z.object({ slug: z.string() })) }) }),
});

/** Whether a product is found by its own title. */
async function isFound(title: string, slug: string): Promise<boolean> {
  const query = `query ($title: String!) { search(query: $title, first: 50) { nodes { slug } } }`;
  const response = await fetch(shop.url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query, variables: { title } }),
  });
  return found.parse(await response.json()).data.search.nodes.some((product) => product.slug === slug);
}

test("of 3,291 products exactly the 40 damaged ones are refused, with line and column; the others are sold and found", async (context) => {
  requireData(context, file);
  const { text, things, spoiled } = spoiledCatalogue();
  const catalogue = path.join(shop.data, "electronics.csv");
  writeFileSync(catalogue, text);

  const { code, lines } = await runImport(catalogue, "--currency", "USD");
  expect({ code, last: lines.at(-1) }).toEqual({
    code: 1,
    last: "products: 3251 new, 0 changed, 0 unchanged; 40 of 3291 rows refused.",
  });
  const refused = lines.filter((line) => /^line \d/.test(line)).map((line) => line.slice(0, line.indexOf(": ")));
  expect(refused).toEqual(
    [...spoiled].map(([index, { column }]) =>
      column === null ? `line ${index + 2}` : `line ${index + 2}, column "${column}"`,
    ),
  );

  // Every spoiled one, and as many others.
  const looked = [...things.entries()].filter(([index]) => index % 40 === 0);
  const responses = await Promise.all(looked.map(([, { name, image }]) => isFound(name, skuOf(image))));
  expect(responses).toEqual(looked.map(([index]) => !spoiled.has(index)));
});
