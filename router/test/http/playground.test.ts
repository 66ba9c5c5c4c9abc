/** The playground as the router serves it: the page, everything the page loads, and the notes about the shop. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { repository } from "../../src/graph/composition/sources.ts";
import { startRouter, type TestRouter } from "../support/router.ts";
import { startOrders, startProducts, type TestSubgraph } from "../support/subgraphs.ts";

/** The set-up has built it. */
const built = join(repository, "router/playground/dist");
const dataFolder = mkdtempSync(join(tmpdir(), "hansa-data-"));
const seeded = {
  identities: { Q01_ProductPage: "guest" },
  accounts: [{ role: "ADMIN", email: "admin@hansa.example", password: "demo-password" }],
  variables: { Q01_ProductPage: { slug: "cup" } },
  guest: "chk_demo",
};
let subgraphs: TestSubgraph[];
let router: TestRouter;

beforeAll(async () => {
  subgraphs = [await startProducts(), await startOrders()];
  router = await startRouter(subgraphs, { dataFolder });
});
afterAll(async () => {
  await router.close();
  for (const subgraph of subgraphs) await subgraph.stop();
  rmSync(dataFolder, { recursive: true });
});

describe("the page", () => {
  test.each(["/playground", "/playground/"])("is at %s, and so are all files that it loads", async (path) => {
    const { status, text, headers } = await router.send(path);
    expect([status, headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
    expect(text).toContain("<title>Hansa playground</title>");
    const loaded = [...text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address = ""]) => address);
    expect(loaded.length).toBeGreaterThanOrEqual(3);
    for (const address of loaded) {
      expect(address).toMatch(/^\/playground\//);
      expect((await router.send(address)).status).toBe(200);
    }
  });

  test("names no other host in its styles, and may not connect to one", async () => {
    const styles = readdirSync(join(built, "assets")).filter((name) => name.endsWith(".css"));
    expect(styles.length).toBeGreaterThan(0);
    for (const name of styles)
      expect(readFileSync(join(built, "assets", name), "utf8")).not.toMatch(/url\(["']?https?:/);
    const policy = (await router.send("/playground")).headers.get("content-security-policy") ?? "";
    expect(policy).toContain("connect-src 'self'");
    expect(policy).toContain("font-src 'self'");
  });

  test.each(["br", "gzip"])("sends its files as they were compressed at the build: %s", async (encoding) => {
    const script = readdirSync(join(built, "assets")).find((name) => /^index-.*\.js$/.test(name)) ?? "";
    const sent = await router.send(`/playground/assets/${script}`, { headers: { "accept-encoding": encoding } });
    expect(sent.headers.get("content-encoding")).toBe(encoding);
    expect(sent.headers.get("content-type")).toContain("javascript");
    expect(sent.headers.get("vary")).toContain("accept-encoding");
    expect(sent.text).toBe(readFileSync(join(built, "assets", script), "utf8"));
    const compressed = statSync(join(built, "assets", `${script}.${encoding === "br" ? "br" : "gz"}`)).size;
    expect(Number(sent.headers.get("content-length"))).toBe(compressed);
    expect(compressed).toBeLessThan(sent.text.length / 2);
  });

  test("lets browsers keep the files whose names contain a hash, and asks for the page again", async () => {
    const script = readdirSync(join(built, "assets")).find((name) => name.endsWith(".js")) ?? "";
    const cached = async (path: string) => (await router.send(path)).headers.get("cache-control");
    expect(await cached(`/playground/assets/${script}`)).toBe("public, max-age=31536000, immutable");
    for (const path of ["/playground", "/playground/icon.svg"]) expect(await cached(path)).toBe("no-cache");
  });

  test("serves no file outside its folder", async () => {
    for (const path of ["/playground/../package.json", "/playground/..%2fpackage.json", "/playground/none.js"]) {
      expect((await router.send(path)).status).toBeGreaterThanOrEqual(400);
    }
  });
});

describe("the notes for the page", () => {
  const published = async (target: TestRouter) => JSON.parse((await target.send("/playground/variables.json")).text);

  test("only say that this is a shop, before the seed has run", async () => {
    expect(await published(router)).toEqual({ shop: true, accounts: [], variables: {}, identities: {} });
  });

  test("are the current notes of the seed", async () => {
    writeFileSync(join(dataFolder, "playground.json"), JSON.stringify(seeded));
    expect(await published(router)).toEqual({ shop: true, ...seeded });
  });

  test("are absent in production, like the page", async () => {
    const production = await startRouter(subgraphs, { dataFolder, production: true });
    for (const path of ["/playground", "/playground/", "/playground/variables.json", "/playground/index.html"]) {
      const { status, errors } = await production.send(path);
      expect([path, status, errors[0]?.extensions.code]).toEqual([path, 404, "NOT_FOUND"]);
    }
    await production.close();
  });

  test("are absent beside a foreign graph", async () => {
    const foreign = await startRouter(subgraphs, { dataFolder, ring: undefined });
    expect(await published(foreign)).toEqual({ shop: false, accounts: [], variables: {}, identities: {} });
    await foreign.close();
  });

  test("are absent if the seed's notes have another shape", async () => {
    writeFileSync(join(dataFolder, "playground.json"), '{"accounts": 7}');
    expect(await published(router)).toEqual({ shop: true, accounts: [], variables: {}, identities: {} });
  });
});
