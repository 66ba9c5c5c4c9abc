/** The page that the mail of a new account links to: a frame, the same for everybody. The token stays in the browser. */
import { Island } from "@hansa/front/islands";
import { layoutTexts } from "../../layout/texts.ts";
import { linkTo } from "../../shop/links.ts";
import type { Page } from "../page.ts";
import { VerifyEmailView } from "./islands/verify-email-view.tsx";
import { verifyEmailTexts } from "./texts.ts";

export const verifyEmailPage: Page = {
  name: "verify-email",
  isPrivate: true,
  load: async ({ language, place }) => {
    const { title } = verifyEmailTexts[language];
    const links = { signIn: linkTo(place, "/account/sign-in"), register: linkTo(place, "/account/register") };
    return {
      kind: "found",
      title,
      isHidden: true,
      main: (
        <div className="mx-auto max-w-md">
          <h1 className="py-6 text-4xl">{title}</h1>
          <noscript>{layoutTexts[language].needsScript}</noscript>
          <Island name="verify-email-view" of={VerifyEmailView} props={{ language, links }} />
        </div>
      ),
    };
  },
};
