/** Rejections before the router listens: unsupported features of supergraphs, each by name, and invalid configurations. */
import { processes } from "@hansa/contracts/processes";
import { readCommandLine, UsageError } from "@hansa/kit/command-line";
import { ConfigError } from "@hansa/kit/runtime";
import { ownKeys } from "@hansa/kit/testing";
import { describe, expect, test } from "vitest";
import { command, readConfig } from "../../src/config.ts";
import { buildGraph } from "../../src/graph/graph.ts";
import { startRouter, supergraphOf } from "../support/router.ts";

const url = "http://127.0.0.1:9/graphql";
const federation = (imports: string) =>
  `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [${imports}])`;
const noNodes = () => {
  throw new Error("this graph has no nodes of ours");
};
const build = (sdl: string, enforced = true) => buildGraph(sdl, enforced, noNodes);
const plain = supergraphOf([{ name: "a", url, sdl: `${federation("")} type Query { a: Int }` }]);
/** The same supergraph with one more feature linked; what for may be said after its address. */
function linking(feature: string): string {
  const [address, purpose] = feature.split(" for: ");
  return plain.replace(/^schema\n/m, `schema\n  @link(url: "${address}"${purpose ? `, for: ${purpose}` : ""})\n`);
}

describe("a supergraph is refused by name when it", () => {
  const overrides = [
    { name: "a", url, sdl: `${federation('"@key"')} type Query { t: T } type T @key(fields: "id") { id: ID! f: Int }` },
    {
      name: "b",
      url,
      sdl: `${federation('"@key", "@override"')} type T @key(fields: "id") { id: ID! f: Int @override(from: "a", label: "percent(5)") }`,
    },
  ];
  const context = {
    name: "a",
    url,
    sdl: `${federation('"@key", "@context", "@fromContext"')}
      type Query { t: T }
      type T @key(fields: "id") @context(name: "ctx") { id: ID! prop: String! u: U }
      type U @key(fields: "id") { id: ID! f(a: String @fromContext(field: "$ctx { prop }")): Int }`,
  };
  const cases: [string, string, RegExp][] = [
    ["moves a field by degrees", supergraphOf(overrides), /@override with the label "percent\(5\)"/],
    ["passes values on from a parent", supergraphOf([context]), /@context and @fromContext/],
    ["calls REST sources", linking("https://specs.apollo.dev/connect/v0.2 for: EXECUTION"), /@connect/],
    ["calls REST sources without saying what for", linking("https://specs.apollo.dev/connect/v0.2"), /@connect/],
    ["asks for a new kind of security", linking("https://example.org/vault/v1.0 for: SECURITY"), /vault/],
    ["asks for a new version of a known kind", linking("https://specs.apollo.dev/policy/v9.0 for: SECURITY"), /policy/],
    ["asks for what Apollo's routers alone know", linking("https://specs.apollo.dev/teleport/v0.1"), /teleport/],
  ];
  test.each(cases)("%s", (_name, sdl, reason) => {
    expect(() => build(sdl)).toThrow(reason);
  });

  test.each(["@authenticated", '@requiresScopes(scopes: [["a"]])', '@policy(policies: [["a"]])'])(
    "has rules (%s) that would not be enforced",
    (rule) => {
      const name = /^@\w+/.exec(rule)?.[0] ?? "";
      const sdl = supergraphOf([
        { name: "a", url, sdl: `${federation(`"${name}"`)} type Query { a: Int ${rule} b: Int }` },
      ]);
      expect(() => build(sdl, false)).toThrow(name);
      expect(build(sdl, true).subgraphs).toHaveLength(1);
    },
  );

  test("is no supergraph at all", () => {
    expect(() => build("")).toThrow();
    expect(() => build("type Query { a: Int }")).toThrow();
    expect(() => build(plain.slice(0, 400))).toThrow();
  });
});

test("a feature of another vendor that requires nothing of a router is served", () => {
  expect(build(linking("https://example.org/remarks/v1.0")).subgraphs).toEqual([{ name: "a", url }]);
});

test.each(["", "ftp://a.example/graphql", "a.example:4000", "local:other"])(
  "a supergraph with the address %j is refused at start, unless the configuration gives another",
  async (address) => {
    const part = { name: "a", url: address, sdl: `${federation("")} type Query { a: Int }` };
    await expect(startRouter([part], { subgraphUrls: {} })).rejects.toThrow(`"a": "${address}"`);
    const router = await startRouter([part], { subgraphUrls: { a: [url] } });
    expect(router.live.fault()).toBeUndefined();
    await router.close();
  },
);

describe("a configuration", () => {
  const read = (environment: Record<string, string>, ...args: string[]) =>
    readConfig(readCommandLine(command, args).options, environment);
  const production = {
    HANSA_ENV: "production",
    ...ownKeys("router", processes),
    HANSA_TRUST_PROXY: "0",
  };

  test("names every fault at once", () => {
    const faulty = {
      HANSA_PORT: "none",
      HANSA_OPERATION_TIMEOUT_MS: "-1",
      HANSA_CORS_ORIGINS: "*",
      HANSA_SERVICES: "users=users",
    };
    expect(() => read(faulty)).toThrow(ConfigError);
    for (const name of Object.keys(faulty)) expect(() => read(faulty)).toThrow(name);
  });

  test("names every variable of an earlier version, with its new place", () => {
    const old = { HANSA_ORDERS_URL: "http://orders:4003/graphql", HANSA_ROUTER_INTERNAL_URL: "http://router:4010" };
    for (const name of Object.keys(old))
      expect(() => read(old)).toThrow(new RegExp(`${name}: is no more: .* HANSA_SERVICES`));
  });

  test("in production needs keys of its own", () => {
    expect(() => read({ HANSA_ENV: "production" })).toThrow(/HANSA_KEYS_FILE/);
    expect(read({ ...production }).production).toBe(true);
  });

  test("in production must give the number of proxies before the router, even if there are none", () => {
    expect(() => read({ ...production, HANSA_TRUST_PROXY: "" })).toThrow(/HANSA_TRUST_PROXY: say how many/);
    expect(() => read({ ...production, HANSA_TRUST_PROXY: "all" })).toThrow(/HANSA_TRUST_PROXY/);
    expect(read({ ...production, HANSA_TRUST_PROXY: "0" }).trustedProxies).toBe(0);
    expect(read({ ...production, HANSA_TRUST_PROXY: "2" }).trustedProxies).toBe(2);
    expect(read({}).trustedProxies).toBe(0);
    const named = ["203.0.113.0/24", "2001:db8::/32", "198.51.100.7", "loopback"];
    expect(read({ HANSA_TRUST_PROXY: named.join(", ") }).trustedProxies).toEqual(named);
    for (const invalid of ["11", "-1", "1.5", "203.0.113.0/33", "10.0.0.1:80", "loopback,"])
      expect(() => read({ HANSA_TRUST_PROXY: invalid })).toThrow(/HANSA_TRUST_PROXY/);
  });

  test("names the processes of the storefront by their origins, or none", () => {
    const origins = (text: string) => read({ HANSA_STOREFRONT_ORIGINS: text }).storefrontOrigins;
    expect(origins("http://127.0.0.1:4009, https://pages.example")).toEqual([
      "http://127.0.0.1:4009",
      "https://pages.example",
    ]);
    expect([origins(""), read({}).storefrontOrigins]).toEqual([[], []]);
    for (const invalid of ["127.0.0.1:4009", "http://127.0.0.1:4009/", "ftp://a.example", "*"])
      expect(() => origins(invalid)).toThrow(/HANSA_STOREFRONT_ORIGINS/);
    expect(read({ HANSA_PORT: "6200" }).publicOrigin).toBe("http://127.0.0.1:6200");
    expect(read({ HANSA_PUBLIC_URL: "https://shop.example/" }).publicOrigin).toBe("https://shop.example");
  });

  test("derives all addresses from one port", () => {
    const { port, internalPort, subgraphUrls, internalOrigins } = read({ HANSA_PORT: "6200" });
    expect([port, internalPort]).toEqual([6200, 6210]);
    expect(subgraphUrls.payments).toEqual(["http://127.0.0.1:6204/graphql"]);
    expect(internalOrigins.products).toEqual(["http://127.0.0.1:6211"]);
    const { orders } = read({ HANSA_SERVICES: "orders=http://orders:80" }).subgraphUrls;
    expect(orders).toEqual(["http://orders:80/graphql"]);
  });

  test("takes lists of addresses, one for each instance, and those of the other routers", () => {
    const config = read({ HANSA_SERVICES: "orders=http://a:80,http://b:80 router=http://r:1,http://s:1" });
    expect(config.subgraphUrls.orders).toEqual(["http://a:80/graphql", "http://b:80/graphql"]);
    expect(config.internalOrigins.orders).toEqual(["http://a:90", "http://b:90"]);
    expect(config.routerOrigins).toEqual(["http://r:11", "http://s:11"]);
  });

  test("of a foreign graph signs nothing, and needs no secret of ours even in production", () => {
    const config = read(
      { HANSA_ENV: "production" },
      "--supergraph",
      "theirs.graphql",
      "--port",
      "6250",
      "--identity",
      "none",
    );
    expect(config).toMatchObject({
      port: 6250,
      ring: undefined,
      subgraphUrls: {},
      graph: { kind: "file", enforced: false },
    });
    expect(config.watched).toHaveLength(1);
  });

  test("watches the subgraphs' folders on request, and never in production", () => {
    expect(read({}, "--watch")).toMatchObject({ graph: { kind: "composed" } });
    expect(read({}, "--watch").watched.length).toBeGreaterThanOrEqual(5);
    expect(read(production, "--watch")).toMatchObject({ graph: { kind: "committed" }, watched: [] });
  });

  test.each([["--nonsense"], ["--identity", "anybody"], ["--port", "eighty"]])("refuses %s %s", (...args) => {
    expect(() => read({}, ...args)).toThrow(UsageError);
  });
});
