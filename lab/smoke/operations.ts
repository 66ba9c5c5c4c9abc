/** The operations of the smoke run: the tabs of the playground. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { type DocumentNode, Kind, parse, print } from "graphql";
import { root } from "../../tools/shop.mjs";

export type Operation = { name: string; query: string; document: DocumentNode };

/** All operations of the playground, in its order; throws when there are none. */
export function readOperations(): Operation[] {
  const { definitions } = parse(readFileSync(path.join(root, "router/playground/operations.graphql"), "utf8"));
  const operations = definitions.flatMap((definition) => {
    if (definition.kind !== Kind.OPERATION_DEFINITION || !definition.name) return [];
    const document: DocumentNode = { kind: Kind.DOCUMENT, definitions: [definition] };
    return { name: definition.name.value, query: print(definition), document };
  });
  if (operations.length === 0) throw new Error("the playground has no operations");
  return operations;
}
