/** One payment of the fake of payments, as a test sees and changes it. */

export type PaymentState = "inProgress" | "authorized" | "captured" | "failed" | "voided";
export type FakePayment = {
  paymentId: string;
  checkoutId: string;
  version: number;
  amountMinor: number;
  currency: string;
  /** CAPTURED as soon as any amount is captured. */
  state: PaymentState;
  capturedMinor?: number;
  refundedMinor?: number;
  /** The milliseconds from its start to its authorisation; 0 if absent. */
  authorizedAfterMs?: number;
  /** Whether the uncaptured amount was released. */
  isReleased?: boolean;
};
