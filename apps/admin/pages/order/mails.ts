/** Mails about an order: which of them can be sent again, and the change that does it. */
import type { OrderMailResendInput } from "../../generated/graphql.ts";
import { graphql } from "../../generated/index.ts";
import { doneOutcome } from "../../shop/changes/done.ts";
import { refusedOutcome } from "../../shop/changes/refusals.ts";
import { type KnownOutcome, makeChange } from "../../shop/graph/change.ts";
import { texts } from "./mail-texts.ts";
import type { Order } from "./order.ts";

export type Mail = Order["mails"][number];

const MailResendDocument = graphql(`
  mutation OfficeMailResend($input: OrderMailResendInput!) {
    orderMailResend(input: $input) {
      __typename
      ... on OrderMailQueued { mail { kind } }
      ... on InvalidTransitionError { blockedBy }
      ... on RateLimitedError { retryAfterMs }
      ... on ValidationError { problems { path code } }
    }
  }
`);

/** An order with the subjects of its mails. */
export type MailedOrder = Pick<Order, "email" | "mails" | "state"> & {
  fulfilments: readonly {
    shipments: readonly Pick<Order["fulfilments"][number]["shipments"][number], "id" | "status">[];
  }[];
  refunds: readonly Pick<Order["refunds"][number], "id" | "state">[];
  returns: readonly Pick<Order["returns"][number], "id" | "state">[];
};

/** The last mail about each subject, by the rule of `orderMailResend`, but for its limits. */
export function isSentAgain(mail: Mail, order: MailedOrder): boolean {
  const { email, mails } = order;
  const last = mails.findLast(({ kind, subjectId }) => kind === mail.kind && subjectId === mail.subjectId);
  return email !== null && last === mail && isStillTrue(mail, order);
}

/** Whether the mail says what is true now. A former address is not kept. */
function isStillTrue({ kind, subjectId }: Mail, { state, fulfilments, refunds, returns }: MailedOrder): boolean {
  switch (kind) {
    case "CONFIRMED":
      return state !== "CANCELLED";
    case "SHIPPED": {
      const status = fulfilments.flatMap(({ shipments }) => shipments).find(({ id }) => id === subjectId)?.status;
      return status !== undefined && status !== "LOST" && status !== "RETURNED";
    }
    case "REFUNDED":
      return refunds.find(({ id }) => id === subjectId)?.state === "SUCCEEDED";
    case "RETURN_APPROVED":
      return returns.find(({ id }) => id === subjectId)?.state === "APPROVED";
    default:
      return kind !== "CONTACT_FORMER";
  }
}

export function resendMail(input: OrderMailResendInput): Promise<KnownOutcome> {
  return makeChange(
    MailResendDocument,
    { input },
    ({ orderMailResend }) => orderMailResend,
    (result) => {
      switch (result.__typename) {
        case "OrderMailQueued":
          return doneOutcome();
        case "RateLimitedError":
          return { text: texts.tooOften(Math.ceil(result.retryAfterMs / 60_000)) };
        case "InvalidTransitionError":
        case "ValidationError":
        case "NotFoundError":
          return refusedOutcome(result);
      }
    },
  );
}
