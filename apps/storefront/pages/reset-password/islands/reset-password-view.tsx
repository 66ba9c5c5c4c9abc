/** A forgotten password: without a token the form that requests the mail, with one the form of the new password. */
import { Button, buttonClass, Field, Notice } from "@hansa/front/elements";
import { Form, forgetTyped, useChange } from "@hansa/front/islands";
import { useEffect, useState } from "react";
import { followMailToken } from "../../../shop/account/mail-token.ts";
import { accountTexts } from "../../../shop/account/texts.ts";
import type { Language } from "../../../shop/texts.ts";
import { requestReset, resetPassword } from "../actions.ts";
import { resetPasswordTexts } from "../texts.ts";

/** The name under which this tab keeps the address, until the mail is sent. */
const form = "reset-password";

type ResetPasswordViewProps = { language: Language; signInHref: string };
type Step = { kind: "ask" | "saved" } | { kind: "sent"; email: string } | { kind: "choose"; token: string };

export function ResetPasswordView({ language, signInHref }: ResetPasswordViewProps) {
  const texts = resetPasswordTexts[language];
  const common = accountTexts[language];
  const [step, setStep] = useState<Step>({ kind: "ask" });
  const { isBusy, text, faults, send } = useChange(common.accountsAway);

  useEffect(
    () =>
      followMailToken((token) => {
        if (token !== null) setStep({ kind: "choose", token });
      }),
    [],
  );

  async function request(email: string) {
    const outcome = await requestReset(email.trim(), language);
    if (!("email" in outcome)) return outcome;
    forgetTyped(form);
    setStep({ kind: "sent", email: outcome.email });
    return undefined;
  }

  async function reset(token: string, password: string) {
    const outcome = await resetPassword(token, password, language);
    if (typeof outcome === "object") return outcome;
    setStep({ kind: outcome === "saved" ? "saved" : "ask" });
    return outcome === "saved" ? undefined : { text: texts.invalid };
  }

  if (step.kind === "saved") {
    return (
      <div className="space-y-6">
        <Notice kind="success">{texts.saved}</Notice>
        <a href={signInHref} className={buttonClass()}>
          {common.signIn}
        </a>
      </div>
    );
  }
  if (step.kind === "sent") {
    return (
      <>
        <Notice kind="success">{texts.sent(step.email)}</Notice>
        <p className="mt-4 text-muted">{texts.noMail}</p>
        <Button look="secondary" className="mt-4" onClick={() => setStep({ kind: "ask" })}>
          {texts.send}
        </Button>
      </>
    );
  }
  const isChoosing = step.kind === "choose";
  return (
    <Form
      keptAs={form}
      className="space-y-4"
      onSend={(typed) =>
        void send(() => (step.kind === "choose" ? reset(step.token, typed("password")) : request(typed("email"))))
      }
    >
      {text ? <Notice kind="fault">{text}</Notice> : null}
      <p className="text-muted">{isChoosing ? texts.choose : texts.ask}</p>
      <StepField language={language} isChoosing={isChoosing} faults={faults} />
      <Button type="submit" className="w-full" isBusy={isBusy}>
        {isChoosing ? texts.save : texts.send}
      </Button>
    </Form>
  );
}

type StepFieldProps = { language: Language; isChoosing: boolean; faults: ReadonlyMap<string, string> };

/** The new password, or the address of the account. */
function StepField({ language, isChoosing, faults }: StepFieldProps) {
  const common = accountTexts[language];
  return isChoosing ? (
    <Field
      key="password"
      label={common.newPassword}
      hint={common.passwordHint}
      fault={faults.get("password")}
      type="password"
      name="password"
      autoComplete="new-password"
      required
      maxLength={256}
    />
  ) : (
    <Field
      key="email"
      label={common.email}
      fault={faults.get("email")}
      type="email"
      name="email"
      autoComplete="username"
      required
      maxLength={254}
    />
  );
}
