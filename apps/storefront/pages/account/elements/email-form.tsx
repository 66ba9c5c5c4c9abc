/** The form of another e-mail address: the address changes when the link in the mail to it is followed. */
import { Button, Field } from "@hansa/front/elements";
import { useState } from "react";
import { accountTexts } from "../../../shop/account/texts.ts";
import { useChange } from "../../../shop/change.ts";
import type { Language } from "../../../shop/texts.ts";
import { requestEmailChange, type Settings } from "../settings-actions.ts";
import { accountPageTexts } from "../texts.ts";
import { Outcome } from "./account-frame.tsx";

export function EmailForm({ settings, language }: { settings: Settings; language: Language }) {
  const texts = accountPageTexts[language];
  const empty = { email: "", password: "" };
  const [typed, setTyped] = useState(empty);
  const { isBusy, text, isSuccess, faults, send } = useChange(accountTexts[language].failed);

  async function request() {
    const outcome = await requestEmailChange({ ...typed, email: typed.email.trim() }, language);
    if (outcome === undefined) setTyped(empty);
    return outcome;
  }

  return (
    <section>
      <h2 className="mb-4 text-2xl">{texts.emailTitle}</h2>
      <Outcome text={text} isSuccess={isSuccess} />
      <p className="mb-4 text-muted">
        {texts.email}: <span className="break-words text-text">{settings.email}</span>
      </p>
      <form
        className="space-y-4"
        onSubmit={(event) => {
          event.preventDefault();
          void send(request, texts.emailRequested(typed.email.trim()));
        }}
      >
        <Field
          label={texts.newEmail}
          hint={texts.newEmailHint}
          fault={faults.get("email")}
          type="email"
          name="new-email"
          autoComplete="email"
          required
          maxLength={254}
          value={typed.email}
          onChange={(event) => setTyped({ ...typed, email: event.currentTarget.value })}
        />
        <Field
          label={texts.emailPassword}
          fault={faults.get("password")}
          type="password"
          name="email-password"
          autoComplete="current-password"
          required
          maxLength={256}
          value={typed.password}
          onChange={(event) => setTyped({ ...typed, password: event.currentTarget.value })}
        />
        <Button type="submit" look="secondary" isBusy={isBusy}>
          {texts.emailStart}
        </Button>
      </form>
    </section>
  );
}
