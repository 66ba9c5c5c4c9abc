/** Test tokens of the sandbox, and their documented behaviour. */

/** The behaviour of payments with a token. */
export type Behaviour = {
  /** The state of the payment after the token was given. */
  becomes: "AUTHORIZED" | "REQUIRES_ACTION" | "PROCESSING" | "FAILED";
  /** The failure reason of a failing token. */
  failure: { code: string; retryable: boolean } | null;
  /** The timing of the response to the call with the token. */
  response: "atOnce" | "slow" | "lost" | "afterTwoMessages";
  /** The outcome of captures. */
  capture: "captured" | "refused" | "capturedResponseLost";
  /** The outcome of refunds. Failures and returns happen for the first refund only. */
  refund:
    | "succeeds"
    | "succeedsResponseLost"
    | "succeedsLater"
    | "failsAtFirst"
    | "failsLaterAtFirst"
    | "returnedAtFirst"
    | "refused";
  /** The outcome of the dispute that the bank opens after a capture; null: no dispute. */
  dispute: "WON" | "LOST" | null;
  /** Whether the second step is taken at the page of the bank. */
  redirects: boolean;
  last4: string;
};

const works: Behaviour = {
  becomes: "AUTHORIZED",
  failure: null,
  response: "atOnce",
  capture: "captured",
  refund: "succeeds",
  dispute: null,
  redirects: false,
  last4: "4242",
};

function fails(code: string, retryable: boolean, last4: string): Behaviour {
  return { ...works, becomes: "FAILED", failure: { code, retryable }, last4 };
}

const behaviours: Readonly<Record<string, Behaviour>> = {
  /** Authorised at once. */
  tok_ok: works,
  /** Declined, permanently. */
  tok_declined: fails("card_declined", false, "0002"),
  /** Declined; may succeed another day. */
  tok_insufficient_funds: fails("insufficient_funds", true, "9995"),
  /** Requires authentication; confirm with one of the next two. */
  tok_second_step: { ...works, becomes: "REQUIRES_ACTION", last4: "3220" },
  /** The customer passed the authentication. */
  tok_second_step_ok: { ...works, last4: "3220" },
  /** The customer failed the authentication. */
  tok_second_step_failed: fails("authentication_failed", true, "3220"),
  /** Leads to the page of the bank, where the buyer confirms or refuses. */
  tok_redirect: { ...works, becomes: "REQUIRES_ACTION", redirects: true, last4: "3184" },
  /** Authorised, with a response after three seconds. */
  tok_slow: { ...works, response: "slow" },
  /** Authorised, with a lost first response. */
  tok_lost_answer: { ...works, response: "lost" },
  /** Authorised, with two messages before the response. */
  tok_double_webhook: { ...works, response: "afterTwoMessages" },
  /** Authorised, with refused captures. */
  tok_capture_refused: { ...works, capture: "refused" },
  /** Authorised and captured, with a lost first response of the capture. */
  tok_capture_lost_answer: { ...works, capture: "capturedResponseLost" },
  /** Processing for five seconds, then authorised with a message. */
  tok_processing: { ...works, becomes: "PROCESSING" },
  /** Refunds complete five seconds later, with a message. */
  tok_refund_pending: { ...works, refund: "succeedsLater", last4: "7726" },
  /** The first refund fails at once; the next one succeeds. */
  tok_refund_fails: { ...works, refund: "failsAtFirst", last4: "5126" },
  /** The first refund is pending for five seconds, then fails with a message. The next one succeeds. */
  tok_refund_fails_later: { ...works, refund: "failsLaterAtFirst", last4: "3155" },
  /** The first refund succeeds and is returned five seconds later, with a message. The next one stays. */
  tok_refund_comes_back: { ...works, refund: "returnedAtFirst", last4: "5126" },
  /** A dispute opens five seconds after a capture and is won by the shop five seconds later, with messages. */
  tok_dispute_won: { ...works, dispute: "WON", last4: "0259" },
  /** The same, won by the customer. */
  tok_dispute_lost: { ...works, dispute: "LOST", last4: "0259" },
  /** Refunds are refused. */
  tok_refund_refused: { ...works, refund: "refused", last4: "1976" },
  /** Refunds succeed, with a lost first response. */
  tok_refund_lost_answer: { ...works, refund: "succeedsResponseLost" },
};

const unknownToken = fails("invalid_token", false, "0000");

/** The behaviour of a token. An unknown token is declined. */
export function behaviourOf(token: string): Behaviour {
  return (Object.hasOwn(behaviours, token) ? behaviours[token] : undefined) ?? unknownToken;
}
