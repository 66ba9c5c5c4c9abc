/** The confirmation of an e-mail address, by the token of the mail. */
import { buttonClass, Notice } from "@hansa/front/elements";
import { useEffect, useState } from "react";
import { graphql } from "../../../generated/index.ts";
import { followMailToken } from "../../../shop/account/mail-token.ts";
import { accountTexts } from "../../../shop/account/texts.ts";
import { Unreachable } from "../../../shop/elements/unreachable.tsx";
import { graph } from "../../../shop/graph.ts";
import type { Language } from "../../../shop/texts.ts";
import { verifyEmailTexts } from "../texts.ts";

const EmailVerifyDocument = graphql(`
  mutation StorefrontEmailVerify($input: EmailVerifyInput!) {
    emailVerify(input: $input) {
      __typename
      ... on EmailVerified { email }
    }
  }
`);

type VerifyEmailViewProps = { language: Language; links: { signIn: string; register: string } };
type Shown = { kind: "checking" | "no token" | "invalid" | "unreachable" } | { kind: "done"; email: string };

export function VerifyEmailView({ language, links }: VerifyEmailViewProps) {
  const texts = verifyEmailTexts[language];
  const common = accountTexts[language];
  const [token, setToken] = useState<string | null>(null);
  const [shown, setShown] = useState<Shown>({ kind: "checking" });

  async function verify(taken: string): Promise<void> {
    setShown({ kind: "checking" });
    setShown(await sendToken(taken).catch(() => ({ kind: "unreachable" as const })));
  }

  useEffect(
    () =>
      followMailToken((taken) => {
        setToken(taken);
        if (taken === null) setShown({ kind: "no token" });
        else void verify(taken);
      }),
    [],
  );

  if (shown.kind === "checking") return <p role="status">{texts.checking}</p>;
  if (shown.kind === "unreachable") {
    return (
      <Unreachable
        language={language}
        text={common.accountsAway}
        onRetry={() => {
          if (token !== null) void verify(token);
        }}
      />
    );
  }
  return (
    <div className="space-y-6">
      {shown.kind === "done" ? <Notice kind="success">{texts.done(shown.email)}</Notice> : null}
      {shown.kind === "invalid" ? <Notice kind="fault">{texts.invalid}</Notice> : null}
      {shown.kind === "no token" ? <p>{texts.noToken}</p> : null}
      <div className="flex flex-wrap gap-3">
        <a href={links.signIn} className={buttonClass()}>
          {common.signIn}
        </a>
        {shown.kind === "done" ? null : (
          <a href={links.register} className={buttonClass("secondary")}>
            {common.register}
          </a>
        )}
      </div>
    </div>
  );
}

async function sendToken(token: string): Promise<Shown> {
  const { data } = await graph.send(EmailVerifyDocument, { input: { token } });
  const result = data?.emailVerify;
  if (!result) throw new Error("the address was not confirmed");
  switch (result.__typename) {
    case "EmailVerified":
      return { kind: "done", email: result.email };
    case "InvalidTokenError":
      return { kind: "invalid" };
  }
}
