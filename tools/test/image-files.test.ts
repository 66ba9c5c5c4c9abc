/** The images without an engine: the Dockerfile names no service, and each image holds what its process reads. Those that are built are tested in e2e/containers. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { serviceNames } from "@hansa/contracts/processes";
import { expect, test } from "vitest";
import { root, services } from "../../cli/host/shop.mjs";
import { commandFiles, processFiles } from "../build/image-files.ts";

const filesOf = (name: string) => {
  const service = services.find((each) => each.name === name);
  if (!service) throw new Error(`there is no service ${name}`);
  // The tests of a workspace need no program of it alone.
  return processFiles(service).filter((file) => !file.endsWith("/dist"));
};

test("the Dockerfile has one stage for all services, and names none of them", () => {
  const lines = readFileSync(path.join(root, "Dockerfile"), "utf8").split("\n");
  const code = lines.filter((line) => !line.startsWith("#")).join("\n");
  expect(code).toMatch(/^FROM base AS service$/m);
  for (const name of serviceNames) expect(code).not.toMatch(new RegExp(`\\b${name}\\b`));
});

const prelude = "packages/kit/src/store/engine/pg/prelude.sql";

test("an image has the schema, the migrations of every store for both engines with the functions of one, and the templates of its process", () => {
  expect(filesOf("products")).toEqual([
    ...["subgraphs/products/schema.graphql", "subgraphs/products/migrations", "subgraphs/products/migrations-pg"],
    prelude,
  ]);
  expect(filesOf("users")).toEqual([
    ...["subgraphs/users/schema.graphql", "subgraphs/users/templates"],
    ...["subgraphs/users/migrations", "subgraphs/users/migrations-pg", prelude],
  ]);
  expect(filesOf("payments")).toEqual([
    ...["subgraphs/payments/schema.graphql", "subgraphs/payments/migrations", "subgraphs/payments/migrations-pg"],
    ...["packages/sandbox/migrations", "packages/sandbox/migrations-pg", prelude],
  ]);
  expect(filesOf("router").filter((file) => file !== "router/playground/dist")).toEqual([
    ...["router/supergraph.graphql", "router/nodes.graphql", "router/migrations", "router/migrations-pg"],
    prelude,
  ]);
});

test("the image of the commands has the schemas, migrations and templates of all services", () => {
  for (const name of serviceNames) expect(commandFiles()).toEqual(expect.arrayContaining(filesOf(name)));
});

test("the image of the router has the back office, which the set-up has built", () => {
  const router = services.find(({ name }) => name === "router");
  expect(router && processFiles(router)).toContain("apps/admin/dist");
});
