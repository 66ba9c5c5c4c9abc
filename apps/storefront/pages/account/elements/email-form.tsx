/** The form of another e-mail address: the address changes when the link in the mail to it is followed. */
import { Button, Field } from "@hansa/front/elements";
import { Form, forgetSent, keptText, type Typed, useChange } from "@hansa/front/islands";
import { accountTexts } from "../../../shop/account/texts.ts";
import type { Language } from "../../../shop/texts.ts";
import { requestEmailChange, type Settings } from "../settings-actions.ts";
import { accountPageTexts } from "../texts.ts";
import { Outcome } from "./account-frame.tsx";

/** The name under which this tab keeps the address that is typed, until the mail to it is sent. */
const kept = "new e-mail";

export function EmailForm({ settings, language }: { settings: Settings; language: Language }) {
  const texts = accountPageTexts[language];
  const { isBusy, text, isSuccess, faults, send } = useChange(accountTexts[language].failed);

  async function request(typed: Typed, form: HTMLFormElement) {
    const input = { email: typed("new-email").trim(), password: typed("email-password") };
    const sent = keptText(kept);
    const outcome = await requestEmailChange(input, language);
    if (outcome !== undefined) return outcome;
    if (forgetSent(kept, sent)) form.reset();
    return { isSuccess: true, text: texts.emailRequested(input.email) };
  }

  return (
    <section>
      <h2 className="mb-4 text-2xl">{texts.emailTitle}</h2>
      <Outcome text={text} isSuccess={isSuccess} />
      <p className="mb-4 text-muted">
        {texts.email}: <span className="break-words text-text">{settings.email}</span>
      </p>
      <Form keptAs={kept} className="space-y-4" onSend={(typed, form) => void send(() => request(typed, form))}>
        <Field
          label={texts.newEmail}
          hint={texts.newEmailHint}
          fault={faults.get("email")}
          type="email"
          name="new-email"
          autoComplete="email"
          required
          maxLength={254}
        />
        <Field
          label={texts.emailPassword}
          fault={faults.get("password")}
          type="password"
          name="email-password"
          autoComplete="current-password"
          required
          maxLength={256}
        />
        <Button type="submit" look="secondary" isBusy={isBusy}>
          {texts.emailStart}
        </Button>
      </Form>
    </section>
  );
}
