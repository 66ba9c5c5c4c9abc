/** Tests of the projected supergraph: it is the composition of the four services, without the security features. */
import { readFileSync } from "node:fs";
import { type DirectiveNode, Kind, parse, print, visit } from "graphql";
import { expect, test } from "vitest";
import { projectSupergraph } from "../../src/apollo-gateway/projection.ts";
import { composeGraph } from "../../src/graph/composition/composition.ts";
import { graphFiles, readSubgraphs, repository } from "../../src/graph/composition/sources.ts";

const sdl = readFileSync(graphFiles(repository).supergraph, "utf8");
const projected = projectSupergraph(sdl);
const services = composeGraph(readSubgraphs(repository).filter(({ name }) => name !== "nodes")).supergraph ?? "";

test("no trace of the security features is left", () => {
  expect(sdl).toMatch(/@authenticated|@requiresScopes|@policy/);
  expect(projected).not.toMatch(
    /authenticated\b(?=.*for: SECURITY)|@authenticated|@requiresScopes|@policy|requiresScopes__|SECURITY\)/,
  );
});

test("every type keeps its fields, except the two that the router answers itself", () => {
  const own = ["Query.node", "Query.nodes"];
  expect(fieldsIn(sdl)).toEqual(expect.arrayContaining(own));
  expect(fieldsIn(projected)).toEqual(fieldsIn(sdl).filter((field) => !own.includes(field)));
});

test("the types, fields and joins are those to which the four services compose", () => {
  expect(services).not.toBe("");
  expect(joinsIn(projected)).toEqual(joinsIn(services));
  expect(projected).not.toMatch(/\bNODES\b/);
});

function fieldsIn(text: string): string[] {
  return parse(text).definitions.flatMap((definition) =>
    definition.kind === Kind.OBJECT_TYPE_DEFINITION
      ? (definition.fields ?? []).map((field) => `${definition.name.value}.${field.name.value}`)
      : [],
  );
}

/**
 * Every type with its joins, and every field with its type and those of its joins that say more than the joins of its type: composition leaves out
 * a join that names the only subgraph of a type.
 */
function joinsIn(text: string): string[] {
  return parse(projectSupergraph(text)).definitions.flatMap((definition) => {
    if (definition.kind === Kind.SCHEMA_DEFINITION) return [];
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION) return [print(definition)];
    const { directives = [] } = definition;
    const types = directives.filter((each) => each.name.value === "join__type").map(graphOf);
    const only = new Set(types).size === 1 ? `@join__field(graph: ${types[0]})` : undefined;
    const withoutRedundant = visit(definition, {
      [Kind.DIRECTIVE]: (node) => (print(node) === only ? null : undefined),
    });
    return [print(withoutRedundant)];
  });
}

function graphOf({ arguments: nodes = [] }: DirectiveNode): string | undefined {
  const graph = nodes.find(({ name }) => name.value === "graph");
  return graph && print(graph.value);
}
