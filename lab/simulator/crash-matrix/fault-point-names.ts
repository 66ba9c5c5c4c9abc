/** Reads the name of every write and outbound call in checkout code from its source: none may lack one. */

import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { orders } from "@hansa/contracts/orders";
import { payments } from "@hansa/contracts/payments";
import { processes } from "@hansa/contracts/processes";
import { products } from "@hansa/contracts/products";
import { users } from "@hansa/contracts/users";
import ts from "typescript";
import { root } from "../../../cli/host/shop.mjs";
import { serviceNames } from "../shop/services.ts";

type Named = { kind: "write" | "call"; name: string; where: string };

/** The files and folders of checkout code: stock, money and orders. */
const checkoutCode: readonly string[] = [
  "packages/kit/src",
  "packages/sandbox/src",
  "subgraphs/orders/src/api/events/payments.ts",
  "subgraphs/orders/src/api/jobs.ts",
  "subgraphs/orders/src/service/cart",
  "subgraphs/orders/src/service/checkout",
  "subgraphs/orders/src/service/reservation",
  "subgraphs/orders/src/service/processing",
  "subgraphs/orders/src/service/payment",
  "subgraphs/orders/src/service/refunds",
  "subgraphs/orders/src/service/order",
  "subgraphs/orders/src/service/lifecycle",
  "subgraphs/orders/src/service/fulfilment",
  "subgraphs/orders/src/service/returns",
  "subgraphs/orders/src/service/withdrawals",
  "subgraphs/payments/src",
  "subgraphs/products/src/api/events.ts",
  "subgraphs/products/src/api/jobs.ts",
  "subgraphs/products/src/service/reservations",
];

/** Whether checkout code of this service calls others. The router's requests and the personal data export of users are not part of it. */
function isOfCheckout(caller: string): boolean {
  return checkoutCode.some((place) => place.startsWith(`subgraphs/${caller}/`));
}

/** The file in which a turn forwards the names given to `turn.write` and `turn.advance`. */
const turns = "subgraphs/orders/src/service/processing/lease.ts";

/** Names that are put together from parts, each with all that can come of it. */
const composed: Readonly<Record<string, readonly string[]>> = {
  "`apply-${peer.callee}-event`": [
    "apply-payments-event",
    "apply-orders-event",
    "apply-users-event",
    "apply-products-event",
  ],
  "`complete-order-task-${task.kind.toLowerCase()}`": [
    "ship",
    "uncommit",
    "restock",
    "refund",
    "capture",
    "release",
    "hand_over",
    "withdraw",
    "replace",
    "cancel_replacement",
  ].map((kind) => `complete-order-task-${kind}`),
  "`claim-${queue.name}`": ["claim-mail", "claim-webhook"],
  "`reschedule-${queue.name}`": ["reschedule-mail", "reschedule-webhook"],
  "`sandbox-${name}`": ["start", "confirm", "capture", "void", "refund"].map((name) => `sandbox-${name}`),
  "`${provider.name}.${made.name}`": ["start", "confirm", "capture", "void", "refund"].map((name) => `sandbox.${name}`),
  "`${provider.name}.lookup`": ["sandbox.lookup"],
  "`${provider.name}.list`": ["sandbox.list"],
  "`${provider.name}.listMoved`": ["sandbox.listMoved"],
  "`${name}.removeMethod`": ["sandbox.removeMethod"],
  "`${peer.callee}.${name}`": Object.entries({ products, users, orders, payments }).flatMap(([callee, contract]) =>
    Object.values(contract)
      .filter(({ callers }: { callers: readonly string[] }) => callers.some(isOfCheckout))
      .map(({ name }) => `${callee}.${name}`),
  ),
  "`${issuer.callee}.revocations`": [`${processes.issuer}.revocations`],
  "`${peer.callee}.events`": serviceNames.map((name) => `${name}.events`),
};

/** A function that forwards a name to a write or a call, with the position of the name among its arguments. */
type NamedCall = {
  kind: Named["kind"];
  callee: string;
  argument: number;
  /** The property that is the name, if the argument is an object. */
  property?: string | undefined;
  file: string;
};

export type Found = { named: Named[]; faults: string[] };

/** Reads all of it. A name that cannot be read is a fault, and so is a composed one that nothing uses any more. */
export function collectNames(): Found {
  const files = checkoutCode.flatMap(filesIn).map(parse);
  const tellers = findNamedCalls(files);
  const used = new Set<string>();
  const found: Found = { named: [], faults: [] };
  for (const file of files) {
    visit(file, (node) => {
      if (!ts.isCallExpression(node)) return;
      const told = namedCallOf(node, tellers);
      if (!told) return;
      const { line } = file.getLineAndCharacterOfPosition(node.getStart(file));
      const where = `${path.relative(root, file.fileName)}:${line + 1}`;
      const argument = nameOf(node, told);
      const names = argument && namesIn(argument, used);
      if (names) for (const name of names) found.named.push({ kind: told.kind, name, where });
      else if (!argument || !isParameter(argument))
        found.faults.push(`${where}: the name ${argument?.getText(file) ?? "is missing"} cannot be read`);
    });
  }
  for (const text of Object.keys(composed))
    if (!used.has(text)) found.faults.push(`no name is composed as ${text} any more`);
  if (found.named.length === 0) found.faults.push("no name was found at all");
  return found;
}

/** The store's `write`, the kit's `callOutside`, and every function that passes a name of its own on to one of these. */
function findNamedCalls(files: readonly ts.SourceFile[]): NamedCall[] {
  const tellers: NamedCall[] = [
    { kind: "write", callee: "write", argument: 0, file: path.join(root, "packages/kit/src/store/store.ts") },
    { kind: "call", callee: "callOutside", argument: 1, file: path.join(root, "packages/kit/src/rpc/outbound.ts") },
  ];
  for (let known = 0; known < tellers.length; ) {
    known = tellers.length;
    for (const file of files) {
      visit(file, (node) => {
        if (!ts.isCallExpression(node)) return;
        const told = namedCallOf(node, tellers);
        const argument = told && nameOf(node, told);
        if (!told || !argument || !ts.isIdentifier(argument)) return;
        const teller = namedCallAround(node, argument.text, told.kind);
        if (teller && !tellers.some(({ callee, file }) => callee === teller.callee && file === teller.file))
          tellers.push(teller);
      });
    }
  }
  return tellers;
}

/** The function around `node` that has a parameter of this name. */
function namedCallAround(node: ts.Node, parameter: string, kind: Named["kind"]): NamedCall | undefined {
  for (let around: ts.Node = node; !ts.isSourceFile(around); around = around.parent) {
    if (!ts.isFunctionDeclaration(around) || !around.name) continue;
    for (const [argument, { name }] of around.parameters.entries()) {
      const property = ts.isObjectBindingPattern(name) ? propertyBoundTo(name, parameter) : undefined;
      const isNamed = property !== undefined || (ts.isIdentifier(name) && name.text === parameter);
      if (isNamed) return { kind, callee: around.name.text, argument, property, file: node.getSourceFile().fileName };
    }
  }
  return undefined;
}

/** The property of a destructured parameter that has this name inside of the function. */
function propertyBoundTo({ elements }: ts.ObjectBindingPattern, bound: string): string | undefined {
  const element = elements.find(({ name, dotDotDotToken }) => !dotDotDotToken && name.getText() === bound);
  return element && (element.propertyName ?? element.name).getText();
}

/** The name that a call passes. An object that is not written at the call hides it, and is given instead. */
function nameOf(call: ts.CallExpression, { argument, property }: NamedCall): ts.Expression | undefined {
  const passed = call.arguments[argument];
  if (property === undefined || !passed || !ts.isObjectLiteralExpression(passed)) return passed;
  const named = passed.properties.find(({ name }) => name?.getText() === property);
  if (named && ts.isPropertyAssignment(named)) return named.initializer;
  return named && ts.isShorthandPropertyAssignment(named) ? named.name : undefined;
}

function namedCallOf({ expression }: ts.CallExpression, tellers: readonly NamedCall[]): NamedCall | undefined {
  if (ts.isPropertyAccessExpression(expression)) {
    const isWrite = expression.name.text === "write" && /(^|\.)store$/.test(expression.expression.getText());
    // An order lease passes the name on to the write.
    const isOfTurn = /^(write|advance)$/.test(expression.name.text) && expression.expression.getText() === "lease";
    return isWrite || isOfTurn ? tellers.find(({ callee }) => callee === "write") : undefined;
  }
  if (!ts.isIdentifier(expression)) return undefined;
  const from = declaredIn(expression.getSourceFile(), expression.text);
  return tellers.find(({ callee, file }) => callee === expression.text && file === from && callee !== "write");
}

/** The file that a name comes from: the one that it is imported from, else this one. */
function declaredIn(file: ts.SourceFile, name: string): string {
  for (const statement of file.statements) {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) continue;
    const bindings = statement.importClause?.namedBindings;
    const isHere = bindings && ts.isNamedImports(bindings) && bindings.elements.some((each) => each.name.text === name);
    if (isHere) return resolved(file, statement.moduleSpecifier.text, name);
  }
  return file.fileName;
}

function resolved(file: ts.SourceFile, specifier: string, name: string): string {
  const [, face] = /^@hansa\/kit\/(.+)$/.exec(specifier) ?? [];
  return face ? fileBehind(face, name) : path.resolve(path.dirname(file.fileName), specifier);
}

/** The file of the kit whose name a face passes on. */
function fileBehind(face: string, name: string): string {
  const index = path.join(root, "packages/kit/src", face, "index.ts");
  for (const statement of parse(index).statements) {
    if (!ts.isExportDeclaration(statement) || !statement.moduleSpecifier) continue;
    const { exportClause, moduleSpecifier } = statement;
    const isHere =
      exportClause && ts.isNamedExports(exportClause) && exportClause.elements.some((each) => each.name.text === name);
    if (isHere && ts.isStringLiteral(moduleSpecifier)) return path.resolve(path.dirname(index), moduleSpecifier.text);
  }
  return index;
}

function namesIn(argument: ts.Expression, used: Set<string>): readonly string[] | undefined {
  if (ts.isStringLiteralLike(argument)) return [argument.text];
  const text = argument.getText();
  const names = Object.hasOwn(composed, text) ? composed[text] : undefined;
  if (names) used.add(text);
  return names;
}

/** Whether the name is a parameter: the callers of the function around it give its value. */
function isParameter(argument: ts.Expression): boolean {
  if (!ts.isIdentifier(argument)) return false;
  const isTurn = path.relative(root, argument.getSourceFile().fileName) === turns && argument.text === "name";
  return isTurn || namedCallAround(argument, argument.text, "write") !== undefined;
}

function visit(node: ts.Node, look: (node: ts.Node) => void): void {
  look(node);
  ts.forEachChild(node, (child) => visit(child, look));
}

function filesIn(place: string): string[] {
  if (place.endsWith(".ts")) return [path.join(root, place)];
  return readdirSync(path.join(root, place), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts") && !file.includes("generated/"))
    .map((file) => path.join(root, place, file));
}

function parse(file: string): ts.SourceFile {
  return ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true);
}
