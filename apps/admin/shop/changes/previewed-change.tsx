/** A change that is previewed while a person types. It is made only after its preview was shown. */
import type { ChangeOutcome } from "@hansa/front/islands";
import type { ReactNode } from "react";
import { changeTexts, type KnownOutcome } from "../graph/change.ts";
import { pressOnce } from "../graph/press.ts";
import { usePreview } from "./use-preview.ts";

/** The change as it would be now, or its refusal. */
export type Previewed<Preview> = { preview: Preview } | { refused: ChangeOutcome };

const noFaults: ReadonlyMap<string, string> = new Map();

/** `name` is that of the form. */
export function usePreviewedChange<Input, Preview>(name: string, ask: (input: Input) => Promise<Previewed<Preview>>) {
  const { found, hasFailed, follow, askNow } = usePreview(ask);
  const preview = found && "preview" in found ? found.preview : undefined;
  const refused = found && "refused" in found ? found.refused : undefined;

  /** Makes the change that is shown; one that is not shown yet is shown instead. */
  async function press(input: Input, make: (idempotencyKey: string) => Promise<KnownOutcome>): Promise<ChangeOutcome> {
    if (preview === undefined) {
      askNow(input);
      return refused ?? { text: changeTexts.lookFirst };
    }
    const outcome = await pressOnce(name, make);
    // The amounts that were shown are not the case any more.
    if (outcome.isKnown && !outcome.isSuccess) askNow(input);
    return outcome;
  }

  /** Those that stand at no field. */
  const fault = hasFailed ? changeTexts.noPreview : refused?.faults?.size ? undefined : refused?.text;
  return { preview, faults: refused?.faults ?? noFaults, fault, follow, press };
}

/** The place of a preview, which is read to a person when it changes. */
export function PreviewPlace({ fault, children }: { fault: ReactNode; children: ReactNode }) {
  return (
    <div aria-live="polite">
      {children}
      {fault ? <p className="text-fault">{fault}</p> : null}
    </div>
  );
}
