/** Changes: a press after an unknown outcome has the key of the one before, and each refusal has a text at its field. */
import { afterEach, expect, test, vi } from "vitest";
import { fieldAmong, problemsOutcome } from "../shop/changes/problems.ts";
import { partsIn, unitsField } from "../shop/changes/units.ts";
import { makeChange } from "../shop/graph/change.ts";
import { pressOnce } from "../shop/graph/press.ts";

afterEach(() => vi.unstubAllGlobals());

type Sent = { variables: { key: string } };

/** A shop that gives these answers in turn: a response, or none. Gives what was sent. */
function answering(...answers: (object | undefined)[]): Sent[] {
  const sent: Sent[] = [];
  vi.stubGlobal("fetch", async (_url: string, { body }: { body: string }) => {
    sent.push(JSON.parse(body));
    const answer = answers.shift();
    if (answer === undefined) throw new TypeError("the line is cut");
    return new Response(JSON.stringify(answer));
  });
  return sent;
}

type Member = { __typename: "Done" | "IdempotencyInProgressError" | "IdempotencyKeyReusedError" };

const document = { toString: () => "mutation Receive" };
const memberOf = (name: Member["__typename"]) => ({ data: { receive: { __typename: name } } });
const isDone = memberOf("Done");

function receive(form: string) {
  return pressOnce(form, (key) =>
    makeChange<{ receive: Member }, object, Member>(
      document,
      { key },
      ({ receive: result }) => result,
      () => ({ isSuccess: true }),
    ),
  );
}

test("the press of a form sends the same key until its outcome is known; another form has its own", async () => {
  const sent = answering(undefined, isDone, memberOf("IdempotencyInProgressError"), isDone, isDone);
  await expect(receive("one")).rejects.toThrow("the line is cut");
  await receive("two");
  await expect(receive("one")).rejects.toThrow("not done yet");
  expect(await receive("one")).toMatchObject({ isSuccess: true });
  await receive("one");
  const [first, other, waiting, again, next] = sent.map(({ variables }) => variables.key);
  expect([waiting, again]).toEqual([first, first]);
  expect(new Set([first, other, next]).size).toBe(3);
});

test("what was not executed has a text and keeps its key, and what a press before has done is told", async () => {
  const refused = { data: null, errors: [{ message: "", extensions: { code: "FORBIDDEN" } }] };
  // It may have been executed.
  const unknown = { data: null, errors: [{ message: "", extensions: { code: "INTERNAL" } }] };
  const sent = answering(refused, unknown, memberOf("IdempotencyKeyReusedError"), isDone);
  expect((await receive("third")).text).toBe("The shop has refused this.");
  await expect(receive("third")).rejects.toThrow("did not say");
  expect((await receive("third")).text).toContain("The press before was done");
  await receive("third");
  const [first, again, reused, next] = sent.map(({ variables }) => variables.key);
  expect([again, reused]).toEqual([first, first]);
  expect(next).not.toBe(first);
});

test("problems stand at the fields of their paths, and the others beside the button", () => {
  const problems = [
    { path: ["input", "note"], code: "CARD_NUMBER" },
    { path: ["input", "parts", "0", "quantity"], code: "ALL_ARRIVED" },
  ];
  const { text, faults } = problemsOutcome({ problems }, fieldAmong("note"));
  expect([...(faults ?? [])]).toEqual([["note", "It looks as if it had the number of a payment card."]]);
  expect(text).toBe("All units have arrived.");
});

test("units of the same line are read by their kind, and lines with none are left out", () => {
  const typed = new Map([
    [unitsField("one"), "2"],
    [unitsField("one", "damaged"), "1"],
    [unitsField("two"), "0"],
  ]);
  const lines = [{ id: "one" }, { id: "two" }];
  const read = (kind?: string) => partsIn((name) => typed.get(name) ?? "", lines, kind);
  expect(read()).toEqual([{ lineId: "one", quantity: 2 }]);
  expect(read("damaged")).toEqual([{ lineId: "one", quantity: 1 }]);
});
