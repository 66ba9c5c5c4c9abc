/** The page of a forgotten password: a frame, the same for everybody. The token of the mail stays in the browser. */
import { Island } from "@hansa/front/islands";
import { layoutTexts } from "../../layout/texts.ts";
import { linkTo } from "../../shop/links.ts";
import type { Page } from "../page.ts";
import { ResetPasswordView } from "./islands/reset-password-view.tsx";
import { resetPasswordTexts } from "./texts.ts";

export const resetPasswordPage: Page = {
  name: "reset-password",
  isPrivate: true,
  load: async ({ language, place }) => {
    const { title } = resetPasswordTexts[language];
    return {
      kind: "found",
      title,
      isHidden: true,
      main: (
        <div className="mx-auto max-w-md">
          <h1 className="py-6 text-4xl">{title}</h1>
          <noscript>{layoutTexts[language].needsScript}</noscript>
          <Island
            name="reset-password-view"
            of={ResetPasswordView}
            props={{ language, signInHref: linkTo(place, "/account/sign-in") }}
          />
        </div>
      ),
    };
  },
};
