/** `npm run dev` from the sources as they are: its documents, its modules, and the paths of the shop. e2e/long/storefront-copy edits them. */
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { startGraphServer } from "./support/graph-server.ts";
import { mug } from "./support/mug.ts";
import { exitOf, startProcess } from "./support/process.ts";

const program = path.join(import.meta.dirname, "../dev/main.ts");

test("documents name sources, which are sent as modules and styles; the graph is that of the shop", async () => {
  const graph = await startGraphServer({ StorefrontProduct: { data: { product: mug } } });
  const { child, port } = await startProcess(program, { HANSA_GRAPH_URL: graph.url });
  onTestFinished(() => void child.kill("SIGKILL"));
  const read = async (url: string, accept: string, init: RequestInit = {}) => {
    const response = await fetch(`http://127.0.0.1:${port + 9}${url}`, { headers: { accept }, ...init });
    return `${response.status} ${await response.text()}`;
  };

  const page = await read("/products/mug", "text/html");
  expect(page).toContain("€19.90");
  expect(page).toMatch(/href="\/browser\/styles.css".*src="\/browser\/main.ts"/s);
  expect(await read("/browser/main.ts", "*/*")).toContain("/pages/cart/islands/cart-view.tsx");
  expect(await read("/browser/styles.css", "text/css")).toMatch(/^200 .*\.min-h-11/s);
  expect(await read("/icon.svg", "image/*")).toMatch(/^200 <svg/);
  expect(await read("/brand/ffcc00.css", "text/css")).toMatch(/^200 :root\{--accent:#ffcc00;/);

  const body = JSON.stringify({ query: "query StorefrontProduct { product { id } }", variables: {} });
  expect(await read("/graphql", "application/json", { method: "POST", body })).toContain('"prd_1"');
  child.kill("SIGINT");
  expect(await exitOf(child)).toBe(0);
});
