/** Limits of a document in a service: signed ones of gateways have them as well as those of clients, before validation. */
import { expect, test } from "vitest";
import { createLog } from "../../../src/runtime/log.ts";
import { respondTo } from "../../../testing/subgraph-client.ts";
import { bodyOf, openBearerService } from "../../support/bearer-service.ts";
import { json, service } from "../../support/service.ts";

const aliased = (length: number) => bodyOf(`{ ${"a".repeat(length)}: hello }`);
const tooLong = {
  status: 400,
  data: undefined,
  errors: [{ message: expect.stringContaining("200 characters"), extensions: { code: "OPERATION_TOO_LARGE" } }],
};

test.each([true, false])(
  "a signed document has names of at most 200 characters, each time that it comes (compiled: %s)",
  async (isCompiled) => {
    const { graph, sign } = await service(createLog("test", "silent"), { isCompiled });
    const send = async (payload: string) =>
      JSON.parse((await respondTo(graph, { headers: sign(payload), payload })).text);
    expect(await send(aliased(200))).toEqual({ data: { ["a".repeat(200)]: "runtime" } });
    for (let turn = 0; turn < 2; turn += 1) expect((await send(aliased(201))).errors).toEqual(tooLong.errors);
  },
);

test("so has one of another gateway, which Apollo Server executes", async () => {
  const { graph, sign } = await service();
  const send = async (payload: string) =>
    JSON.parse((await respondTo(graph, { headers: { ...sign(payload), accept: "*/*" }, payload })).text);
  expect(await send(aliased(200))).toEqual({ data: { ["a".repeat(200)]: "runtime" } });
  expect((await send(aliased(201))).errors).toEqual(tooLong.errors);
});

test("so has a document of a client in bearer mode, which executes nothing", async () => {
  const { post, executed } = await openBearerService();
  expect(await post(aliased(201))).toMatchObject({ status: 400, code: "OPERATION_TOO_LARGE" });
  expect(executed).toEqual([]);
  expect((await post(aliased(200))).status).toBe(200);
});

test("text that nests as deep as the parser can follow, or deeper, is refused with a code", async () => {
  const { graph, sign, origin, ...bearer } = await openBearerService();
  const texts = [100, 1_000, 1_800, 2_000, 2_200, 2_400, 2_600, 3_000, 9_000].flatMap((levels) => [
    "{a".repeat(levels),
    `{ hello(text: ${"[".repeat(levels)}`,
    `{ hello(text: ${"[".repeat(levels)}${"]".repeat(levels)}) }`,
  ]);
  for (const text of texts) {
    const payload = bodyOf(text);
    const signed = (await respondTo(graph, { headers: sign(payload), payload })).text;
    const unsigned = await (await fetch(`${origin}/graphql`, { method: "POST", headers: json, body: payload })).text();
    for (const received of [signed, unsigned]) {
      const { errors } = JSON.parse(received);
      expect(errors[0].extensions.code).toMatch(
        /^(GRAPHQL_PARSE_FAILED|OPERATION_TOO_LARGE|GRAPHQL_VALIDATION_FAILED)$/,
      );
      expect(received).not.toContain("call stack");
    }
  }
  expect(bearer.executed).toEqual([]);
});
