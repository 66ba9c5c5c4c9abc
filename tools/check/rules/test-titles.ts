/** Titles of tests, read from the text of their file. */
import ts from "typescript";
import { rootOf } from "./names.ts";

const testing: ReadonlySet<string | undefined> = new Set(["test", "describe"]);
/** Tests and groups under these names do not run, or are to fail. */
const provingNothing: ReadonlySet<string> = new Set(["skip", "todo", "fails"]);

/**
 * The titles in a file of tests: those of its tests and groups, as they are written, with their placeholders, and the names of the rows for which a
 * test is repeated, which stand first in a list or are called `name` or `form`. Those that prove nothing are left out.
 */
export function titlesIn(text: string): ReadonlySet<string> {
  const titles = new Set<string>();
  const search = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && testing.has(rootOf(node.expression)) && provesNothing(node.expression)) return;
    if (ts.isStringLiteralLike(node) && isTitle(node)) titles.add(node.text);
    if (ts.isTemplateExpression(node) && isTitle(node)) titles.add(node.getText().slice(1, -1));
    ts.forEachChild(node, search);
  };
  search(ts.createSourceFile("titles.test.ts", text, ts.ScriptTarget.Latest, true));
  return titles;
}

/** Whether a member is called so: `skip` in `test.skip.each(rows)`. */
function provesNothing(node: ts.Expression): boolean {
  if (ts.isCallExpression(node)) return provesNothing(node.expression);
  return ts.isPropertyAccessExpression(node) && (provingNothing.has(node.name.text) || provesNothing(node.expression));
}

function isTitle(node: ts.Expression): boolean {
  const { parent } = node;
  if (ts.isCallExpression(parent)) return parent.arguments[0] === node && testing.has(rootOf(parent.expression));
  if (ts.isArrayLiteralExpression(parent)) return parent.elements[0] === node;
  return ts.isPropertyAssignment(parent) && /^(name|form)$/.test(parent.name.getText());
}
