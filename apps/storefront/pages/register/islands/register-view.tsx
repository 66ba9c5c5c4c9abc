/** The form of a new account. The response is the same for a known address: the mail says which it is. */
import { Button, Field, Notice } from "@hansa/front/elements";
import { Form, forgetTyped, type Typed, useChange } from "@hansa/front/islands";
import { useState } from "react";
import { accountTexts } from "../../../shop/account/texts.ts";
import { LegalNote } from "../../../shop/elements/legal-note.tsx";
import type { LegalLink } from "../../../shop/legal/legal-pages.ts";
import type { Language } from "../../../shop/texts.ts";
import { register } from "../actions.ts";
import { registerTexts } from "../texts.ts";

/** The name under which this tab keeps what is typed. */
const form = "register";

type RegisterViewProps = { language: Language; signInHref: string; legal: readonly LegalLink[] };

export function RegisterView({ language, signInHref, legal }: RegisterViewProps) {
  const texts = registerTexts[language];
  const common = accountTexts[language];
  const { isBusy, text, faults, send } = useChange(common.accountsAway);
  const [received, setReceived] = useState<string>();

  async function request(typed: Typed) {
    const input = { displayName: typed("name"), email: typed("email").trim(), password: typed("password") };
    const outcome = await register(input, language);
    if (!("email" in outcome)) return outcome;
    forgetTyped(form);
    setReceived(outcome.email);
    return undefined;
  }

  return (
    <>
      {received === undefined ? null : (
        <>
          <Notice kind="success">
            <p className="font-medium">{texts.received}</p>
            <p>{texts.mail(received)}</p>
          </Notice>
          <p className="mt-4 text-muted">{texts.noMail}</p>
          <Button look="secondary" className="mt-4" onClick={() => setReceived(undefined)}>
            {texts.again}
          </Button>
        </>
      )}
      {/* For another address the rest stays typed. */}
      <div hidden={received !== undefined}>
        <p className="mb-6 text-muted">{texts.intro}</p>
        <Form keptAs={form} className="space-y-4" onSend={(typed) => void send(() => request(typed))}>
          {text ? <Notice kind="fault">{text}</Notice> : null}
          <Field
            label={common.name}
            hint={common.nameHint}
            fault={faults.get("displayName")}
            name="name"
            autoComplete="name"
            required
            maxLength={80}
          />
          <Field
            label={common.email}
            fault={faults.get("email")}
            type="email"
            name="email"
            autoComplete="username"
            required
            maxLength={254}
          />
          <Field
            label={common.password}
            hint={common.passwordHint}
            fault={faults.get("password")}
            type="password"
            name="password"
            autoComplete="new-password"
            required
            maxLength={256}
          />
          <Button type="submit" className="w-full" isBusy={isBusy}>
            {common.register}
          </Button>
          <LegalNote text={texts.legal} links={legal} />
        </Form>
        <p className="mt-6">
          {texts.have}{" "}
          <a href={signInHref} className="inline-flex min-h-11 items-center underline underline-offset-4">
            {common.signIn}
          </a>
        </p>
      </div>
    </>
  );
}
