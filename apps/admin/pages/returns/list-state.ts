/** The state of the list of returns, as its address has it. */
import type { OfficeReturnsQueryVariables, ReturnFilter, ReturnState } from "../../generated/graphql.ts";
import { type ListState as AnyListState, listAt, pageOf } from "../../lists/list-state.ts";

/** Views whose count stands on their tab: each of their returns waits for staff, or for a parcel. The oldest are first. */
export const countedViews = ["requested", "approved", "received"] as const;
export const views = [...countedViews, "all", "refunded", "rejected", "closed"] as const;
type View = (typeof views)[number];

const states: Readonly<Record<View, ReturnState | undefined>> = {
  requested: "REQUESTED",
  approved: "APPROVED",
  received: "RECEIVED",
  all: undefined,
  refunded: "REFUNDED",
  rejected: "REJECTED",
  closed: "CLOSED",
};

export type ListState = AnyListState<View>;

export const returnList = listAt("/returns", views, "all");

export function filterOf({ view, find }: ListState): ReturnFilter {
  const state = states[view];
  return { ...(state ? { state } : {}), ...(find === "" ? {} : { search: find }) };
}

export function variablesOf(state: ListState): OfficeReturnsQueryVariables {
  const sort = countedViews.some((view) => view === state.view) ? "OLDEST" : "NEWEST";
  return { ...pageOf(state), filter: filterOf(state), sort };
}
