/** The page of an order: a frame, the same for everybody. The order itself is read in the browser, by the guest's token or the session. */
import { Island } from "@hansa/front/islands";
import { layoutTexts } from "../../layout/texts.ts";
import { linkTo } from "../../shop/links.ts";
import type { Page } from "../page.ts";
import { OrderView } from "./islands/order-view.tsx";
import { orderTexts } from "./texts.ts";

export const orderPage: Page = {
  name: "order",
  load: async ({ language, params, place }) => {
    const { number = "" } = params;
    const title = orderTexts[language].title(number);
    return {
      kind: "found",
      title,
      isHidden: true,
      main: (
        <>
          <h1 className="py-6 text-4xl wrap-anywhere">{title}</h1>
          <noscript>{layoutTexts[language].needsScript}</noscript>
          <Island
            name="order-view"
            of={OrderView}
            className="min-h-dvh"
            props={{
              language,
              number,
              productLink: linkTo(place, "/products/SLUG?variant=SKU"),
              withdrawalLink: linkTo(place, "/withdrawal"),
              signInLink: linkTo(place, `/account/sign-in?return=${encodeURIComponent(place.path)}`),
            }}
          />
        </>
      ),
    };
  },
};
