/** Budgets: the units that one operation of a sender may be estimated to cost. */
import type { Viewer } from "@hansa/kit/identity";

/** Our dearest page, a product with as many variants and pictures as one may have, needs nine tenths of that of a guest. */
const budgets = { guest: 3_000, customer: 3_000, client: 15_000, staff: 50_000 } as const;

/** The kind of a sender, by which budgets and metrics tell senders apart. */
export type SenderKind = keyof typeof budgets;

/** The kind of a viewer. Services ask for themselves by other ways. */
export function senderKindOf(viewer: Viewer): SenderKind {
  if (viewer.kind === "client") return "client";
  if (viewer.kind !== "user") return "guest";
  return viewer.role === "CUSTOMER" ? "customer" : "staff";
}

/** The budget of one operation of this viewer. */
export function budgetOf(viewer: Viewer): number {
  return budgets[senderKindOf(viewer)];
}
