/** The bar above the reviews: all of the page are chosen, and decided on together. Its message stays when they have left the list. */
import { Button, Message } from "@hansa/front/elements";
import { useChange } from "@hansa/front/islands";
import type { ReviewDecision } from "../../../generated/graphql.ts";
import { changeTexts } from "../../../shop/graph/change.ts";
import type { Chosen } from "../chosen.ts";
import { moderate, type Review } from "../moderation.ts";
import { texts } from "../texts.ts";

type ModerationBarProps = {
  reviews: readonly Review[];
  chosen: Chosen;
  decisions: readonly ReviewDecision[];
};

export function ModerationBar({ reviews, chosen, decisions }: ModerationBarProps) {
  const { isBusy, isSuccess, text, send } = useChange(changeTexts.unknown);
  const { length } = chosen.reviews;

  const decide = (decision: ReviewDecision) =>
    send(async () => (length === 0 ? { text: texts.nothingChosen } : moderate(chosen.reviews, decision)));

  return (
    <>
      {reviews.length > 0 ? (
        <div className="sticky top-0 z-10 mt-4 flex flex-wrap items-center gap-x-4 gap-y-2 bg-ground py-2">
          <label className="inline-flex min-h-(--control) items-center gap-2">
            <input
              type="checkbox"
              checked={length === reviews.length}
              onChange={({ currentTarget }) => chosen.choose(reviews, currentTarget.checked)}
            />
            {texts.chooseAll}
          </label>
          {decisions.map((decision) => (
            <Button
              key={decision}
              look={decision === "APPROVE" ? "primary" : "secondary"}
              isBusy={isBusy}
              onClick={() => void decide(decision)}
            >
              {decision === "APPROVE" ? texts.approve(length) : texts.reject(length)}
            </Button>
          ))}
        </div>
      ) : null}
      <Message kind={isSuccess ? "success" : "fault"} className="mt-2">
        {text}
      </Message>
    </>
  );
}
