/** The state of the list, as its address has it: the view, the filters and the page. */
import type { OfficeOrdersQueryVariables, OrderFilter, SettlementState } from "../../generated/graphql.ts";
import { type ListState as AnyListState, listAt, pageOf } from "../../lists/list-state.ts";

/** The views with work in the warehouse, whose goods wait: the oldest order first. */
const workViews = ["to-prepare", "to-pack", "to-hand-over", "to-send-again"] as const;
/** Views whose count stands on their tab: each of their orders waits for staff. */
export const countedViews = [...workViews, "on-hold"] as const;
export const views = [...countedViews, "all", "refund-failed", "awaits-payment", "cancelled"] as const;
type View = (typeof views)[number];

const list = listAt("/orders", views, "all");

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

/** `from` and `until` are days such as `2026-01-31`. */
export type ListState = AnyListState<View> & {
  settlement: SettlementState | undefined;
  from: string;
  until: string;
};

/** Reads an address; what it does not know is left out. */
export function readListState(search: string): ListState {
  const parameters = new URLSearchParams(search);
  const text = (name: string) => parameters.get(name)?.trim() ?? "";
  const day = (name: string) => (isDay(text(name)) ? text(name) : "");
  const settlement = settlements.find((each) => each === text("settlement"));
  return { ...list.read(search), settlement, from: day("from"), until: day("until") };
}

/** The address of a state. */
export const addressOfList: (state: ListState) => string = list.addressOf;

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
  const sort = workViews.some((view) => view === state.view) ? "OLDEST" : "NEWEST";
  return { ...pageOf(state), filter: filterOf(state), sort };
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
