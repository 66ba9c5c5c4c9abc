/** Waits of tests that a busy machine fails: short limits, and measured times that decide a verdict. */
import { never } from "@hansa/client/polling";
import ts from "typescript";
import { named, rootOf } from "./names.ts";

const testing = new Set(["test", "describe", "beforeAll", "beforeEach", "afterAll", "afterEach"]);
const waiting = new Set([...testing, "expect", "vi"]);

/** A limit of a test, or of a wait in it, that is less than the default: a busy machine fails it, and the subject of a test is never such a limit. */
export function isImpatient(node: ts.Node): boolean {
  if (ts.isCallExpression(node)) return testing.has(rootOf(node.expression) ?? "") && isShort(node.arguments.at(-1));
  if (!ts.isPropertyAssignment(node) || node.name.getText() !== "timeout" || !isShort(node.initializer)) return false;
  const { parent } = node.parent;
  if (ts.isCallExpression(parent)) return waiting.has(rootOf(parent.expression) ?? "");
  return ts.isVariableDeclaration(parent) && node.parent.properties.every(({ name }) => isWaitOption(name?.getText()));
}

function isWaitOption(name: string | undefined): boolean {
  return name === "timeout" || name === "interval" || name === "message";
}

/**
 * A time that was measured and is compared from above, or kept for that: a busy machine makes it longer. It may be printed, waited for, or compared
 * from below, which holds on every machine.
 */
export function judgesByClock(node: ts.Node): boolean {
  if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.MinusToken) return false;
  if (!asksClock(node.left) && !asksClock(node.right)) return false;
  const outer = ts.findAncestor(node, ({ parent }) => !isPartOfSum(parent));
  const parent = outer?.parent;
  if (!outer || !parent) return false;
  if (ts.isCallExpression(parent)) {
    if (named(parent.expression, "expect")) return !/^toBeGreaterThan/.test(memberOf(parent) ?? "");
    return memberOf(parent) !== undefined || /\.(push|add|set)$/.test(parent.expression.getText());
  }
  if (!ts.isBinaryExpression(parent)) return !ts.isTemplateSpan(parent);
  const { kind } = parent.operatorToken;
  const [greater, less] = [
    [ts.SyntaxKind.GreaterThanToken, ts.SyntaxKind.GreaterThanEqualsToken],
    [ts.SyntaxKind.LessThanToken, ts.SyntaxKind.LessThanEqualsToken],
  ];
  return !(parent.left === outer ? greater : less)?.includes(kind);
}

/** Whether it is a part of a computation, which has the clock's time as long as it has. */
function isPartOfSum(node: ts.Node): boolean {
  const isSum = ts.isBinaryExpression(node) && /^[-+*/]$/.test(node.operatorToken.getText());
  return isSum || ts.isParenthesizedExpression(node) || (ts.isCallExpression(node) && /^Math\./.test(node.getText()));
}

/** Whether it is a call of the clock that measures times. */
function asksClock(node: ts.Expression): boolean {
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return false;
  const { name, expression } = node.expression;
  if (name.text === "now") return named(expression, "performance");
  return name.text === "monotonic" && named(expression, "systemRuntime");
}

/** The member that is asked of the result of a call; `not` is none. */
function memberOf(call: ts.CallExpression): string | undefined {
  const { parent } = call;
  return ts.isPropertyAccessExpression(parent) && parent.expression === call ? parent.name.text : undefined;
}

function isShort(value: ts.Expression | undefined): boolean {
  return value !== undefined && ts.isNumericLiteral(value) && Number(value.text) < never.inProcess;
}
