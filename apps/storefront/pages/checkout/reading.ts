/** Readings of the checkout: with all that its page needs, or as it is now. */
import { type GraphResponse, hasFailed, isRefused } from "@hansa/front/graph";
import type { CheckoutContentFragment as CheckoutContent, StorefrontCheckoutQuery } from "../../generated/graphql.ts";
import { type FragmentType, getFragmentData } from "../../generated/index.ts";
import { type AddressForm, AddressFormatFragment } from "../../shop/address/form.ts";
import { graph } from "../../shop/graph.ts";
import { endSession, isSignedIn } from "../../shop/session-flag.ts";
import { CheckoutContentFragment, CheckoutDocument, CheckoutProgressDocument } from "./documents.ts";

export type { CheckoutContent };

/** The things that the account has saved for its purchases. */
export type Buyer = NonNullable<StorefrontCheckoutQuery["me"]>;

/** Addresses of the goods' pictures, by their lines; those of goods that are not known any more are missing. */
export type GoodsPictures = ReadonlyMap<string, string>;

export type OpenedCheckout = {
  checkout: CheckoutContent | null;
  pictures: GoodsPictures;
  countries: readonly string[];
  form: AddressForm | null;
  /** Null for a guest, and while accounts cannot be reached. */
  buyer: Buyer | null;
};

/** Reads a checkout with what its page needs: `checkout` is null if there is none. Throws while it cannot be read. */
export async function openCheckout(id: string, country: string, language: string): Promise<OpenedCheckout> {
  const variables = { id, country, language, isSignedIn: isSignedIn() };
  const response = await graph.send(CheckoutDocument, variables, { guest: [id] });
  const { data } = response;
  if (!data || (data.checkout === null && isAway(response))) throw new Error("the checkout cannot be read");
  if (data.me === null && !hasFailed(response, "me")) endSession();
  return {
    checkout: data.checkout ? contentOf(data.checkout) : null,
    pictures: picturesOf(data),
    countries: data.shop?.shipsTo ?? [],
    form: data.addressFormat ? getFragmentData(AddressFormatFragment, data.addressFormat) : null,
    buyer: data.me ?? null,
  };
}

function picturesOf({ checkout }: StorefrontCheckoutQuery): GoodsPictures {
  const found = (checkout?.cart.lines ?? []).flatMap(({ id, variant }) => {
    const picture = variant?.image ?? variant?.product.media[0];
    return picture ? [[id, picture.url] as const] : [];
  });
  return new Map(found);
}

/** Reads it again: null if there is none, or not for this visitor. Throws while it cannot be read. */
export async function readCheckout(id: string): Promise<CheckoutContent | null> {
  const response = await graph.send(CheckoutProgressDocument, { id, isSignedIn: isSignedIn() }, { guest: [id] });
  const { data } = response;
  if (!data || (data.checkout === null && isAway(response))) throw new Error("the checkout cannot be read");
  if (data.me === null && !hasFailed(response, "me")) endSession();
  return data.checkout ? contentOf(data.checkout) : null;
}

function isAway(response: GraphResponse<unknown>): boolean {
  return hasFailed(response, "checkout") && !isRefused(response);
}

/** The content of a checkout that the shop answered with. */
export function contentOf(shown: FragmentType<typeof CheckoutContentFragment>): CheckoutContent {
  return getFragmentData(CheckoutContentFragment, shown);
}
