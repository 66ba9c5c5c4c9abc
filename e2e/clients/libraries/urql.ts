/** urql: with its defaults on a page of an allowed origin, with persisted queries, and on a server. */
import { createServer } from "node:http";
import { Client, cacheExchange, fetchExchange, gql } from "@urql/core";
import { persistedExchange } from "@urql/exchange-persisted";
import { build } from "esbuild";
import { expect, onTestFinished, test } from "vitest";
import { sharedBrowser } from "../../stories/support/browser.ts";
import { recordRequests } from "../support/recorded-requests.ts";

const Mugs = gql`query Mugs { search(query: "mug", first: 3) { nodes { id title } } }`;
const Tea = gql`query Tea { search(query: "tea", first: 2) { nodes { id title } } }`;

export function testUrql(address: () => string): void {
  const url = () => `${address()}/graphql`;

  test("with its defaults, on a page of an allowed origin, it queries by GET, persisted queries too", async () => {
    const origin = await serveScript(await bundle(pageScript(url())));
    const page = await (await sharedBrowser()).newPage();
    onTestFinished(() => page.close());
    const methods: string[] = [];
    page.on("request", (request) => {
      if (request.url().startsWith(url())) methods.push(request.method());
    });
    await page.goto(origin);
    await page.waitForFunction("window.queryMugs");
    expect(await page.evaluate("queryMugs([])")).toMatchObject({ search: { nodes: [{}, {}, {}] } });
    expect(methods).toEqual(["GET"]);
    methods.length = 0;
    expect(await page.evaluate("queryMugs([persistedExchange({})])")).toMatchObject({
      search: { nodes: [{}, {}, {}] },
    });
    expect(methods).toEqual(["GET", "GET"]);
  });

  test("persisted queries: the first is refused, and from then on the texts are sent", async () => {
    const { requests, fetch } = recordRequests();
    const exchanges = [cacheExchange, persistedExchange({ preferGetForPersistedQueries: false }), fetchExchange];
    const client = new Client({ url: url(), preferGetMethod: false, exchanges, fetch });
    expect((await client.query(Mugs, {})).data).toMatchObject({ search: { nodes: [{}, {}, {}] } });
    expect((await client.query(Tea, {})).data).toMatchObject({ search: { nodes: [{}, {}] } });
    expect(requests).toEqual([
      { method: "POST", hasText: false },
      { method: "POST", hasText: true },
      { method: "POST", hasText: true },
    ]);
  });

  test("on a server its defaults are refused with the option that it needs", async () => {
    const refused = await new Client({ url: url(), exchanges: [fetchExchange] }).query(Mugs, {});
    expect(refused.error?.message).toContain("`preferGetMethod: false`");
    const client = new Client({ url: url(), preferGetMethod: false, exchanges: [fetchExchange] });
    expect((await client.query(Mugs, {})).data).toMatchObject({ search: { nodes: [{}, {}, {}] } });
  });
}

/** The script of a page with urql, which queries with its defaults and further exchanges. */
function pageScript(url: string): string {
  return `
    import { Client, cacheExchange, fetchExchange } from "@urql/core";
    import { persistedExchange } from "@urql/exchange-persisted";
    window.persistedExchange = persistedExchange;
    window.queryMugs = async (more) => {
      const client = new Client({ url: ${JSON.stringify(url)}, exchanges: [cacheExchange, ...more, fetchExchange] });
      const { data, error } = await client.query('query Mugs { search(query: "mug", first: 3) { nodes { id title } } }', {});
      return error ? String(error) : data;
    };`;
}

async function bundle(contents: string): Promise<string> {
  const stdin = { contents, resolveDir: import.meta.dirname };
  const { outputFiles } = await build({ stdin, bundle: true, format: "esm", write: false });
  return outputFiles.map(({ text }) => text).join("");
}

/** Serves a page with this script, and returns its origin: `localhost`, which is another site than the shop's address. */
async function serveScript(script: string): Promise<string> {
  const server = createServer((request, response) => {
    const isScript = request.url === "/page.js";
    response.setHeader("content-type", isScript ? "text/javascript" : "text/html");
    response.end(isScript ? script : '<!doctype html><script type="module" src="/page.js"></script>');
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const bound = server.address();
  return `http://localhost:${typeof bound === "object" && bound ? bound.port : 0}`;
}
