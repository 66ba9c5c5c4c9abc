/** The changes that the page of an order makes by now: its hold, and notes. */
import type { GraphResponse, TypedDocument } from "@hansa/front/graph";
import type { ChangeOutcome } from "@hansa/front/islands";
import { graph } from "../../shop/graph/client.ts";
import { readAgain } from "../../shop/graph/use-reading.ts";
import { HoldDocument, NoteDocument, ReleaseDocument } from "./documents.ts";
import { texts } from "./texts.ts";

/** The name of the field in which all three have their text. */
export const textField = "text";

export function hold(orderId: string, note: string): Promise<ChangeOutcome> {
  return change(HoldDocument, { input: { orderId, note } }, ({ orderHold }) => orderHold);
}

export function release(orderId: string, note: string): Promise<ChangeOutcome> {
  return change(ReleaseDocument, { input: { orderId, note } }, ({ orderHoldRelease }) => orderHoldRelease);
}

export function addNote(orderId: string, text: string): Promise<ChangeOutcome> {
  return change(NoteDocument, { input: { orderId, text } }, ({ orderNoteAdd }) => orderNoteAdd);
}

type Change =
  | { __typename: "OrderHeld" | "OrderHoldReleased" | "OrderNoteAdded"; warnings: readonly { code: string }[] }
  | { __typename: "InvalidTransitionError" | "ValidationError" | "NotFoundError"; message: string };

/** Makes a change once. Throws if it is not known whether it was made. */
async function change<Result, Variables>(
  document: TypedDocument<Result, Variables>,
  variables: Variables,
  resultOf: (data: Result) => Change,
): Promise<ChangeOutcome> {
  const response: GraphResponse<Result> = await graph.send(document, variables);
  const refusal = refusalOf(response);
  if (refusal !== undefined) return { text: refusal };
  if (response.data === null) throw new Error("the graph did not say what has happened");
  const result = resultOf(response.data);
  switch (result.__typename) {
    case "ValidationError":
      return { faults: new Map([[textField, texts.invalid]]) };
    case "InvalidTransitionError":
    case "NotFoundError":
      void readAgain();
      return { text: texts.changed };
    case "OrderHeld":
    case "OrderHoldReleased":
    case "OrderNoteAdded": {
      void readAgain();
      const isCard = result.warnings.some(({ code }) => code === "CARD_NUMBER");
      return { isSuccess: true, text: isCard ? texts.cardNumber : texts.done };
    }
  }
}

/** The reason for which nothing was executed. */
function refusalOf({ data, errors }: GraphResponse<unknown>): string | undefined {
  if (data !== null) return undefined;
  const codes = errors.map(({ extensions }) => extensions?.code);
  if (codes.includes("UNAUTHENTICATED")) return texts.signedOut;
  if (codes.includes("SESSION_UNVERIFIABLE")) return texts.notDone;
  return codes.some((code) => code === "FORBIDDEN" || code === "BAD_USER_INPUT") ? texts.refusedChange : undefined;
}
