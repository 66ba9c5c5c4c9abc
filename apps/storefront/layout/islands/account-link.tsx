/** The link to the account, or to sign in. The flag of the session says which: it costs no request. */
import { useEffect, useState } from "react";
import { followSession, isSignedIn } from "../../shop/session-flag.ts";
import type { Language } from "../../shop/texts.ts";
import { Icon } from "../elements/icon.tsx";
import { layoutTexts } from "../texts.ts";

type AccountLinkProps = { language: Language; accountHref: string; signInHref: string };

export function AccountLink({ language, accountHref, signInHref }: AccountLinkProps) {
  const [isKnown, setIsKnown] = useState(false);
  useEffect(() => {
    const show = () => setIsKnown(isSignedIn());
    show();
    return followSession(show);
  }, []);
  const texts = layoutTexts[language];
  return (
    <a
      href={isKnown ? accountHref : signInHref}
      className="inline-flex min-h-11 min-w-11 items-center justify-center gap-2 text-sm underline-offset-4 hover:underline"
    >
      <Icon of="account" />
      {/* Both words have the place of the longer one, so that nothing moves when it is known which. */}
      <span className="grid max-md:sr-only *:[grid-area:1/1]">
        <span>{isKnown ? texts.account : texts.signIn}</span>
        <span aria-hidden="true" className="invisible">
          {isKnown ? texts.signIn : texts.account}
        </span>
      </span>
    </a>
  );
}
