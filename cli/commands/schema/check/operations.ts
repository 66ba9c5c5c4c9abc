/** Operations that a version shows to developers: those of the playground, which are the pages of the smoke test, of the examples and of the Markdown pages. */
import { type DocumentNode, GraphQLError, parse } from "graphql";
import { type ClientOperation, operationIn, splitDocument } from "../../../../router/src/control/changes/operation.ts";
import type { Tree } from "./tree.ts";

/** A client that sent an operation, and how often. Times are epoch milliseconds. */
export type Client = { name: string; version: string; count: number; lastUsedAt: number };
/** An operation with the place that shows it, such as `docs/front-ends/frontend.md:12`, or the clients that sent it. */
export type KnownOperation = ClientOperation & { place: string; clients: readonly Client[] };

/** An operation as it is reported. */
export type ReportedOperation = Omit<KnownOperation, "document" | "contract">;

type Snippet = { line: number; text: string };

/** The operations of a version. Texts that are no operations, such as parts of a schema, are left out. */
export function findOperations(tree: Tree): KnownOperation[] {
  return [...tree].flatMap(([file, text]) =>
    snippetsIn(file, text).flatMap(({ line, text: source }) => {
      const document = parseOrNothing(source);
      return document ? splitDocument(document).map((each) => locateOperation(each, file, line)) : [];
    }),
  );
}

/** The operation without its document. */
export function reportOperation({ label, place, clients }: KnownOperation): ReportedOperation {
  return { label, place, clients };
}

/** An operation of a snippet that begins at this line. */
function locateOperation(document: DocumentNode, file: string, line: number): KnownOperation {
  const { name, loc } = operationIn(document);
  const place = `${file}:${line + (loc?.startToken.line ?? 1) - 1}`;
  return { label: name?.value ?? place, document, contract: "ALL", place, clients: [] };
}

function snippetsIn(file: string, text: string): Snippet[] {
  if (file.endsWith(".graphql")) return file.startsWith("subgraphs/") ? [] : [{ line: 1, text }];
  if (file.endsWith(".md")) return matchesIn(text, /^ *```graphql\n([\s\S]*?)^ *```/gm, 1);
  if (file.endsWith(".sh")) return shellSnippets(text);
  return matchesIn(text, /\bg(?:raph)?ql(?:\(\s*)?`([^`]*)`/g);
}

/** The quoted texts of a shell script that begin as operations do, with its variables replaced. */
function shellSnippets(script: string): Snippet[] {
  const values = new Map([...script.matchAll(/^(\w+)='([^']*)'/gm)].map(([, name = "", value = ""]) => [name, value]));
  const unquote = (text: string) =>
    text.replace(/\\(.)|\$(\w+)/g, (_all, escaped?: string, name = "") => escaped ?? values.get(name) ?? "");
  const begin = "(?:query|mutation|\\{)\\s";
  return [
    ...matchesIn(script, new RegExp(`'(${begin}[^']*)'`, "g")),
    ...matchesIn(script, new RegExp(`"(${begin}(?:\\\\.|[^"\\\\])*)"`, "g")).map(({ line, text }) => ({
      line,
      text: unquote(text),
    })),
  ];
}

/** The first group of each match; it begins so many lines after the match. */
function matchesIn(text: string, pattern: RegExp, linesAhead = 0): Snippet[] {
  return [...text.matchAll(pattern)].map(({ index, 1: found = "" }) => ({
    line: lineAt(text, index) + linesAhead,
    text: found,
  }));
}

function lineAt(text: string, index: number): number {
  return text.slice(0, index).split("\n").length;
}

function parseOrNothing(text: string): DocumentNode | undefined {
  try {
    return parse(text);
  } catch (error) {
    if (error instanceof GraphQLError) return undefined;
    throw error;
  }
}
