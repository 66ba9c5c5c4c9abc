/** The declaration of a withdrawal: for everybody who knows number, address and name; an order that this browser may see shows its goods too. */
import { Button, Field, Message } from "@hansa/front/elements";
import { Form, forgetTyped, useChange } from "@hansa/front/islands";
import { useEffect, useRef, useState } from "react";
import { catalogueLang } from "../../../shop/catalogue-lang.ts";
import type { Language } from "../../../shop/texts.ts";
import { declareWithdrawal, type KnownOrder, openUnits, outcomeOf, readKnownOrder } from "../declaration.tsx";
import { withdrawalTexts } from "../texts.ts";

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

  // It fills in what this browser may see, beside what was typed; for everybody else the form stays as it is.
  useEffect(() => {
    if (given !== "") void readKnownOrder(given).then(setOrder);
  }, []);

  return (
    <Form
      keptAs={form}
      className="space-y-4"
      onTyped={() => {
        key.current = crypto.randomUUID();
      }}
      onSend={(typed) =>
        void send(async () => {
          const answer = await declareWithdrawal(order, typed, key.current);
          if (answer.__typename === "WithdrawalReceived") forgetTyped(form);
          return outcomeOf(answer, language, orderLink);
        })
      }
    >
      <Message kind={isSuccess ? "success" : "fault"}>{text}</Message>
      <DeclarationFields {...{ texts, order, given, faults }} />
      <Button type="submit" isBusy={isBusy}>
        {texts.declare}
      </Button>
    </Form>
  );
}

type DeclarationFieldsProps = {
  texts: (typeof withdrawalTexts)[Language];
  order: KnownOrder | undefined;
  given: string;
  faults: ReadonlyMap<string, string>;
};

function DeclarationFields({ texts, order, given, faults }: DeclarationFieldsProps) {
  return (
    <>
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
    </>
  );
}
