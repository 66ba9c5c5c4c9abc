/** Tests of the schemas for other gateways: every field and key, the addresses of the services, and no directive of ours. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { serviceNames } from "@hansa/contracts/processes";
import { Kind, parse } from "graphql";
import { expect, test } from "vitest";
import { schemasForOthers } from "../../src/compose/other-gateways.ts";
import { repository } from "../../src/graph/composition/sources.ts";

const addresses = {
  products: ["http://products.example/graphql"],
  users: ["http://users.example/graphql"],
  orders: ["http://orders.example/graphql"],
  payments: ["http://payments.example/graphql"],
};
const schemas = new Map(schemasForOthers(repository, addresses).map(({ name, text }) => [name, text]));

test("there is a supergraph, and a schema of each service", () => {
  expect([...schemas.keys()].sort()).toEqual(["supergraph", ...serviceNames].map((name) => `${name}.graphql`).sort());
});

test("the supergraph has the addresses of the services, and no other", () => {
  const supergraph = schemas.get("supergraph.graphql") ?? "";
  const named = [...supergraph.matchAll(/@join__graph\(name: "(\w+)", url: "([^"]*)"\)/g)];
  expect(Object.fromEntries(named.map(([, name, url]) => [name, [url]]))).toEqual(addresses);
  expect(supergraph).not.toMatch(/"(hansa|local):/);
});

test.each(serviceNames)("the schema of %s keeps its fields and keys, and no directive of ours", (name) => {
  const own = readFileSync(path.join(repository, `subgraphs/${name}/schema.graphql`), "utf8");
  const schema = schemas.get(`${name}.graphql`) ?? "";
  expect(fieldsIn(schema)).toEqual(fieldsIn(own));
  expect(schema.match(/@key\(/g)?.length).toBe(own.match(/@key\(/g)?.length);
  expect(own).toMatch(/@public/);
  const named = [...schema.matchAll(/@(\w+)/g)].map(([, directive]) => directive);
  const joining = ["external", "key", "link", "provides", "requires", "shareable", "specifiedBy"];
  expect([...new Set(named)].filter((directive) => !joining.includes(directive ?? ""))).toEqual([]);
});

function fieldsIn(text: string): string[] {
  return parse(text).definitions.flatMap((definition) =>
    definition.kind === Kind.OBJECT_TYPE_DEFINITION
      ? (definition.fields ?? []).map((field) => `${definition.name.value}.${field.name.value}`)
      : [],
  );
}
