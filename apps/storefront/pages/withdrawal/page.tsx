/** The pages of the right of withdrawal: the declaration, and its confirmation by the link of the mail. */
import { Island } from "@hansa/front/islands";
import { layoutTexts } from "../../layout/texts.ts";
import { linkTo } from "../../shop/links.ts";
import type { Page } from "../page.ts";
import { WithdrawalConfirmation } from "./islands/withdrawal-confirmation.tsx";
import { WithdrawalForm } from "./islands/withdrawal-form.tsx";
import { withdrawalTexts } from "./texts.ts";

/** The most characters of an order's number, as its field takes them. */
const longestNumber = 40;

export const withdrawalPage: Page = {
  name: "withdrawal",
  parameters: ["order"],
  load: async ({ language, place, search }) => {
    const texts = withdrawalTexts[language];
    const given = (search.get("order") ?? "").slice(0, longestNumber);
    return {
      kind: "found",
      title: texts.title,
      main: (
        <div className="max-w-2xl">
          <h1 className="py-6 text-4xl">{texts.title}</h1>
          <p className="mb-6 text-muted">{texts.intro}</p>
          <noscript>{layoutTexts[language].needsScript}</noscript>
          <Island
            name="withdrawal-form"
            of={WithdrawalForm}
            props={{ language, given, orderLink: linkTo(place, "/orders/NUMBER") }}
          />
        </div>
      ),
    };
  },
};

export const withdrawalConfirmationPage: Page = {
  name: "withdrawal-confirmation",
  load: async ({ language }) => {
    const texts = withdrawalTexts[language];
    return {
      kind: "found",
      title: texts.confirmTitle,
      isHidden: true,
      main: (
        <div className="max-w-2xl">
          <h1 className="py-6 text-4xl">{texts.confirmTitle}</h1>
          <noscript>{layoutTexts[language].needsScript}</noscript>
          <Island name="withdrawal-confirmation" of={WithdrawalConfirmation} props={{ language }} />
        </div>
      ),
    };
  },
};
