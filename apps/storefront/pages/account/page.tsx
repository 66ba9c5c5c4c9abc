/** The pages of an account: frames, the same for everybody. The account itself lives in the browser, read with its session. */
import { Island } from "@hansa/front/islands";
import type { ComponentType } from "react";
import { layoutTexts } from "../../layout/texts.ts";
import type { Page } from "../page.ts";
import { AccountAddresses } from "./islands/account-addresses.tsx";
import { AccountCards } from "./islands/account-cards.tsx";
import { AccountOrders } from "./islands/account-orders.tsx";
import { AccountOverview } from "./islands/account-overview.tsx";
import { AccountSettings } from "./islands/account-settings.tsx";
import { type AccountPart, type AccountProps, accountLinks } from "./links.ts";
import { accountPageTexts } from "./texts.ts";

/** The country of the form while the shop's is unknown. */
const fallbackCountry = "DE";

export const accountPages: Readonly<Record<AccountPart, Page>> = {
  overview: framePage("overview", AccountOverview),
  orders: framePage("orders", AccountOrders),
  addresses: framePage("addresses", AccountAddresses),
  cards: framePage("cards", AccountCards),
  settings: framePage("settings", AccountSettings),
};

function framePage(part: AccountPart, of: ComponentType<AccountProps>): Page {
  const name = `account-${part}`;
  return {
    name,
    isPrivate: true,
    load: async ({ language, facts, place }) => {
      const title = accountPageTexts[language][part];
      const props = { language, links: accountLinks(place), country: facts.country ?? fallbackCountry };
      return {
        kind: "found",
        title,
        isHidden: true,
        main: (
          <>
            <h1 className="pt-6 pb-4 text-4xl">{title}</h1>
            <noscript>{layoutTexts[language].needsScript}</noscript>
            <Island name={name} of={of} props={props} className="min-h-dvh" />
          </>
        ),
      };
    },
  };
}
