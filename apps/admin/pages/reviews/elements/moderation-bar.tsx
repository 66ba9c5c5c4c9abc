/**
 * The bar above the reviews, which decides on those that are selected. Its message stays when they have left the list, and is told in another list
 * that was opened meanwhile.
 */
import { Button, Message } from "@hansa/front/elements";
import { useChange } from "@hansa/front/islands";
import { useEffect, useRef } from "react";
import type { ReviewDecision } from "../../../generated/graphql.ts";
import { type Selection, SelectionBar } from "../../../lists/selection.tsx";
import { changeTexts } from "../../../shop/graph/change.ts";
import { keyOf, moderate, type Review } from "../moderation.ts";
import { texts } from "../texts.ts";

type ModerationBarProps = {
  reviews: readonly Review[];
  selection: Selection;
  decisions: readonly ReviewDecision[];
  /** That of the list. */
  address: string;
};

export function ModerationBar({ reviews, selection, decisions, address }: ModerationBarProps) {
  const { isBusy, isSuccess, text, send, tell } = useChange(changeTexts.unknown);
  const shown = useRef(address);
  // One that was told belongs to the list before; that of a run which is not done yet is still to be told.
  useEffect(() => {
    if (shown.current !== address && !isBusy) tell({});
    shown.current = address;
  }, [address]);
  const selected = reviews.filter((review) => selection.ids.includes(keyOf(review)));
  return (
    <>
      {reviews.length > 0 ? (
        <SelectionBar rows={reviews.map(keyOf)} selection={selection}>
          {decisions.map((decision) => (
            <Button
              key={decision}
              look={decision === "APPROVE" ? "primary" : "secondary"}
              isBusy={isBusy}
              onClick={() => void send(() => moderate(selected, decision))}
            >
              {decision === "APPROVE" ? texts.approve(selected.length) : texts.reject(selected.length)}
            </Button>
          ))}
        </SelectionBar>
      ) : null}
      <Message kind={isSuccess ? "success" : "fault"} className="mt-4">
        {text}
      </Message>
    </>
  );
}
