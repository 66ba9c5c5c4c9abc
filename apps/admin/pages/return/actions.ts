/** The changes that the page of a return makes: its decision, the parcels that arrive, and its end. */
import type { ReturnCloseInput, ReturnReceiveInput, ReturnResolveInput } from "../../generated/graphql.ts";
import { doneOutcome } from "../../shop/changes/done.ts";
import { fieldAmong } from "../../shop/changes/problems.ts";
import { refusedOutcome } from "../../shop/changes/refusals.ts";
import { type KnownOutcome, makeChange } from "../../shop/graph/change.ts";
import { ReturnCloseDocument, ReturnReceiveDocument, ReturnResolveDocument } from "./documents.ts";
import { texts } from "./texts.ts";

export function decide(input: ReturnResolveInput): Promise<KnownOutcome> {
  return makeChange(
    ReturnResolveDocument,
    { input },
    ({ returnResolve }) => returnResolve,
    (result) => (result.__typename === "ReturnResolved" ? doneOutcome() : refusedOutcome(result, fieldAmong("note"))),
  );
}

export function receive(input: ReturnReceiveInput): Promise<KnownOutcome> {
  return makeChange(
    ReturnReceiveDocument,
    { input },
    ({ returnReceive }) => returnReceive,
    (result) => (result.__typename === "ReturnReceived" ? doneOutcome() : refusedOutcome(result)),
  );
}

export function close(input: ReturnCloseInput): Promise<KnownOutcome> {
  return makeChange(
    ReturnCloseDocument,
    { input },
    ({ returnClose }) => returnClose,
    (result) => {
      if (result.__typename === "ReturnClosed") return doneOutcome();
      if (result.__typename !== "OutOfStockError") return refusedOutcome(result, fieldAmong("outcome", "note"));
      return { text: result.lines.map((line) => texts.short(line.title, line.wanted, line.available)).join(" ") };
    },
  );
}
