/** Changes of the saved cards. */
import type { StorefrontAccountCardsQuery } from "../../generated/graphql.ts";
import { readAccount } from "../../shop/account/account.ts";
import { graph } from "../../shop/graph.ts";
import { CardsDocument, SavedMethodRemoveDocument, SavedMethodSetDefaultDocument } from "./documents.ts";

/** The cards are null while payments cannot be reached. */
export type SavedCards = Pick<NonNullable<StorefrontAccountCardsQuery["me"]>, "savedPaymentMethods">;
export type SavedCard = NonNullable<SavedCards["savedPaymentMethods"]>[number];

/** `gone`: another device has removed it. */
export type CardOutcome = "done" | "gone";

/** Null for a guest. Throws while accounts cannot be reached. */
export async function readCards(): Promise<SavedCards | null> {
  return (await readAccount(CardsDocument, {}))?.me ?? null;
}

/** Throws if it is not known whether that was done: it may be repeated. */
export async function makeCardDefault(id: string): Promise<CardOutcome> {
  const { data } = await graph.send(SavedMethodSetDefaultDocument, { input: { id } });
  const result = data?.savedMethodSetDefault;
  if (!result) throw new Error("the default was not changed");
  switch (result.__typename) {
    case "SavedMethodSetDefault":
      return "done";
    case "NotFoundError":
      return "gone";
  }
}

/** Throws if it is not known whether that was done: it may be repeated. */
export async function removeCard(id: string): Promise<CardOutcome> {
  const { data } = await graph.send(SavedMethodRemoveDocument, { input: { id } });
  const result = data?.savedMethodRemove;
  if (!result) throw new Error("the card was not removed");
  switch (result.__typename) {
    case "SavedMethodRemoved":
      return "done";
    case "NotFoundError":
      return "gone";
  }
}
