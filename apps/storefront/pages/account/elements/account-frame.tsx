/** The frame of the pages of an account: their links, and what is shown until the account is read, or instead of it. */
import { buttonClass, Message } from "@hansa/front/elements";
import type { ReactNode } from "react";
import { accountTexts } from "../../../shop/account/texts.ts";
import { SignedOut } from "../../../shop/elements/signed-out.tsx";
import { Unreachable } from "../../../shop/elements/unreachable.tsx";
import type { Reading } from "../../../shop/reading.ts";
import { hasSessionEnded } from "../../../shop/session-flag.ts";
import { shopTexts } from "../../../shop/shop-texts.ts";
import type { Language } from "../../../shop/texts.ts";
import { type AccountLinks, type AccountPart, accountParts } from "../links.ts";
import { accountPageTexts } from "../texts.ts";

type AccountFrameProps<Part> = {
  language: Language;
  links: AccountLinks;
  current: AccountPart;
  /** Null for a guest. */
  part: Reading<Part>;
  onRetry(): Promise<void>;
  children(part: Part): ReactNode;
};

export function AccountFrame<Part extends object>(props: AccountFrameProps<Part>) {
  const { language, links, current, part, onRetry, children } = props;
  const texts = accountPageTexts[language];
  if (part === null) {
    return hasSessionEnded() ? (
      <SignedOut language={language} signIn={links.signIn} />
    ) : (
      <SignInPrompt language={language} links={links} />
    );
  }
  return (
    <div className="grid gap-x-12 gap-y-6 lg:grid-cols-[11rem_1fr]">
      <nav aria-label={texts.pages} className="border-b border-line pb-2 lg:border-none">
        <ul className="flex flex-wrap gap-x-5 lg:flex-col">
          {accountParts.map((name) => (
            <li key={name}>
              <a
                href={links[name]}
                aria-current={name === current ? "page" : undefined}
                className="inline-flex min-h-11 items-center whitespace-nowrap underline-offset-4 hover:underline aria-[current]:font-semibold"
              >
                {texts[name]}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <div className="min-w-0">
        {part === undefined ? (
          <p role="status">{texts.loading}</p>
        ) : part === "unreachable" ? (
          <Away language={language} links={links} onRetry={onRetry} />
        ) : (
          children(part)
        )}
      </div>
    </div>
  );
}

type AwayProps = { language: Language; links: AccountLinks; onRetry(): Promise<void> };

function Away({ language, links, onRetry }: AwayProps) {
  return (
    <>
      <Unreachable language={language} text={accountTexts[language].accountsAway} onRetry={() => void onRetry()} />
      <a href={links.home} className={buttonClass("quiet", "mt-4")}>
        {shopTexts[language].browse}
      </a>
    </>
  );
}

function SignInPrompt({ language, links }: { language: Language; links: AccountLinks }) {
  const texts = accountTexts[language];
  return (
    <div className="max-w-md rounded-2xl border border-line bg-surface p-6">
      <p role="status" className="mb-5">
        {texts.noAccount}
      </p>
      <div className="flex flex-wrap gap-3">
        <a href={links.signIn} className={buttonClass()}>
          {texts.signIn}
        </a>
        <a href={links.register} className={buttonClass("secondary")}>
          {texts.register}
        </a>
      </div>
      <p className="mt-5 text-sm text-muted">{texts.guestsBuy}</p>
    </div>
  );
}

/** The outcome of the last change, announced to assistive technology. */
export function Outcome({ text, isSuccess = false }: { text: ReactNode; isSuccess?: boolean }) {
  return (
    <Message kind={isSuccess ? "success" : "fault"} className="mb-4">
      {text}
    </Message>
  );
}
