/** Pages that are asked again: a session that cannot be checked passes, and any other error is an error of the page. */
import { expect, test } from "vitest";
import { askUntilVerified } from "../../client/playground-pages.ts";

/** Answers with errors of these codes, one list after the other, and then with data. */
function answering(codes: readonly (readonly string[])[]) {
  let asked = 0;
  const ask = async () => {
    const errors = (codes[asked] ?? []).map((code) => ({ extensions: { code } }));
    asked += 1;
    return { status: 200, data: errors.length > 0 ? null : { shop: "open" }, errors };
  };
  return { ask, asked: () => asked };
}

const unverifiable = ["SESSION_UNVERIFIABLE", "SESSION_UNVERIFIABLE"];

test("a page is repeated while its session cannot be checked, thirty times at most", async () => {
  const late = answering([unverifiable, unverifiable]);
  expect(await askUntilVerified(late.ask, 0)).toMatchObject({ data: { shop: "open" }, errors: [] });
  expect(late.asked()).toBe(3);
  const never = answering(Array.from({ length: 100 }, () => unverifiable));
  expect((await askUntilVerified(never.ask, 0)).errors).toHaveLength(2);
  expect(never.asked()).toBe(30);
});

test.each([[["SUBGRAPH_UNAVAILABLE"]], [["SESSION_UNVERIFIABLE", "INTERNAL_SERVER_ERROR"]]])(
  "a page with %s is not repeated",
  async (codes) => {
    const faulty = answering([codes]);
    expect((await askUntilVerified(faulty.ask, 0)).errors).toHaveLength(codes.length);
    expect(faulty.asked()).toBe(1);
  },
);
