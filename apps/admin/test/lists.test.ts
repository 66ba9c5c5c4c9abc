/** The lists of returns and withdrawals: their views are in the address, and ask for what waits longest first. */
import { expect, test } from "vitest";
import { firstPage } from "../lists/list-state.ts";
import * as returns from "../pages/returns/list-state.ts";
import * as withdrawals from "../pages/withdrawals/list-state.ts";

const searchOf = (address: string) => new URL(address, "http://shop.example").search;

test.each(returns.views)("the view %s of returns is found again by its address", (view) => {
  const state = { ...returns.returnList.read(""), view, find: "100149", before: "cursor==" };
  expect(returns.returnList.read(searchOf(returns.returnList.addressOf(state)))).toEqual(state);
});

test.each(withdrawals.views)("the view %s of withdrawals is found again by its address", (view) => {
  const state = { ...withdrawals.withdrawalList.read(""), view, find: "1234567890" };
  expect(withdrawals.withdrawalList.read(searchOf(withdrawals.withdrawalList.addressOf(state)))).toEqual(state);
});

test("returns and withdrawals that wait are sorted by age, and a search narrows its view", () => {
  const { returnList } = returns;
  expect(returnList.addressOf(firstPage(returnList.read("?view=none&after=c")))).toBe("/admin/returns");
  expect(returns.variablesOf(returnList.read("?view=requested&find=100149"))).toEqual({
    ...{ first: 25, filter: { state: "REQUESTED", search: "100149" }, sort: "OLDEST" },
  });
  expect(returns.variablesOf(returnList.read(""))).toMatchObject({ filter: {}, sort: "NEWEST" });
  const read = (search: string) => withdrawals.variablesOf(withdrawals.withdrawalList.read(search));
  expect(read("")).toMatchObject({ filter: { state: "RECEIVED" }, sort: "OLDEST" });
  expect(read("?view=unmatched&find=12")).toMatchObject({
    filter: { state: "UNMATCHED", reference: "12" },
    sort: "NEWEST",
  });
});
