/** The variables by which the storefront, the routers and mail find each other, and those that the process of the storefront is given. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { environmentOfStorefront, storefrontVariables } from "../host/processes/storefront-variables.ts";
import { apolloGateway, replicasOf, root, services, shopProcesses, storefront } from "../host/shop.mjs";

const namesIn = (file: string) =>
  new Set(readFileSync(path.join(root, file), "utf8").match(/\bHANSA_[A-Z0-9_]*[A-Z0-9]\b/g));
const shop = { env: {}, host: "127.0.0.1", port: 4_000 };

test("the process is given the settings that it reads, and no key, secret or other setting", () => {
  const all = [...namesIn(".env.example"), "HANSA_KEYS_FILE", "HANSA_PAIR_KEYS", "HANSA_USERS_SECRET", "PATH"];
  const given = environmentOfStorefront(Object.fromEntries(all.map((name) => [name, "set"])));
  const read = namesIn(`${storefront.folder}/server/config.ts`);
  expect(read.size).toBeGreaterThan(5);
  expect(Object.keys(given).sort()).toEqual(["PATH", ...read].sort());
});

test("routers know each storefront, each storefront knows every router, and mail leads to the public address", () => {
  const processes = shopProcesses.flatMap((service) => replicasOf(service, service.name === "orders" ? 1 : 2));
  expect(storefrontVariables({ ...shop, env: { HANSA_PUBLIC_URL: "https://shop.example" } }, processes)).toEqual({
    HANSA_STOREFRONT_ORIGINS: "http://127.0.0.1:4009,http://127.0.0.1:4029",
    HANSA_GRAPH_URL: "http://127.0.0.1:4000/graphql/public,http://127.0.0.1:4020/graphql/public",
    HANSA_STOREFRONT_URL: "https://shop.example",
  });
});

test("mail carries codes without a storefront, behind Apollo's gateway, and in production without a public address", () => {
  const linkOf = (env: Readonly<Record<string, string>>, processes = shopProcesses) =>
    storefrontVariables({ ...shop, env }, processes).HANSA_STOREFRONT_URL;
  expect(linkOf({})).toBe("http://127.0.0.1:4000");
  expect(storefrontVariables(shop, services)).toEqual({});
  expect(linkOf({}, [apolloGateway, storefront])).toBeUndefined();
  expect(storefrontVariables(shop, [apolloGateway, storefront])).toEqual({
    HANSA_GRAPH_URL: "http://127.0.0.1:4000/graphql",
  });
  expect(linkOf({ HANSA_ENV: "production" })).toBeUndefined();
  expect(linkOf({ HANSA_ENV: "production", HANSA_PUBLIC_URL: "https://shop.example" })).toBe("https://shop.example");
});

test("what the owner has set stays", () => {
  const env = { HANSA_STOREFRONT_URL: "https://other.example", HANSA_STOREFRONT_ORIGINS: "http://10.0.0.5:4009" };
  expect(storefrontVariables({ ...shop, env }, shopProcesses)).toEqual({
    HANSA_GRAPH_URL: "http://127.0.0.1:4000/graphql/public",
  });
});
