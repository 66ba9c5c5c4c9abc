/** Names in the syntax tree of a file. */
import ts from "typescript";

/** Whether an expression is this global, written plainly or as a member of globalThis. */
export function named(node: ts.Expression, name: string): boolean {
  if (ts.isIdentifier(node)) return node.text === name;
  return ts.isPropertyAccessExpression(node) && node.name.text === name && named(node.expression, "globalThis");
}

/** The name in front of members and calls: `test` of `test.each(rows)`. */
export function rootOf(node: ts.Expression): string | undefined {
  if (ts.isIdentifier(node)) return node.text;
  return ts.isPropertyAccessExpression(node) || ts.isCallExpression(node) ? rootOf(node.expression) : undefined;
}
