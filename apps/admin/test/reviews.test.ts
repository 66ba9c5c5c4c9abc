/** Reviews: the state of their list is in its address, and decisions about several are made four at a time, each by itself. */
import { afterEach, expect, test, vi } from "vitest";
import {
  addressOfList,
  decisionsOf,
  filterOf,
  readListState,
  variablesOf,
  views,
} from "../pages/reviews/list-state.ts";
import { moderate, type Review } from "../pages/reviews/moderation.ts";
import { makeSeveral, outcomeOfSeveral } from "../shop/changes/several.tsx";

afterEach(() => vi.unstubAllGlobals());

const searchOf = (address: string) => new URL(address, "http://shop.example").search;

test.each(views)("the view %s of reviews is found again by its address, with its product", (view) => {
  const state = { ...readListState(""), view, product: "prod_1", after: "cursor==" };
  expect(readListState(searchOf(addressOfList(state)))).toEqual(state);
});

test("reviews that wait come in the order in which they were written, and others the newest first", () => {
  expect(addressOfList(readListState("?view=none&find=x"))).toBe("/admin/reviews");
  expect(variablesOf(readListState(""))).toEqual({ first: 25, filter: { status: "PENDING" }, sort: "OLDEST" });
  expect(variablesOf(readListState("?view=approved"))).toMatchObject({ sort: "NEWEST" });
  expect(filterOf(readListState("?view=all&product=prod_1"))).toEqual({ productId: "prod_1" });
  expect([decisionsOf.approved, decisionsOf.rejected]).toEqual([["REJECT"], ["APPROVE"]]);
});

const rows = Array.from({ length: 9 }, (_, index) => ({ id: `rev_${index}` }));

test("changes of several rows are made four at a time, and one that throws leaves the others", async () => {
  let under = 0;
  const seen: number[] = [];
  const results = await makeSeveral(rows, async ({ id }) => {
    under += 1;
    seen.push(under);
    await new Promise((resolve) => setImmediate(resolve));
    under -= 1;
    if (id === "rev_1") throw new TypeError("the line is cut");
    return id === "rev_2" ? { text: "It was rewritten.", isKnown: true } : { isSuccess: true, isKnown: true };
  });
  expect(Math.max(...seen)).toBe(4);
  expect(results.map(({ row }) => row)).toEqual(rows);
  const others = results.filter(({ outcome }) => !outcome.isSuccess);
  expect(others.map(({ row }) => row.id)).toEqual(["rev_1", "rev_2"]);
  expect(others[0]?.outcome.text).toContain("It is not known");
});

test("the outcome of all is a success only without another row", () => {
  const told = { done: (count: number) => `${count} done`, nameOf: ({ id }: { id: string }) => id };
  const outcomeOf = (...outcomes: { isSuccess?: boolean; text?: string }[]) =>
    outcomeOfSeveral(
      outcomes.map((outcome, index) => ({ row: { id: `rev_${index}` }, outcome })),
      told,
    );
  expect(outcomeOf({ isSuccess: true }, { isSuccess: true })).toEqual({ isSuccess: true, text: "2 done" });
  expect(outcomeOf({ isSuccess: true }, { text: "no" }).isSuccess).toBeUndefined();
  expect(JSON.stringify(outcomeOf({ isSuccess: true }, { text: "lost" }).text)).toContain("1 done");
  expect(JSON.stringify(outcomeOf({ text: "lost" }).text)).not.toContain("done");
});

test("a decision is about the version that was read, and one that has changed since is not decided", async () => {
  const reviews = [1, 2].map((version): Review => {
    const written = {
      rating: 4,
      title: "Sound",
      body: null,
      verifiedPurchase: true,
      createdAt: "2026-01-15T12:00:00Z",
    };
    const product = { id: "prod_1", title: "Tea", media: [] };
    return { id: `rev_${version}`, version, status: "PENDING", ...written, product };
  });
  const sent: object[] = [];
  vi.stubGlobal("fetch", async (_url: string, { body }: { body: string }) => {
    const { input } = JSON.parse(body).variables;
    sent.push(input);
    const __typename = input.reviewId === "rev_2" ? "VersionConflictError" : "ReviewSaved";
    return new Response(JSON.stringify({ data: { reviewModerate: { __typename } } }));
  });
  expect((await moderate(reviews, "APPROVE")).isSuccess).toBeUndefined();
  expect(sent).toEqual([
    { reviewId: "rev_1", decision: "APPROVE", expectedVersion: 1 },
    { reviewId: "rev_2", decision: "APPROVE", expectedVersion: 2 },
  ]);
  expect(await moderate(reviews.slice(0, 1), "REJECT")).toEqual({ isSuccess: true, text: "1 review is rejected." });
});
