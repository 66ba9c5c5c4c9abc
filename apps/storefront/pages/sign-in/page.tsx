/** The page to sign in: a frame, the same for everybody. It leads back to where one came from. */
import { Island } from "@hansa/front/islands";
import { layoutTexts } from "../../layout/texts.ts";
import { linkTo, returnPath } from "../../shop/links.ts";
import type { Page } from "../page.ts";
import { SignInView } from "./islands/sign-in-view.tsx";
import { signInTexts } from "./texts.ts";

export const signInPage: Page = {
  name: "sign-in",
  isPrivate: true,
  parameters: ["return"],
  load: async ({ language, place, search }) => {
    const { title } = signInTexts[language];
    const back = returnPath(search.get("return"), "/account");
    const links = {
      back: linkTo(place, back),
      // A claimed cart may have lost its checkout: it is started again from the cart.
      backWithoutCheckout: linkTo(place, back.startsWith("/checkout") ? "/cart" : back),
      account: linkTo(place, "/account"),
      register: linkTo(place, "/account/register"),
      reset: linkTo(place, "/reset-password"),
    };
    return {
      kind: "found",
      title,
      isHidden: true,
      main: (
        <div className="mx-auto max-w-md">
          <h1 className="py-6 text-4xl">{title}</h1>
          <noscript>{layoutTexts[language].needsScript}</noscript>
          <Island name="sign-in-view" of={SignInView} props={{ language, links }} />
        </div>
      ),
    };
  },
};
