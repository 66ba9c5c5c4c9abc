/** The state of the list of orders is in its address: it is read as it was written, and what is unknown is left out. */
import { expect, test } from "vitest";
import { firstPage } from "../lists/list-state.ts";
import { addressOfList, filterOf, isFiltered, readListState, variablesOf, views } from "../pages/orders/list-state.ts";

const searchOf = (address: string) => new URL(address, "http://shop.example").search;

test.each(views)("the view %s has an address, by which it is found again", (view) => {
  const state = { ...readListState(""), view, find: "a&b@c.example", settlement: "PAID", after: "cursor==" } as const;
  expect(readListState(searchOf(addressOfList(state)))).toEqual(state);
});

test("the first page without filters has the shortest address", () => {
  expect(addressOfList(readListState(""))).toBe("/admin/orders");
  expect(isFiltered(readListState(""))).toBe(false);
});

test("what an address says and the list does not know is left out", () => {
  const state = readListState("?view=none&settlement=RICH&from=2026-02-31x&until=soon&find=%20%20&after=a&before=b");
  expect(state).toEqual({
    ...{ view: "all", find: "", settlement: undefined, from: "", until: "" },
    ...{ after: "a", before: "" },
  });
});

test("a text is searched for, and days are whole by the clock of the device", () => {
  const filterAt = (search: string) => filterOf(readListState(search));
  expect(filterAt("?find=ada@shop.example")).toEqual({ search: "ada@shop.example" });
  expect(filterAt("?find=100149-3125&view=to-pack")).toEqual({ search: "100149-3125", work: "TO_PACK" });
  expect(filterAt("?from=2026-03-28&until=2026-03-28")).toEqual({
    placedFrom: new Date("2026-03-28T00:00").toISOString(),
    placedTo: new Date("2026-03-29T00:00").toISOString(),
  });
});

test("a page is asked for by one cursor, and a change of the view leaves it", () => {
  const state = readListState("?view=to-prepare&after=c1");
  expect(variablesOf(state)).toMatchObject({ first: 25, after: "c1", sort: "OLDEST" });
  const back = variablesOf(readListState("?before=c2"));
  expect(back).toMatchObject({ last: 25, before: "c2", sort: "NEWEST" });
  expect(back).not.toHaveProperty("first");
  expect(firstPage(state, { view: "cancelled" })).toMatchObject({ view: "cancelled", after: "", before: "" });
});
