/** Finds code that only some files may have, such as a call of the clock or an exported function without a description, in the syntax tree of a file. */
import ts from "typescript";
import { forgetsTyped, lacksMethod } from "./front-forms.ts";
import { computesMoney } from "./front-money.ts";
import { named } from "./names.ts";
import { isImpatient, judgesByClock } from "./waits-of-tests.ts";

export type Restriction =
  | "time"
  | "sleep"
  | "chance"
  | "environment"
  | "cast"
  | "signal"
  | "dialect"
  | "closure"
  | "impatience"
  | "stopwatch"
  | "write"
  | "method"
  | "typed"
  | "money"
  | "description";
export type Breach = { restriction: Restriction; line: number; text: string };

const assignments = new Set([
  ts.SyntaxKind.EqualsToken,
  ts.SyntaxKind.QuestionQuestionEqualsToken,
  ts.SyntaxKind.BarBarEqualsToken,
  ts.SyntaxKind.AmpersandAmpersandEqualsToken,
]);

const timers = new Set(["setTimeout", "setInterval", "setImmediate"]);
const randoms = new Set(["randomUUID", "randomBytes", "randomInt", "randomFillSync", "getRandomValues"]);
const clocks = new Map([
  ["Date", "now"],
  ["performance", "now"],
  ["process", "hrtime"],
]);

/** SQL that PostgreSQL would reject, and modules of SQLite's own. */
const sqliteModules = /^(drizzle-orm\/(sqlite-core|better-sqlite3)|better-sqlite3)$/;
const sqliteWords = /\b(json_each|MATCH|rowid|unixepoch|strftime|group_concat|bm25|iif|pragma_\w+)\b|->>/;
/** The greater of two values in SQLite, or an index hint, as a text with places. */
const sqliteTemplates = /\b(max|min)\((\$\{[^}]+\}|\w+), |[(`]\+\$\{/;

/** Every breach in a file, wherever the file is. */
export function breachesOf(file: ts.SourceFile): Breach[] {
  const breaches: Breach[] = [];
  const visit = (node: ts.Node): void => {
    const restriction = restrictionOf(node);
    if (restriction !== undefined) {
      const { line } = file.getLineAndCharacterOfPosition(node.getStart(file));
      breaches.push({ restriction, line: line + 1, text: node.getText(file).split("\n", 1).join("").slice(0, 80) });
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return breaches;
}

function restrictionOf(node: ts.Node): Restriction | undefined {
  if (readsClock(node) || setsTimer(node)) return "time";
  if (sleeps(node)) return "sleep";
  if (asksChance(node)) return "chance";
  if (readsEnvironment(node)) return "environment";
  if (joinsForGood(node)) return "signal";
  if (namesDialect(node)) return "dialect";
  if (assignsClosure(node)) return "closure";
  if (isImpatient(node)) return "impatience";
  if (judgesByClock(node)) return "stopwatch";
  if (breaksWrite(node)) return "write";
  if (lacksMethod(node)) return "method";
  if (forgetsTyped(node)) return "typed";
  if (computesMoney(node)) return "money";
  if (lacksDescription(node)) return "description";
  return forcesType(node) ? "cast" : undefined;
}

function readsClock(node: ts.Node): boolean {
  if (ts.isNewExpression(node)) return named(node.expression, "Date") && (node.arguments?.length ?? 0) === 0;
  if (ts.isCallExpression(node)) return named(node.expression, "Date");
  if (!ts.isPropertyAccessExpression(node)) return false;
  return [...clocks].some(([object, member]) => node.name.text === member && named(node.expression, object));
}

function setsTimer(node: ts.Node): boolean {
  if (ts.isImportDeclaration(node)) return importsFrom(node, /^(node:)?timers(\/promises)?$/);
  return ts.isIdentifier(node) && timers.has(node.text) && !ts.isPropertySignature(node.parent);
}

/** Whether a timed wait of the runtime is named, to be called or handed on. */
function sleeps(node: ts.Node): boolean {
  return (
    ts.isIdentifier(node) &&
    (node.text === "sleep" || node.text === "startTimer") &&
    (ts.isPropertyAccessExpression(node.parent) || ts.isBindingElement(node.parent))
  );
}

function asksChance(node: ts.Node): boolean {
  if (ts.isPropertyAccessExpression(node)) return node.name.text === "random" && named(node.expression, "Math");
  return ts.isIdentifier(node) && randoms.has(node.text) && !isMemberOfAnother(node);
}

/** Whether it is asked of something that was handed in, such as the kit's runtime, and not of the runtime's own `crypto`. */
function isMemberOfAnother(node: ts.Identifier): boolean {
  const { parent } = node;
  return ts.isPropertyAccessExpression(parent) && parent.name === node && !named(parent.expression, "crypto");
}

function readsEnvironment(node: ts.Node): boolean {
  if (ts.isImportDeclaration(node)) return importsFrom(node, /^(node:)?process$/);
  if (ts.isBindingElement(node)) return node.getText().startsWith("env") && takenFromProcess(node);
  return ts.isPropertyAccessExpression(node) && node.name.text === "env" && named(node.expression, "process");
}

function takenFromProcess(element: ts.BindingElement): boolean {
  const declaration = element.parent.parent;
  return (
    ts.isVariableDeclaration(declaration) &&
    declaration.initializer !== undefined &&
    named(declaration.initializer, "process")
  );
}

function joinsForGood(node: ts.Node): boolean {
  return ts.isPropertyAccessExpression(node) && node.name.text === "any" && named(node.expression, "AbortSignal");
}

function namesDialect(node: ts.Node): boolean {
  if (ts.isImportDeclaration(node)) return importsFrom(node, sqliteModules);
  if (ts.isTaggedTemplateExpression(node)) return sqliteTemplates.test(node.getText());
  return ts.isTemplateLiteralToken(node) && sqliteWords.test(node.text);
}

/** A function literal that is assigned to a property inside a function: V8 allocates it in the old generation, where it keeps alive what it closes over. */
function assignsClosure(node: ts.Node): boolean {
  if (!ts.isBinaryExpression(node) || !assignments.has(node.operatorToken.kind)) return false;
  if (!ts.isPropertyAccessExpression(node.left) && !ts.isElementAccessExpression(node.left)) return false;
  const value = withoutParentheses(node.right);
  const isClosure = ts.isArrowFunction(value) || ts.isFunctionExpression(value) || ts.isClassExpression(value);
  return isClosure && ts.findAncestor(node, ts.isFunctionLike) !== undefined;
}

/** A line of the log or a count that a rolled back write would leave behind, or an error caught in a write, behind which stores take no statement. */
function breaksWrite(node: ts.Node): boolean {
  const isCatch = ts.isTryStatement(node) && node.catchClause !== undefined;
  const member =
    ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression) ? node.expression : undefined;
  const isEffect = member !== undefined && (isLog(member.expression) || /^(catch$|count[A-Z])/.test(member.name.text));
  if (!isCatch && !isEffect) return false;
  const around = ts.findAncestor(node, (outer) => isWrite(outer) || waitsForWrite(outer));
  return around !== undefined && isWrite(around);
}

function isLog(node: ts.Expression): boolean {
  return ts.isIdentifier(node) ? node.text === "log" : ts.isPropertyAccessExpression(node) && node.name.text === "log";
}

function isWrite(node: ts.Node): boolean {
  return ts.isFunctionLike(node) && node.parameters.some(({ name }) => name.getText() === "tx");
}

function waitsForWrite(node: ts.Node): boolean {
  return (
    ts.isCallExpression(node) && ts.isIdentifier(node.expression) && /^after(Commit|Write)$/.test(node.expression.text)
  );
}

/** An exported function without a description. Overloads share that of the first. */
function lacksDescription(node: ts.Node): boolean {
  if (!ts.isFunctionDeclaration(node) || !isExported(node) || isDescribed(node)) return false;
  const statements = ts.isSourceFile(node.parent) ? [...node.parent.statements] : [];
  const before = statements[statements.indexOf(node) - 1];
  const isOverload =
    before && ts.isFunctionDeclaration(before) && !before.body && before.name?.text === node.name?.text;
  return !isOverload;
}

function isExported(node: ts.FunctionDeclaration): boolean {
  return node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true;
}

function isDescribed(node: ts.Node): boolean {
  return ts.getJSDocCommentsAndTags(node).some((part) => ts.isJSDoc(part) && part.comment !== undefined);
}

function withoutParentheses(node: ts.Expression): ts.Expression {
  return ts.isParenthesizedExpression(node) ? withoutParentheses(node.expression) : node;
}

function forcesType(node: ts.Node): boolean {
  if (ts.isAsExpression(node)) return !ts.isConstTypeReference(node.type);
  if (ts.isVariableDeclaration(node) || ts.isPropertyDeclaration(node)) return node.exclamationToken !== undefined;
  return ts.isTypeAssertionExpression(node) || ts.isNonNullExpression(node) || node.kind === ts.SyntaxKind.AnyKeyword;
}

function importsFrom(node: ts.ImportDeclaration, source: RegExp): boolean {
  return ts.isStringLiteral(node.moduleSpecifier) && source.test(node.moduleSpecifier.text);
}
