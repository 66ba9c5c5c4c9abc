/** The state of the shop at the internal listener: a page without scripts, JSON for programs, and the report of one router for the others. */
import { createServer } from "node:http";
import { serviceNames } from "@hansa/contracts/processes";
import { systemRuntime } from "@hansa/kit/runtime";
import { processReport } from "@hansa/kit/server";
import { expect, onTestFinished, test } from "vitest";
import { shopState } from "../../src/control/status/shop-state.ts";
import { statusPage } from "../../src/control/status/status-page.ts";
import { startRouter } from "../support/router.ts";

const parts = [{ name: "tins", url: "http://127.0.0.1:9/graphql", sdl: "type Query { tins: Int }" }];

const page = { accept: "text/html,application/xhtml+xml" };

test("a browser gets a page without scripts, in a language, with headings and with headers in its tables", async () => {
  const { internal } = await startRouter(parts);
  const { headers, body } = await internal.inject({ url: "/status", headers: page });
  expect(headers["content-type"]).toBe("text/html; charset=utf-8");
  expect(headers).toMatchObject({ "cache-control": "no-store", vary: "accept", "x-content-type-options": "nosniff" });
  expect(headers["content-security-policy"]).toContain("script-src 'self'");
  expect(body).toContain('<html lang="en">');
  expect(body).not.toMatch(/<script|<link rel="(?!icon)|https?:\/\//);
  expect([...body.matchAll(/<h[1-6]>([^<]*)</g)].map(([, title]) => title)).toEqual([
    "State of the shop",
    "Needs a person",
    "Processes",
    "Figures",
    "Open alarms",
    "Integrity rules",
  ]);
  expect([...body.matchAll(/<table>/g)]).toHaveLength(4);
  expect([...body.matchAll(/<thead><tr><th scope="col">/g)]).toHaveLength(4);
});

test("a program gets JSON, in which services that do not answer are out", async () => {
  const { internal } = await startRouter(parts);
  const response = await internal.inject({ url: "/status" });
  const { processes, needsPerson } = shopState.parse(response.json());
  expect(processes.map(({ name, answers }) => [name, answers])).toEqual([
    ...serviceNames.map((name) => [name, false]),
    ["router", true],
  ]);
  expect(needsPerson).toHaveLength(4);
});

test("a router asks the others for their reports; one that is silent or garbled is out after two seconds", async () => {
  const report = processReport.parse((await (await startRouter(parts)).internal.inject({ url: "/status/own" })).json());
  const waits: AbortController[] = [];
  const runtime = {
    ...systemRuntime,
    deadline: (ms: number) => {
      if (ms !== 2_000) return systemRuntime.deadline(ms);
      const wait = new AbortController();
      waits.push(wait);
      return wait.signal;
    },
  };
  const open = async (result: string | undefined) => {
    const server = createServer((_request, response) => void (result === undefined || response.end(result)));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    const bound = server.address();
    return `http://127.0.0.1:${typeof bound === "object" && bound ? bound.port : 0}`;
  };
  const silent = await open(undefined);
  const routers = [await open(JSON.stringify(report)), silent, await open("{}"), "http://127.0.0.1:9"];
  const { internal } = await startRouter(parts, { routerOrigins: routers }, { runtime });
  const asking = internal.inject({ url: "/status" });
  await expect.poll(() => waits).toHaveLength(routers.length);
  waits[routers.indexOf(silent)]?.abort();
  const { processes } = shopState.parse((await asking).json());
  const found = processes.filter(({ name }) => name === "router").map(({ address, answers }) => [address, answers]);
  expect(found).toEqual(routers.map((origin, index) => [new URL(origin).host, index === 0]));
});

test("a router that serves another graph has no state of a shop", async () => {
  const { internal } = await startRouter(parts, { ring: undefined });
  for (const url of ["/status", "/status/own"]) expect((await internal.inject({ url })).statusCode).toBe(404);
});

test("texts of the page are escaped", () => {
  const needsPerson = [{ what: "<b>&", action: '"', page: "'" }];
  const html = statusPage({
    takenAt: 0,
    needsPerson,
    processes: [],
    figures: [],
    alarms: [],
    rules: [],
    unchecked: [],
  });
  expect(html).toContain("<li><strong>&#60;b&#62;&#38;</strong><br>&#34; (<code>&#39;</code>)</li>");
});
