/** The state of the list, as its address has it: the view, the filters and the page. */
import type { OfficeOrdersQueryVariables, OrderFilter, SettlementState } from "../../generated/graphql.ts";
import { addressOf } from "../../shop/places/address.ts";

/** The views with work in the warehouse, whose goods wait: the oldest order first. */
const workViews = ["to-prepare", "to-pack", "to-hand-over", "to-send-again"] as const;
/** Views whose count stands on their tab: each of their orders waits for staff. */
export const countedViews = [...workViews, "on-hold"] as const;
export const views = [...countedViews, "all", "refund-failed", "awaits-payment", "cancelled"] as const;
type View = (typeof views)[number];

const usualView: View = "all";
const pageSize = 25;

const filtersOfViews: Readonly<Record<View, OrderFilter>> = {
  "to-prepare": { work: "TO_PREPARE" },
  "to-pack": { work: "TO_PACK" },
  "to-hand-over": { work: "TO_HAND_OVER" },
  "to-send-again": { work: "TO_SEND_AGAIN" },
  all: {},
  "on-hold": { onHold: true },
  "refund-failed": { hasFailedRefund: true },
  "awaits-payment": { state: "PENDING_PAYMENT" },
  cancelled: { state: "CANCELLED" },
};

/** Each in the order of the form. */
export const settlements = [
  ...(["UNPAID", "AUTHORIZED", "PARTIALLY_PAID", "PAID"] as const),
  ...(["REFUND_DUE", "PARTIALLY_REFUNDED", "REFUNDED"] as const),
] satisfies readonly SettlementState[];

/** `from` and `until` are days such as `2026-01-31`; `after` and `before` are cursors, of which one is there at most. */
export type ListState = {
  view: View;
  find: string;
  settlement: SettlementState | undefined;
  from: string;
  until: string;
  after: string;
  before: string;
};

/** Reads an address; what it does not know is left out. */
export function readListState(search: string): ListState {
  const parameters = new URLSearchParams(search);
  const text = (name: string) => parameters.get(name)?.trim() ?? "";
  const day = (name: string) => (isDay(text(name)) ? text(name) : "");
  const after = text("after");
  return {
    view: views.find((each) => each === text("view")) ?? usualView,
    find: text("find"),
    settlement: settlements.find((each) => each === text("settlement")),
    from: day("from"),
    until: day("until"),
    after,
    before: after === "" ? text("before") : "",
  };
}

/** The address of a state. */
export function addressOfList({ view, ...others }: ListState): string {
  return addressOf("/orders", { view: view === usualView ? undefined : view, ...others });
}

/** The first page of a view, with the filters of another state. */
export function firstPage(state: ListState, change: Partial<ListState> = {}): ListState {
  return { ...state, after: "", before: "", ...change };
}

/** Whether something but the view narrows the list. */
export function isFiltered({ find, settlement, from, until }: ListState): boolean {
  return find !== "" || settlement !== undefined || from !== "" || until !== "";
}

export function filterOf({ view, find, settlement, from, until }: ListState): OrderFilter {
  return {
    ...filtersOfViews[view],
    ...(find === "" ? {} : { search: find }),
    ...(settlement ? { settlements: [settlement] } : {}),
    ...(from === "" ? {} : { placedFrom: midnight(from, 0) }),
    ...(until === "" ? {} : { placedTo: midnight(until, 1) }),
  };
}

export function variablesOf(state: ListState): OfficeOrdersQueryVariables {
  const { view, after, before } = state;
  const sort = workViews.some((each) => each === view) ? "OLDEST" : "NEWEST";
  const filter = filterOf(state);
  if (before !== "") return { last: pageSize, before, filter, sort };
  return after === "" ? { first: pageSize, filter, sort } : { first: pageSize, after, filter, sort };
}

function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(new Date(`${text}T00:00`).getTime());
}

/** The beginning of a day, or of one after it, by the clock of this device. */
function midnight(day: string, daysAfter: number): string {
  const time = new Date(`${day}T00:00`);
  time.setDate(time.getDate() + daysAfter);
  return time.toISOString();
}
