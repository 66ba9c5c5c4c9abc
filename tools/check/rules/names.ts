/** Names in the syntax tree of a file. */
import ts from "typescript";

/** Whether an expression is this global, written plainly or as a member of globalThis. */
export function named(node: ts.Expression, name: string): boolean {
  if (ts.isIdentifier(node)) return node.text === name;
  return ts.isPropertyAccessExpression(node) && node.name.text === name && named(node.expression, "globalThis");
}
