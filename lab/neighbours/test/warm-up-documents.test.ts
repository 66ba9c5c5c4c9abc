/** The documents that warm a shop up: each is another one, near the largest that the router parses. */
import { Lexer, parse, Source, TokenKind } from "graphql";
import { expect, test } from "vitest";
import { warmingDocuments } from "../warm-up/documents.ts";

const documents = [...warmingDocuments(600)];
/** The router parses so many tokens of a document. */
const maxTokens = 4_000;

test("each document has another text, and half have conditions", () => {
  expect(new Set(documents.map(({ query }) => query)).size).toBe(documents.length);
  expect(documents.filter(({ variables }) => Object.keys(variables).length === 8)).toHaveLength(documents.length / 2);
});

test("each document has nine tenths of the tokens that the router parses, and no more than all", () => {
  const counts = documents.slice(0, 120).map(({ query }) => countTokens(query));
  expect(Math.min(...counts)).toBeGreaterThan(maxTokens * 0.9);
  expect(Math.max(...counts)).toBeLessThanOrEqual(maxTokens);
});

test("each document names the operation that is executed", () => {
  for (const { query, operationName } of documents.slice(0, 40))
    expect(parse(query).definitions[0]).toMatchObject({ name: { value: operationName } });
});

function countTokens(query: string): number {
  const lexer = new Lexer(new Source(query));
  let count = 0;
  while (lexer.advance().kind !== TokenKind.EOF) count += 1;
  return count;
}
