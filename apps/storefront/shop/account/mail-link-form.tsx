/** The form of a page that a link in a mail opens. A press sends the token, not the visit: the scanners of a mailbox visit links too. */
import { Button, Field, Notice } from "@hansa/front/elements";
import { useEffect, useState } from "react";
import type { Language } from "../texts.ts";
import { followMailToken } from "./mail-token.ts";
import { tooOftenText } from "./refusals.ts";
import { accountTexts } from "./texts.ts";

/** The refusals after which the link can still be used. */
export type LinkRefusal =
  | { kind: "password required" | "wrong password" }
  | { kind: "too often"; retryAfterMs: number };

/** The token of the link that opened the page; null without one, undefined until the page has started. */
export function useMailToken(): string | null | undefined {
  const [token, setToken] = useState<string | null>();
  useEffect(() => followMailToken(setToken), []);
  return token;
}

type MailLinkFormProps<Outcome> = {
  language: Language;
  texts: { explanation: string; confirm: string; passwordHint: string };
  /** Whether the password is asked for at once; otherwise when the shop requires it. */
  asksPassword: boolean;
  /** Throws if it is not known whether the token was taken. */
  send: (password: string | undefined) => Promise<LinkRefusal | { kind: "over"; outcome: Outcome }>;
  onOver: (outcome: Outcome) => void;
};

export function MailLinkForm<Outcome>({ language, texts, asksPassword, send, onOver }: MailLinkFormProps<Outcome>) {
  const common = accountTexts[language];
  const [isAsking, setIsAsking] = useState(asksPassword);
  const [isBusy, setIsBusy] = useState(false);
  const [password, setPassword] = useState("");
  const [notice, setNotice] = useState<string>();
  const [fault, setFault] = useState<string>();

  async function press(): Promise<void> {
    if (isBusy) return;
    setIsBusy(true);
    setNotice(undefined);
    setFault(undefined);
    try {
      const result = await send(isAsking ? password : undefined);
      if (result.kind === "over") return onOver(result.outcome);
      if (result.kind === "too often") setNotice(tooOftenText(result.retryAfterMs, language));
      if (result.kind === "wrong password") setFault(common.wrongPassword);
      if (result.kind === "password required") setIsAsking(true);
    } catch {
      setNotice(common.accountsAway);
    } finally {
      setIsBusy(false);
    }
  }

  return (
    <form
      className="space-y-4"
      onSubmit={(event) => {
        event.preventDefault();
        void press();
      }}
    >
      <div aria-live="polite">{notice ? <Notice kind="fault">{notice}</Notice> : null}</div>
      <p className="text-muted">{texts.explanation}</p>
      {isAsking ? (
        <Field
          label={common.password}
          hint={texts.passwordHint}
          fault={fault}
          type="password"
          name="password"
          autoComplete="current-password"
          required
          maxLength={256}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
      ) : null}
      <Button type="submit" className="w-full" isBusy={isBusy}>
        {texts.confirm}
      </Button>
    </form>
  );
}
