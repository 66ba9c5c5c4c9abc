/** Projects the supergraph for gateways that know no access directives: fields, types and joins stay, security features go. */
import { type ASTNode, type DirectiveNode, Kind, type NameNode, parse, print, visit } from "graphql";

/** The names of removed features: their directives, and definitions that begin with such a name and two underscores. */
const securityFeatures = ["authenticated", "requiresScopes", "policy"];

/** Returns the supergraph without security features. */
export function projectSupergraph(sdl: string): string {
  const removeOwn = (node: { name: NameNode }) => (isOfSecurity(node.name.value) ? null : undefined);
  const projected: ASTNode = visit(parse(sdl), {
    [Kind.DIRECTIVE]: (node) => (isOfSecurity(node.name.value) || linksSecurity(node) ? null : undefined),
    [Kind.DIRECTIVE_DEFINITION]: removeOwn,
    [Kind.SCALAR_TYPE_DEFINITION]: removeOwn,
  });
  return print(projected);
}

function isOfSecurity(name: string): boolean {
  return securityFeatures.some((feature) => name === feature || name.startsWith(`${feature}__`));
}

function linksSecurity({ name, arguments: given = [] }: DirectiveNode): boolean {
  return (
    name.value === "link" &&
    given.some((each) => each.name.value === "for" && each.value.kind === Kind.ENUM && each.value.value === "SECURITY")
  );
}
