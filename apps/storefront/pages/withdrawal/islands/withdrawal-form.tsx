/** The declaration of a withdrawal: for everybody who knows number, address and name; an order that this browser may see shows its goods too. */
import { Button, buttonClass, Field, Message } from "@hansa/front/elements";
import { formatDate, formatDateTime } from "@hansa/front/format";
import { Form, forgetTyped, type Typed } from "@hansa/front/islands";
import { useEffect, useRef, useState } from "react";
import type {
  StorefrontWithdrawalDeclareMutation,
  StorefrontWithdrawalOrderQuery,
} from "../../../generated/graphql.ts";
import { graphql } from "../../../generated/index.ts";
import { readGuest } from "../../../shop/cart/guest.ts";
import { catalogueLang } from "../../../shop/catalogue-lang.ts";
import { type ChangeOutcome, useChange } from "../../../shop/change.ts";
import { graph } from "../../../shop/graph.ts";
import type { Language } from "../../../shop/texts.ts";
import { withdrawalTexts } from "../texts.ts";

const OrderDocument = graphql(`
  query StorefrontWithdrawalOrder($number: String!, $token: String) {
    order(number: $number, guestToken: $token) {
      number
      email
      shippingAddress { lastName }
      billingAddress { lastName }
      lines { id title quantity cancelled refunded partlyRefunded returned isWithdrawable }
    }
  }
`);

const WithdrawalDeclareDocument = graphql(`
  mutation StorefrontWithdrawalDeclare($input: WithdrawalDeclareInput!) {
    withdrawalDeclare(input: $input) {
      __typename
      ... on WithdrawalReceived { reference receivedAt order { number } }
      ... on WithdrawalClosedError { cause closedAt line { title } }
      ... on ValidationError { problems { path message } }
    }
  }
`);

type KnownOrder = NonNullable<StorefrontWithdrawalOrderQuery["order"]>;

/** `given` is the number that the address names, or empty; `orderLink` has the place of a number in it. */
type WithdrawalFormProps = { language: Language; given: string; orderLink: string };

export function WithdrawalForm({ language, given, orderLink }: WithdrawalFormProps) {
  /** The name under which this tab keeps what is typed, until the declaration is received. */
  const form = `withdrawal ${given}`;
  const texts = withdrawalTexts[language];
  const [order, setOrder] = useState<KnownOrder>();
  const { isBusy, isSuccess, text, faults, send } = useChange(texts.unknown);
  // A press after a lost answer is the same declaration; one after a change of the form is another.
  const key = useRef("");

  useEffect(() => {
    if (given !== "") void readKnown();
  }, []);

  /** Fills in what this browser may see, beside what was typed; for everybody else the form stays as it is. */
  async function readKnown(): Promise<void> {
    const token = tokenOf(given) ?? null;
    const options = token === null ? {} : { guest: [token] };
    const response = await graph.send(OrderDocument, { number: given, token }, options).catch(() => undefined);
    if (response?.data?.order) setOrder(response.data.order);
  }

  async function declare(typed: Typed): Promise<ChangeOutcome> {
    const number = order?.number ?? typed("number").trim();
    const token = tokenOf(number);
    const parts = order?.lines.flatMap(({ id }) => {
      const quantity = Number(typed(`units of ${id}`));
      return quantity > 0 ? [{ lineId: id, quantity }] : [];
    });
    const input = {
      orderNumber: number,
      email: typed("email").trim(),
      lastName: typed("lastName").trim(),
      ...(parts ? { parts } : {}),
      ...(token ? { guestToken: token } : {}),
      idempotencyKey: key.current,
    };
    const options = token ? { guest: [token] } : {};
    const result = (await graph.send(WithdrawalDeclareDocument, { input }, options)).data?.withdrawalDeclare;
    if (!result) throw new Error("it is not known whether the declaration was received");
    return outcomeOf(result);
  }

  function outcomeOf(result: StorefrontWithdrawalDeclareMutation["withdrawalDeclare"]): ChangeOutcome {
    switch (result.__typename) {
      case "WithdrawalReceived":
        forgetTyped(form);
        return {
          isSuccess: true,
          text: (
            <>
              <p className="font-medium">{texts.received}</p>
              <p>{texts.reference(result.reference, formatDateTime(result.receivedAt, language))}</p>
              <p>{result.order ? texts.done : texts.mail}</p>
              {result.order ? (
                <a href={orderLink.replace("NUMBER", result.order.number)} className={buttonClass("quiet")}>
                  {texts.toOrder}
                </a>
              ) : null}
            </>
          ),
        };
      case "WithdrawalClosedError": {
        const { cause, closedAt, line } = result;
        const text =
          cause === "PERIOD_OVER" && closedAt
            ? texts.PERIOD_OVER(line.title, formatDate(closedAt, language))
            : cause === "EXCLUDED"
              ? texts.EXCLUDED(line.title)
              : texts.NOTHING_LEFT(line.title);
        return { text };
      }
      case "ValidationError":
        return {
          text: texts.failed,
          faults: new Map(result.problems.map(({ path, message }) => [path.at(-1) ?? "", message])),
        };
      case "RateLimitedError":
        return { text: texts.tooOften };
      case "IdempotencyInProgressError":
      case "IdempotencyKeyReusedError":
        return { text: texts.unknown };
    }
  }

  return (
    <Form
      keptAs={form}
      className="space-y-4"
      onTyped={() => {
        key.current = crypto.randomUUID();
      }}
      onSend={(typed) => void send(() => declare(typed))}
    >
      <Message kind={isSuccess ? "success" : "fault"}>{text}</Message>
      <Field
        label={texts.number}
        hint={texts.numberHint}
        fault={faults.get("orderNumber")}
        name="number"
        required
        maxLength={40}
        defaultValue={order?.number ?? given}
        readOnly={order !== undefined}
      />
      <Field
        label={texts.email}
        fault={faults.get("email")}
        type="email"
        name="email"
        autoComplete="email"
        required
        defaultValue={order?.email ?? undefined}
      />
      <Field
        label={texts.lastName}
        fault={faults.get("lastName")}
        name="lastName"
        autoComplete="family-name"
        required
        maxLength={100}
        defaultValue={(order?.billingAddress ?? order?.shippingAddress)?.lastName ?? undefined}
      />
      {order ? (
        <fieldset>
          <legend className="mb-2 font-medium">{texts.parts}</legend>
          {order.lines.map((line) => (
            <label key={line.id} className="flex min-h-12 items-center justify-between gap-4 border-b border-line">
              <span lang={catalogueLang()} className="min-w-0 wrap-anywhere">
                {line.title}
              </span>
              <input
                type="number"
                min={0}
                max={openUnits(line)}
                aria-label={texts.partOf(line.title)}
                disabled={openUnits(line) === 0}
                name={`units of ${line.id}`}
                defaultValue={openUnits(line)}
                className="min-h-11 w-20 rounded-full border border-line-strong bg-surface px-3 text-center"
              />
            </label>
          ))}
        </fieldset>
      ) : (
        <p className="text-muted">{texts.all}</p>
      )}
      <Button type="submit" isBusy={isBusy}>
        {texts.declare}
      </Button>
    </Form>
  );
}

/** The token of an order that this browser has as a guest. */
function tokenOf(number: string): string | undefined {
  return readGuest().orders?.find((each) => each.number === number)?.token;
}

/** Units that may still be withdrawn from, as far as the page knows: the shop decides. */
function openUnits(line: KnownOrder["lines"][number]): number {
  const { quantity, cancelled, refunded, partlyRefunded, isWithdrawable } = line;
  return isWithdrawable ? Math.max(0, quantity - cancelled - refunded + partlyRefunded) : 0;
}
