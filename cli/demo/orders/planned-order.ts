/** A planned order of the demo shop, and the planned steps that follow its placement. */
import type { CartLine } from "./baskets.ts";

/** How paying goes; the card that is closed later refuses the first refund. */
export type Course = "paid" | "free" | "declinedFirst" | "secondStep" | "captureRefused" | "closedLater";
/** `index` counts in the list of customers, of guests or of companies, which come as guests; the demo customer stands in none. */
export type Buyer = { kind: "demo" } | { kind: "customer" | "guest" | "company"; index: number };

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
  /** Waits for staff on the last day. */
  isWork: boolean;
};

/** One step of the warehouse. */
export type ParcelStep =
  | { does: "prepare"; what: "everything" | "aPart" }
  | { does: "leave"; what: "everything" | "aPart" | "theRest" }
  | { does: "pack" | "arrive" | "comeBack" };
/** One step of goods that come back. A stranger knows number, address and name of an order; what is unknown fits none. */
export type ReturnStep =
  | { does: "askReturn" | "receiveReturn" | "closeReturn" | "contest" }
  | { does: "decideReturn"; decision: "APPROVE" | "REJECT" }
  | { does: "withdraw"; as: "buyer" | "stranger" | "unknown" };
/** One step of a buyer or a member of staff on an order. */
export type Step =
  | ParcelStep
  | ReturnStep
  | { does: "cancel" | "cancelUnit" | "hold" | "release" | "dispute" | "refundReturn" }
  | { does: "refund"; what: "shipping" | "gesture"; ends: "SUCCEEDED" | "FAILED" }
  | { does: "review"; sku: string; rating: number; body: string }
  | { does: "judgeReview"; sku: string; decision: "APPROVE" | "REJECT" };
export type PlannedStep = { kind: "step"; at: number; order: PlannedOrder; step: Step };
