/** In place of something of an account whose session has ended: it is not gone, and a link leads to it through signing in. */
import { buttonClass, Notice } from "@hansa/front/elements";
import type { ReactNode } from "react";
import { accountTexts } from "../account/texts.ts";
import type { Language } from "../texts.ts";

/** `signIn` leads back to the page. */
type SignedOutProps = { language: Language; signIn: string; children?: ReactNode };

export function SignedOut({ language, signIn, children }: SignedOutProps) {
  const texts = accountTexts[language];
  return (
    <Notice>
      <p className="mb-4">{texts.signedOut}</p>
      <div className="flex flex-wrap items-center gap-4">
        <a href={signIn} className={buttonClass()}>
          {texts.signIn}
        </a>
        {children}
      </div>
    </Notice>
  );
}
