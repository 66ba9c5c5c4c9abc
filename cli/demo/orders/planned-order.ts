/** A planned order of the demo shop, and the planned steps that follow its placement. */
import type { CartLine } from "./baskets.ts";

/** How paying goes; the card that is closed later refuses the first refund. */
export type Course = "paid" | "free" | "declinedFirst" | "secondStep" | "captureRefused" | "closedLater";
/** `index` counts in the list of customers or of guests; the demo customer stands in neither. */
export type Buyer = { kind: "demo" } | { kind: "customer" | "guest"; index: number };

export type PlannedOrder = {
  kind: "order";
  /** Among all orders, as they were thought of. */
  index: number;
  /** Unique; part of its idempotency keys. */
  name: string;
  at: number;
  buyer: Buyer;
  /** Which of the buyer's addresses. */
  address: number;
  currency: string;
  lines: CartLine[];
  course: Course;
  /** Takes the dearest way of sending, not the cheapest. */
  isUrgent: boolean;
  /** From the shop's e-mail. */
  code: string | null;
  /** Keeps the card for the next time. */
  keepsCard: boolean;
};

/** One step of a buyer or a member of staff on an order. */
export type Step =
  | { does: "leave"; what: "everything" | "aPart" | "theRest" }
  | { does: "arrive" | "cancel" | "cancelUnit" | "askReturn" | "receiveReturn" | "refundReturn" }
  | { does: "decideReturn"; decision: "APPROVE" | "REJECT" }
  | { does: "refund"; what: "shipping" | "gesture"; ends: "SUCCEEDED" | "FAILED" }
  | { does: "review"; sku: string; rating: number; body: string }
  | { does: "judgeReview"; sku: string; decision: "APPROVE" | "REJECT" };
export type PlannedStep = { kind: "step"; at: number; order: PlannedOrder; step: Step };
