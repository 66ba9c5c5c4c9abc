/** The end of an account: it asks for the password, and names the orders that have to be sent or cancelled first. */
import { Button, Field, Notice } from "@hansa/front/elements";
import { Form, useChange } from "@hansa/front/islands";
import { useState } from "react";
import { accountTexts } from "../../../shop/account/texts.ts";
import type { Language } from "../../../shop/texts.ts";
import type { AccountLinks } from "../links.ts";
import { eraseAccount } from "../settings-actions.ts";
import { accountPageTexts } from "../texts.ts";
import { Outcome } from "./account-frame.tsx";

type EraseFormProps = { language: Language; links: AccountLinks; onErased(): void };

export function EraseForm({ language, links, onErased }: EraseFormProps) {
  const texts = accountPageTexts[language];
  const [unsent, setUnsent] = useState<readonly string[]>([]);
  const { isBusy, text, isSuccess, faults, send } = useChange(accountTexts[language].failed);

  async function erase(password: string, cancelUnsentOrders: boolean) {
    const outcome = await eraseAccount({ password, cancelUnsentOrders }, language);
    if (outcome === undefined) onErased();
    if (!outcome || !("orderNumbers" in outcome)) return outcome;
    setUnsent(outcome.orderNumbers);
    return {};
  }

  return (
    <section>
      <h2 className="mb-4 text-2xl">{texts.erase}</h2>
      <Outcome text={text} isSuccess={isSuccess} />
      <p className="mb-4 text-muted">{texts.eraseHint}</p>
      <Form
        className="space-y-4"
        onSend={(typed) => void send(() => erase(typed("erase-password"), typed("cancel") !== ""), texts.erased)}
      >
        {unsent.length > 0 ? (
          <Notice kind="fault">
            <p>{texts.eraseUnsent}</p>
            <ul>
              {unsent.map((number) => (
                <li key={number}>
                  <a
                    href={links.order.replace("NUMBER", number)}
                    className="inline-flex min-h-11 items-center underline underline-offset-4"
                  >
                    {texts.order(number)}
                  </a>
                </li>
              ))}
            </ul>
            <label className="flex min-h-11 items-center gap-3">
              <input type="checkbox" name="cancel" className="size-4 shrink-0" />
              {texts.eraseCancel}
            </label>
          </Notice>
        ) : null}
        <Field
          label={accountTexts[language].password}
          fault={faults.get("password")}
          type="password"
          name="erase-password"
          autoComplete="current-password"
          required
          maxLength={256}
        />
        <Button type="submit" look="secondary" isBusy={isBusy}>
          {texts.eraseStart}
        </Button>
      </Form>
    </section>
  );
}
