/**
 * Signatures of operations: the text without what a client wrote into it, its hash, and the coordinates of its fields. Every literal is replaced by
 * a placeholder of its type, aliases are numbered, and comments are not part of a parsed document. Names of operations, variables and fragments,
 * enum values, true, false and null stay.
 */
import { createHash } from "node:crypto";
import type { GraphContract } from "@hansa/contracts/graph-contracts";
import {
  type DocumentNode,
  type FragmentDefinitionNode,
  getNamedType,
  isInputObjectType,
  Kind,
  type OperationDefinitionNode,
  print,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from "graphql";
import type { ValidOperation } from "../../operation/executed-operation.ts";

export type Signature = {
  hash: string;
  name: string;
  operation: string;
  contract: GraphContract;
  fields: readonly string[];
};

/** The signature of an operation. Of one text each contract has another, since it may be valid in one and not in another. */
export function signatureOf({ document, operation, contract, schema }: ValidOperation): Signature {
  const definitions = [operation, ...fragmentsOf(document, operation)];
  const types = new TypeInfo(schema);
  const fields = new Set<string>();
  const aliases = new Map<string, string>();
  const numbered = (alias: string): string => {
    const known = aliases.get(alias) ?? `alias${aliases.size + 1}`;
    aliases.set(alias, known);
    return known;
  };
  const bare = visit(
    { kind: Kind.DOCUMENT, definitions } satisfies DocumentNode,
    visitWithTypeInfo(types, {
      Field: (node) => {
        const { name, alias, ...rest } = node;
        const parent = types.getParentType();
        if (parent && !name.value.startsWith("__")) fields.add(`${parent.name}.${name.value}`);
        if (!alias) return undefined;
        if (alias.value === name.value) return { ...rest, name };
        return { ...rest, name, alias: { kind: Kind.NAME, value: numbered(alias.value) } };
      },
      StringValue: () => ({ kind: Kind.STRING, value: "" }),
      IntValue: () => ({ kind: Kind.INT, value: "0" }),
      FloatValue: () => ({ kind: Kind.FLOAT, value: "0" }),
      // Its first item shows the input fields that are used.
      ListValue: ({ values }) => ({ kind: Kind.LIST, values: values.slice(0, 1) }),
      // The names of input fields are the schema's; those in a scalar are the client's.
      ObjectValue: () =>
        isInputObjectType(getNamedType(types.getInputType())) ? undefined : { kind: Kind.OBJECT, fields: [] },
    }),
  );
  const text = print(bare);
  return {
    hash: createHash("sha256")
      .update(contract === "ALL" ? text : `${contract} ${text}`)
      .digest("hex")
      .slice(0, 32),
    name: operation.name?.value ?? "",
    operation: text,
    contract,
    fields: [...fields].sort(),
  };
}

/** The fragments that the operation reaches, in the order of the document. */
function fragmentsOf(document: DocumentNode, operation: OperationDefinitionNode): FragmentDefinitionNode[] {
  const all = document.definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION);
  const reached = new Set<string>();
  const follow = (node: OperationDefinitionNode | FragmentDefinitionNode): void => {
    visit(node, {
      FragmentSpread: ({ name }) => {
        if (reached.has(name.value)) return;
        reached.add(name.value);
        const next = all.find((fragment) => fragment.name.value === name.value);
        if (next) follow(next);
      },
    });
  };
  follow(operation);
  return all.filter(({ name }) => reached.has(name.value));
}
