/** Tests of the projected supergraph: the stock gateway's planner accepts it, with every field that it had. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { Kind, parse } from "graphql";
import { expect, test } from "vitest";
import { root } from "../../host/shop.mjs";
import { projectSupergraph } from "../targets/projection.ts";

const sdl = readFileSync(path.join(root, "router/supergraph.graphql"), "utf8");
const projected = projectSupergraph(sdl);

test("no trace of the security features is left", () => {
  expect(sdl).toMatch(/@authenticated|@requiresScopes|@policy/);
  expect(projected).not.toMatch(
    /authenticated\b(?=.*for: SECURITY)|@authenticated|@requiresScopes|@policy|requiresScopes__|SECURITY\)/,
  );
});

test("every type keeps its fields and their joins", () => {
  expect(fieldsIn(projected)).toEqual(fieldsIn(sdl));
  expect(projected.match(/@join__field/g)).toHaveLength(sdl.match(/@join__field\(/g)?.length ?? 0);
});

function fieldsIn(text: string): string[] {
  return parse(text).definitions.flatMap((definition) =>
    definition.kind === Kind.OBJECT_TYPE_DEFINITION
      ? (definition.fields ?? []).map((field) => `${definition.name.value}.${field.name.value}`)
      : [],
  );
}
