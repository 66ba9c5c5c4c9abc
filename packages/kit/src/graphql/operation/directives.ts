/** Directives of a schema: those of a definition and its extensions, and their arguments. */
import { type ConstDirectiveNode, valueFromASTUntyped } from "graphql";

type Definition = { directives?: readonly ConstDirectiveNode[] | undefined };
/** A schema, or a part of one, with its definitions. */
export type Described = {
  astNode?: Definition | null | undefined;
  extensionASTNodes?: readonly Definition[];
};

/** The directives of all definitions of a part of a schema. */
export function directivesOn({ astNode, extensionASTNodes = [] }: Described): ConstDirectiveNode[] {
  return [astNode, ...extensionASTNodes].flatMap((node) => node?.directives ?? []);
}

/** The values of a directive's arguments by name. */
export function argumentsOf(directive: ConstDirectiveNode | undefined): Record<string, unknown> {
  const nodes = directive?.arguments ?? [];
  return Object.fromEntries(nodes.map(({ name, value }) => [name.value, valueFromASTUntyped(value)]));
}
