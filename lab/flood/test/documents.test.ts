/** The documents of a flood: each is another one, near the largest that the router parses, in the mix that the command promises. */
import { Lexer, parse, Source, TokenKind } from "graphql";
import { expect, test } from "vitest";
import { floodDocuments } from "../documents.ts";

const requests = 6_000;
const documents = [...floodDocuments(requests, 1)];
/** The router parses so many tokens of a document. */
const maxTokens = 4_000;

test("each document has another text", () => {
  expect(new Set(documents.map(({ query }) => query)).size).toBe(requests);
});

test("half are refused, a third of these for each reason, and half of the accepted have conditions", () => {
  const counts = new Map<string, number>();
  for (const { outcome, variables } of documents) {
    const kind = Object.keys(variables).length > 0 ? `${outcome}, conditional` : outcome;
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  expect(Object.fromEntries(counts)).toEqual({
    GRAPHQL_PARSE_FAILED: requests / 6,
    OPERATION_TOO_LARGE: requests / 6,
    GRAPHQL_VALIDATION_FAILED: requests / 6,
    accepted: requests / 4,
    "accepted, conditional": requests / 4,
  });
});

test("each document has nine tenths of the tokens that the router parses, and no more than all", () => {
  const counts = documents.slice(0, 120).map(({ query }) => countTokens(query));
  expect(Math.min(...counts)).toBeGreaterThan(maxTokens * 0.9);
  expect(Math.max(...counts)).toBeLessThanOrEqual(maxTokens);
});

test("only the unparsable documents cannot be parsed", () => {
  for (const { query, outcome } of documents.slice(0, 120)) {
    if (outcome === "GRAPHQL_PARSE_FAILED") expect(() => parse(query)).toThrow();
    else expect(parse(query).definitions.length).toBeGreaterThan(0);
  }
});

test("eight conditions have each of their 256 settings, in one operation that services see", () => {
  const conditional = documents.filter(({ variables }) => Object.keys(variables).length === 8).slice(0, 256);
  expect(new Set(conditional.map(({ variables }) => JSON.stringify(variables))).size).toBe(256);
  const executed = conditional.map(({ query }) => query.slice(0, query.indexOf("query Idle")));
  expect(new Set(executed).size).toBe(1);
});

test("another seed gives another order", () => {
  const outcomes = (seed: number) => [...floodDocuments(120, seed)].map(({ outcome }) => outcome);
  expect(outcomes(1)).toEqual(outcomes(1));
  expect(outcomes(1)).not.toEqual(outcomes(2));
});

function countTokens(query: string): number {
  const lexer = new Lexer(new Source(query));
  let count = 0;
  while (lexer.advance().kind !== TokenKind.EOF) count += 1;
  return count;
}
