/** Forms of front ends: each says its method, and no field begins with a text of its island over the one that its document holds. */
import ts from "typescript";

/** A form without a method: where no script takes it, its fields stand in an address. */
export function lacksMethod(node: ts.Node): boolean {
  if (!ts.isJsxOpeningElement(node) && !ts.isJsxSelfClosingElement(node)) return false;
  const isNamed = (each: ts.JsxAttributeLike) => ts.isJsxAttribute(each) && each.name.getText() === "method";
  return node.tagName.getText() === "form" && !node.attributes.properties.some(isNamed);
}

/** A state that begins with a text and is the value of a field: the island would forget what was typed before it started. */
export function forgetsTyped(node: ts.Node): boolean {
  if (!ts.isVariableDeclaration(node) || !ts.isArrayBindingPattern(node.name)) return false;
  const { initializer } = node;
  if (initializer === undefined || !ts.isCallExpression(initializer)) return false;
  const [begin] = initializer.arguments;
  const [state] = node.name.elements;
  if (initializer.expression.getText() !== "useState" || begin === undefined || state === undefined) return false;
  const component = ts.findAncestor(node, ts.isFunctionLike) ?? node.getSourceFile();
  return beginsWithText(begin, component) && isValueOfField(state.getText(), component);
}

/** Whether it is a text, or an object that has one, also by the name of a constant beside it. */
function beginsWithText(begin: ts.Expression, around: ts.Node): boolean {
  if (ts.isStringLiteralLike(begin)) return true;
  if (ts.isObjectLiteralExpression(begin))
    return begin.properties.some((each) => ts.isPropertyAssignment(each) && beginsWithText(each.initializer, around));
  if (!ts.isIdentifier(begin)) return false;
  return findIn(around, (node) => {
    const isConstant = ts.isVariableDeclaration(node) && node.name.getText() === begin.text;
    return isConstant && node.initializer !== undefined && beginsWithText(node.initializer, around);
  });
}

function isValueOfField(state: string, around: ts.Node): boolean {
  return findIn(around, (node) => {
    const isValue = ts.isJsxAttribute(node) && ["value", "checked"].includes(node.name.getText());
    return isValue && findIn(node, (each) => ts.isIdentifier(each) && each.text === state);
  });
}

/** Whether a node, or one inside it, fits. */
function findIn(node: ts.Node, fits: (node: ts.Node) => boolean): boolean {
  return fits(node) || ts.forEachChild(node, (child) => findIn(child, fits) || undefined) === true;
}
