/** Fields that cross a service are nullable: otherwise an absent service would null an object of another one, or a whole page. */
import { type FieldDefinitionNode, Kind, parse, type TypeNode } from "graphql";
import { expect, test } from "vitest";
import { readSubgraphs, repository } from "../../../src/graph/composition/sources.ts";

type Field = { service: string; type: string; isEntity: boolean; node: FieldDefinitionNode };

const services = readSubgraphs(repository).filter(({ name }) => name !== "nodes");
const fields = services.flatMap(({ name: service, sdl }) =>
  parse(sdl).definitions.flatMap((definition): Field[] => {
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION && definition.kind !== Kind.OBJECT_TYPE_EXTENSION) return [];
    const isEntity = definition.directives?.some(({ name }) => name.value === "key") ?? false;
    return (definition.fields ?? []).map((node) => ({ service, type: definition.name.value, isEntity, node }));
  }),
);

/** Entities whose fields besides the id belong to one service, by name. Settings of all services, for example, have no owner. */
const owners = new Map(
  fields
    .filter((field) => field.isEntity && isNeverNull(field) && !isReference(field))
    .map(({ type, service }) => [type, service]),
);

/** Whether it only names the object: its id, or a value that another service gives. */
function isReference({ node }: Field): boolean {
  return node.name.value === "id" || hasDirective(node, "external");
}

function hasDirective({ directives }: FieldDefinitionNode, wanted: string): boolean {
  return directives?.some(({ name }) => name.value === wanted) ?? false;
}

function isNeverNull({ node }: Field): boolean {
  return node.type.kind === Kind.NON_NULL_TYPE;
}

function namedType(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type);
}

function isForeign(owner: string | undefined, service: string): boolean {
  return owner !== undefined && owner !== service;
}

test("a field with an object of another service is nullable, and so is one that a service adds to such an object", () => {
  const crossing = fields.filter(
    (field) =>
      isForeign(owners.get(namedType(field.node.type)), field.service) ||
      (isForeign(owners.get(field.type), field.service) && !isReference(field)),
  );
  expect(crossing.length).toBeGreaterThan(20);
  const nulling = crossing.filter(isNeverNull);
  expect(nulling.map(({ service, type, node }) => `${service}: ${type}.${node.name.value}`)).toEqual([
    // Other members of its unions have a cart of their own, and one selection names the fields of all members. It is sent to buyers whose
    // checkout orders has just refused, so that orders answers.
    "payments: PromotionUsedUpError.cart",
  ]);
});

test("a public field of the root is nullable: a page that asks several services keeps the others", () => {
  const roots = fields.filter(({ type, node }) => type === "Query" && hasDirective(node, "public"));
  expect(roots.length).toBeGreaterThan(10);
  const nulling = roots.filter(isNeverNull);
  expect(nulling.map(({ node }) => node.name.value)).toEqual([]);
});
