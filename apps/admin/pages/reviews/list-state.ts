/** The state of the list of reviews, as its address has it: the view, a product, and the page. */
import type {
  OfficeReviewsQueryVariables,
  ReviewDecision,
  ReviewFilter,
  ReviewStatus,
} from "../../generated/graphql.ts";
import { type ListState as AnyListState, listAt, pageOf } from "../../lists/list-state.ts";

export const views = ["pending", "all", "approved", "rejected"] as const;
type View = (typeof views)[number];

/** `product` is the id of the only product whose reviews are shown; empty: those of all. */
export type ListState = AnyListState<View> & { product: string };

const list = listAt("/reviews", views, "pending");

const statuses: Readonly<Record<View, ReviewStatus | undefined>> = {
  pending: "PENDING",
  all: undefined,
  approved: "APPROVED",
  rejected: "REJECTED",
};

/** The decisions that change something in a view. */
export const decisionsOf: Readonly<Record<View, readonly ReviewDecision[]>> = {
  pending: ["APPROVE", "REJECT"],
  all: ["APPROVE", "REJECT"],
  approved: ["REJECT"],
  rejected: ["APPROVE"],
};

/** Reads an address; what it does not know is left out. Reviews are not searched. */
export function readListState(search: string): ListState {
  return { ...list.read(search), find: "", product: new URLSearchParams(search).get("product")?.trim() ?? "" };
}

/** The address of a state. */
export const addressOfList: (state: ListState) => string = list.addressOf;

export function filterOf({ view, product }: ListState): ReviewFilter {
  const status = statuses[view];
  return { ...(status ? { status } : {}), ...(product === "" ? {} : { productId: product }) };
}

/** Those that wait are read in the order in which they came. */
export function variablesOf(state: ListState): OfficeReviewsQueryVariables {
  return { ...pageOf(state), filter: filterOf(state), sort: state.view === "pending" ? "OLDEST" : "NEWEST" };
}
