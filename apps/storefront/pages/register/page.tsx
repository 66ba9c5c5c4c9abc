/** The page that creates an account: a frame, the same for everybody. */
import { Island } from "@hansa/front/islands";
import { layoutTexts } from "../../layout/texts.ts";
import { kindsOfAccount, legalLinks } from "../../shop/legal/legal-pages.ts";
import { linkTo } from "../../shop/links.ts";
import type { Page } from "../page.ts";
import { RegisterView } from "./islands/register-view.tsx";
import { registerTexts } from "./texts.ts";

export const registerPage: Page = {
  name: "register",
  isPrivate: true,
  load: async ({ language, place, facts }) => {
    const { title } = registerTexts[language];
    return {
      kind: "found",
      title,
      isHidden: true,
      main: (
        <div className="mx-auto max-w-md">
          <h1 className="py-6 text-4xl">{title}</h1>
          <noscript>{layoutTexts[language].needsScript}</noscript>
          <Island
            name="register-view"
            of={RegisterView}
            props={{
              language,
              signInHref: linkTo(place, "/account/sign-in"),
              legal: legalLinks(facts.pages[language], place, kindsOfAccount),
            }}
          />
        </div>
      ),
    };
  },
};
