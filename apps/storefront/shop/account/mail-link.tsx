/** The content of a page that a link in a mail opens. A press sends the token, not the visit: the scanners of a mailbox visit links too. */
import { Button, Field, Message } from "@hansa/front/elements";
import { Form, useChange } from "@hansa/front/islands";
import { type ReactNode, useEffect, useState } from "react";
import type { Language } from "../texts.ts";
import { followMailToken } from "./mail-token.ts";
import { tooOftenText } from "./refusals.ts";
import { accountTexts } from "./texts.ts";

/** The end of the link, as a text, or a refusal after which it can still be used. */
export type LinkResult =
  | { over: string; isSuccess: boolean }
  | { __typename: "PasswordRequiredError" | "InvalidCredentialsError" }
  | { __typename: "RateLimitedError"; retryAfterMs: number };

type MailLinkProps = {
  language: Language;
  texts: { explanation: string; confirm: string; passwordHint: string; otherwise?: string; noToken: string };
  /** Whether the password is asked for at once; otherwise when the shop requires it. */
  asksPassword: boolean;
  /** Throws if it is not known whether the token was taken. */
  send: (token: string, password: string | undefined) => Promise<LinkResult>;
  /** The links for a visitor without a link that can be used. */
  children: (isSuccess: boolean) => ReactNode;
};

export function MailLink({ language, texts, asksPassword, send, children }: MailLinkProps) {
  /** That of the link that opened the page; null without one, undefined until the page has started. */
  const [token, setToken] = useState<string | null>();
  const [ended, setEnded] = useState<{ token: string; over: string; isSuccess: boolean }>();
  useEffect(() => followMailToken(setToken), []);
  if (token === undefined) return null;
  const end = ended?.token === token ? ended : undefined;
  if (token !== null && !end) {
    const press = async (password: string | undefined) => {
      const result = await send(token, password);
      if ("over" in result) setEnded({ token, ...result });
      return result;
    };
    return (
      <>
        <LinkForm key={token} language={language} texts={texts} asksPassword={asksPassword} press={press} />
        {texts.otherwise ? <p className="mt-6 text-muted">{texts.otherwise}</p> : null}
      </>
    );
  }
  return (
    <div className="space-y-6">
      <Message kind={end && !end.isSuccess ? "fault" : "success"}>{end?.over}</Message>
      {token === null ? <p>{texts.noToken}</p> : null}
      {children(end?.isSuccess === true)}
    </div>
  );
}

type LinkFormProps = Pick<MailLinkProps, "language" | "texts" | "asksPassword"> & {
  press: (password: string | undefined) => Promise<LinkResult>;
};

function LinkForm({ language, texts, asksPassword, press }: LinkFormProps) {
  const common = accountTexts[language];
  const [isAsking, setIsAsking] = useState(asksPassword);
  const { isBusy, text, faults, send } = useChange(common.accountsAway);

  async function confirm(password: string) {
    const result = await press(isAsking ? password : undefined);
    if ("over" in result) return undefined;
    switch (result.__typename) {
      case "PasswordRequiredError":
        setIsAsking(true);
        return undefined;
      case "InvalidCredentialsError":
        return { faults: new Map([["password", common.wrongPassword]]) };
      case "RateLimitedError":
        return { text: tooOftenText(result.retryAfterMs, language) };
    }
  }

  return (
    <Form className="space-y-4" onSend={(typed) => void send(() => confirm(typed("password")))}>
      <Message kind="fault">{text}</Message>
      <p className="text-muted">{texts.explanation}</p>
      {isAsking ? (
        <Field
          label={common.password}
          hint={texts.passwordHint}
          fault={faults.get("password")}
          type="password"
          name="password"
          autoComplete="current-password"
          required
          maxLength={256}
        />
      ) : null}
      <Button type="submit" className="w-full" isBusy={isBusy}>
        {texts.confirm}
      </Button>
    </Form>
  );
}
