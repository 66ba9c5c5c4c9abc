/** A forgotten password: without a token the form that requests the mail, with one the form of the new password. */
import { Button, buttonClass, Field, Notice } from "@hansa/front/elements";
import { useEffect, useState } from "react";
import { followMailToken } from "../../../shop/account/mail-token.ts";
import { accountTexts } from "../../../shop/account/texts.ts";
import { useChange } from "../../../shop/change.ts";
import type { Language } from "../../../shop/texts.ts";
import { requestReset, resetPassword } from "../actions.ts";
import { resetPasswordTexts } from "../texts.ts";

type ResetPasswordViewProps = { language: Language; signInHref: string };
type Step = { kind: "ask" | "saved" } | { kind: "sent"; email: string } | { kind: "choose"; token: string };

export function ResetPasswordView({ language, signInHref }: ResetPasswordViewProps) {
  const texts = resetPasswordTexts[language];
  const common = accountTexts[language];
  const [step, setStep] = useState<Step>({ kind: "ask" });
  const [typed, setTyped] = useState("");
  const { isBusy, text, faults, send } = useChange(common.accountsAway);

  useEffect(
    () =>
      followMailToken((token) => {
        if (token !== null) go({ kind: "choose", token });
      }),
    [],
  );

  function go(next: Step): void {
    setTyped("");
    setStep(next);
  }

  async function request() {
    const outcome = await requestReset(typed.trim(), language);
    if (!("email" in outcome)) return outcome;
    go({ kind: "sent", email: outcome.email });
    return undefined;
  }

  async function reset(token: string) {
    const outcome = await resetPassword(token, typed, language);
    if (typeof outcome === "object") return outcome;
    go({ kind: outcome === "saved" ? "saved" : "ask" });
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
        <Button look="secondary" className="mt-4" onClick={() => go({ kind: "ask" })}>
          {texts.send}
        </Button>
      </>
    );
  }
  const isChoosing = step.kind === "choose";
  return (
    <form
      className="space-y-4"
      onSubmit={(event) => {
        event.preventDefault();
        void send(() => (step.kind === "choose" ? reset(step.token) : request()));
      }}
    >
      {text ? <Notice kind="fault">{text}</Notice> : null}
      <p className="text-muted">{isChoosing ? texts.choose : texts.ask}</p>
      {isChoosing ? (
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
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
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
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
      )}
      <Button type="submit" className="w-full" isBusy={isBusy}>
        {isChoosing ? texts.save : texts.send}
      </Button>
    </form>
  );
}
