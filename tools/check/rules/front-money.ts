/** Money in front ends: amounts come from the graph, and are shown as they came. */
import ts from "typescript";

const computing = new Set([
  ...[ts.SyntaxKind.PlusToken, ts.SyntaxKind.MinusToken, ts.SyntaxKind.AsteriskToken, ts.SyntaxKind.SlashToken],
  ...[ts.SyntaxKind.PercentToken, ts.SyntaxKind.PlusEqualsToken, ts.SyntaxKind.MinusEqualsToken],
]);

/** Arithmetic with the minor units of an amount. A comparison computes nothing. */
export function computesMoney(node: ts.Node): boolean {
  if (!ts.isBinaryExpression(node) || !computing.has(node.operatorToken.kind)) return false;
  return [node.left, node.right].some((side) => ts.isPropertyAccessExpression(side) && side.name.text === "minor");
}
