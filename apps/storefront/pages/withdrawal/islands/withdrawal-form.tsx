/** The declaration of a withdrawal: for everybody who knows number, address and name; an order that this browser may see shows its goods too. */
import { Button, buttonClass, Field, Message } from "@hansa/front/elements";
import { formatDate, formatDateTime } from "@hansa/front/format";
import { useEffect, useState } from "react";
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

/** `orderLink` has the place of a number in it. */
type WithdrawalFormProps = { language: Language; orderLink: string };

export function WithdrawalForm({ language, orderLink }: WithdrawalFormProps) {
  const texts = withdrawalTexts[language];
  const [number, setNumber] = useState("");
  const [email, setEmail] = useState("");
  const [lastName, setLastName] = useState("");
  const [order, setOrder] = useState<KnownOrder>();
  const [quantities, setQuantities] = useState<Readonly<Record<string, number>>>({});
  const { isBusy, isSuccess, text, faults, send } = useChange(texts.unknown);
  // A press after a lost answer is the same declaration; one after a change of the form is another.
  const [key, setKey] = useState("");

  useEffect(() => {
    const given = new URLSearchParams(location.search).get("order") ?? "";
    setNumber(given);
    if (given !== "") void readKnown(given);
  }, []);
  useEffect(() => setKey(crypto.randomUUID()), [number, email, lastName, quantities]);

  /** Fills in what this browser may see; for everybody else the form stays as it is. */
  async function readKnown(given: string): Promise<void> {
    const token = readGuest().orders?.find((each) => each.number === given)?.token ?? null;
    const options = token === null ? {} : { guest: [token] };
    const response = await graph.send(OrderDocument, { number: given, token }, options).catch(() => undefined);
    const known = response?.data?.order;
    if (!known) return;
    setOrder(known);
    setEmail(known.email ?? "");
    setLastName((known.billingAddress ?? known.shippingAddress)?.lastName ?? "");
    setQuantities(Object.fromEntries(known.lines.map((line) => [line.id, openUnits(line)])));
  }

  async function declare(): Promise<ChangeOutcome> {
    const token = readGuest().orders?.find((each) => each.number === number)?.token;
    const parts = Object.entries(quantities).flatMap(([lineId, quantity]) =>
      quantity > 0 ? [{ lineId, quantity }] : [],
    );
    const input = {
      orderNumber: number.trim(),
      email: email.trim(),
      lastName: lastName.trim(),
      ...(order ? { parts } : {}),
      ...(token ? { guestToken: token } : {}),
      idempotencyKey: key,
    };
    const options = token ? { guest: [token] } : {};
    const result = (await graph.send(WithdrawalDeclareDocument, { input }, options)).data?.withdrawalDeclare;
    if (!result) throw new Error("it is not known whether the declaration was received");
    return outcomeOf(result);
  }

  function outcomeOf(result: StorefrontWithdrawalDeclareMutation["withdrawalDeclare"]): ChangeOutcome {
    switch (result.__typename) {
      case "WithdrawalReceived":
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
    <form
      className="space-y-4"
      onSubmit={(event) => {
        event.preventDefault();
        void send(declare);
      }}
    >
      <Message kind={isSuccess ? "success" : "fault"}>{text}</Message>
      <Field
        label={texts.number}
        hint={texts.numberHint}
        fault={faults.get("orderNumber")}
        name="number"
        required
        maxLength={40}
        value={number}
        readOnly={order !== undefined}
        onChange={(event) => setNumber(event.currentTarget.value)}
      />
      <Field
        label={texts.email}
        fault={faults.get("email")}
        type="email"
        name="email"
        autoComplete="email"
        required
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
      <Field
        label={texts.lastName}
        fault={faults.get("lastName")}
        name="lastName"
        autoComplete="family-name"
        required
        maxLength={100}
        value={lastName}
        onChange={(event) => setLastName(event.currentTarget.value)}
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
                value={quantities[line.id] ?? 0}
                onChange={(event) => setQuantities({ ...quantities, [line.id]: Number(event.currentTarget.value) })}
                className="min-h-11 w-20 rounded-full border border-line-strong bg-surface px-3 text-center"
              />
            </label>
          ))}
        </fieldset>
      ) : (
        <p className="text-muted">{texts.all}</p>
      )}
      <Button type="submit" isBusy={isBusy} disabled={isSuccess}>
        {texts.declare}
      </Button>
    </form>
  );
}

/** Units that may still be withdrawn from, as far as the page knows: the shop decides. */
function openUnits(line: KnownOrder["lines"][number]): number {
  const { quantity, cancelled, refunded, partlyRefunded, isWithdrawable } = line;
  return isWithdrawable ? Math.max(0, quantity - cancelled - refunded + partlyRefunded) : 0;
}
