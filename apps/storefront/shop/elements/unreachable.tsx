/** The notice in place of something that cannot be read at the moment. */
import { Button, Notice } from "@hansa/front/elements";
import { shopTexts } from "../shop-texts.ts";
import type { Language } from "../texts.ts";

type UnreachableProps = { language: Language; text?: string; onRetry(): void };

export function Unreachable({ language, text = shopTexts[language].unreachable, onRetry }: UnreachableProps) {
  return (
    <Notice kind="fault">
      <p className="mb-3">{text}</p>
      <Button look="secondary" onClick={onRetry}>
        {shopTexts[language].retry}
      </Button>
    </Notice>
  );
}
