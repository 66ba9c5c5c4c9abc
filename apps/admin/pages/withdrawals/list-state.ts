/** The state of the list of withdrawals, as its address has it. */
import type { OfficeWithdrawalsQueryVariables, WithdrawalFilter, WithdrawalState } from "../../generated/graphql.ts";
import { type ListState as AnyListState, listAt, pageOf } from "../../lists/list-state.ts";

/** Views in which the oldest are first: their refund is due first. */
const dueViews = ["due", "unconfirmed"] as const;
/** Views whose count stands on their tab. */
export const countedViews = [...dueViews, "unmatched"] as const;
export const views = [...countedViews, "all", "contested", "settled"] as const;
type View = (typeof views)[number];

const states: Readonly<Record<View, WithdrawalState | undefined>> = {
  due: "RECEIVED",
  unconfirmed: "UNCONFIRMED",
  unmatched: "UNMATCHED",
  all: undefined,
  contested: "CONTESTED",
  settled: "SETTLED",
};

export type ListState = AnyListState<View>;

export const withdrawalList = listAt("/withdrawals", views, "due");

/** The search is for the whole reference. */
export function filterOf({ view, find }: ListState): WithdrawalFilter {
  const state = states[view];
  return { ...(state ? { state } : {}), ...(find === "" ? {} : { reference: find }) };
}

export function variablesOf(state: ListState): OfficeWithdrawalsQueryVariables {
  const sort = dueViews.some((view) => view === state.view) ? "OLDEST" : "NEWEST";
  return { ...pageOf(state), filter: filterOf(state), sort };
}
