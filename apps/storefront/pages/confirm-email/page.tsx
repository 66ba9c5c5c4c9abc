/** The page that the mail to a new address of an account links to: a frame, the same for everybody. The token stays in the browser. */
import { Island } from "@hansa/front/islands";
import { layoutTexts } from "../../layout/texts.ts";
import { linkTo } from "../../shop/links.ts";
import type { Page } from "../page.ts";
import { ConfirmEmailView } from "./islands/confirm-email-view.tsx";
import { confirmEmailTexts } from "./texts.ts";

export const confirmEmailPage: Page = {
  name: "confirm-email",
  isPrivate: true,
  load: async ({ language, place }) => {
    const { title } = confirmEmailTexts[language];
    const links = { settings: linkTo(place, "/account/settings") };
    return {
      kind: "found",
      title,
      isHidden: true,
      main: (
        <div className="mx-auto max-w-md">
          <h1 className="py-6 text-4xl">{title}</h1>
          <noscript>{layoutTexts[language].needsScript}</noscript>
          <Island name="confirm-email-view" of={ConfirmEmailView} props={{ language, links }} />
        </div>
      ),
    };
  },
};
