/** Limits of single mutations: counted at the root under any alias and through fragments, by every way into a service. */
import { parse } from "graphql";
import { expect, test } from "vitest";
import { exceededLimit, exceededMutations, noMutationLimits } from "../../../src/graphql/operation/limits.ts";
import { openBearerService } from "../../support/bearer-service.ts";
import { service } from "../../support/service.ts";

const limits = new Map([
  ["login", 1],
  ["cartCreate", 2],
]);
const tooLarge = { extensions: { code: "OPERATION_TOO_LARGE" } };

test.each([
  ["under two aliases", "mutation { a: login b: login }"],
  ["in a fragment too", "mutation { login ...F } fragment F on Mutation { again: login }"],
  [
    "in two fragments",
    "mutation { ...F ...G } fragment F on Mutation { a: login } fragment G on Mutation { b: login }",
  ],
  [
    "in a fragment of a fragment",
    "mutation { ...F } fragment F on Mutation { a: login ...G } fragment G on Mutation { b: login }",
  ],
  ["in inline fragments", "mutation { ... on Mutation { a: login } ... { ... { b: login } } }"],
  [
    "where conditions may leave one out",
    "mutation ($no: Boolean!) { a: login @include(if: $no) b: login @skip(if: $no) }",
  ],
  ["three times where two are allowed", "mutation { a: cartCreate b: cartCreate c: cartCreate }"],
  ["in the second operation of the document", "query A { me } mutation B { a: login b: login }"],
])("a mutation is refused %s", (_name, text) => {
  const document = parse(text);
  expect(exceededLimit(document, limits)).toMatchObject(tooLarge);
  expect(exceededMutations(document, limits)).toMatchObject(tooLarge);
  expect(exceededLimit(document, noMutationLimits)).toBeUndefined();
  expect(exceededMutations(document, noMutationLimits)).toBeUndefined();
});

test.each([
  ["different ones", "mutation { login cartCreate pay complete }"],
  ["as often as allowed", "mutation { login a: cartCreate b: cartCreate }"],
  ["others sixteen times", `mutation { ${Array.from({ length: 16 }, (_, index) => `a${index}: pay`).join(" ")} }`],
  ["once in each operation of a document", "mutation A { login } mutation B { login }"],
  ["fields of that name that are no mutations", "mutation { pay { a: login b: login } } query Q { a: login b: login }"],
])("mutations stand in one operation: %s", (_name, text) => {
  expect(exceededLimit(parse(text), limits)).toBeUndefined();
  expect(exceededMutations(parse(text), limits)).toBeUndefined();
});

test("the refusal names the mutation and how often it may stand", () => {
  expect(exceededLimit(parse("mutation { a: login b: login }"), limits)?.message).toBe(
    "One operation may have login at most once, under any alias. Split it.",
  );
});

const twice = "mutation { a: again b: again }";
const mutationLimits = new Map([["again", 1]]);

test.each([
  ["a fetch of the router", "application/json"],
  ["a signed request", "application/graphql-response+json"],
])("%s with a mutation too often is refused before anything is executed", async (_name, accept) => {
  const { graph, sign } = await service(undefined, { mutationLimits });
  const ask = async (query: string) => {
    const payload = JSON.stringify({ query });
    const headers = { ...sign(payload), accept };
    const reply = await graph.respond({
      method: "POST",
      url: "/graphql",
      headers,
      readBody: async () => Buffer.from(payload),
    });
    return { status: reply?.status, ...JSON.parse(reply?.bytes ?? "") };
  };
  for (const _time of ["first", "second"]) expect(await ask(twice)).toMatchObject({ status: 400, errors: [tooLarge] });
  expect(await ask("mutation { again reads }")).toMatchObject({ status: 200, data: { again: true, reads: 1 } });
});

test("an unsigned request with a mutation too often is refused before anything is executed", async () => {
  const { post, executed } = await openBearerService(undefined, false, { mutationLimits });
  const { status, code } = await post(JSON.stringify({ query: twice }));
  expect([status, code, executed]).toEqual([400, "OPERATION_TOO_LARGE", []]);
});
