/** Changes that an island sends, one at a time: what can be pressed meanwhile, and what the last one led to. */
import { type ReactNode, useRef, useState } from "react";

/** A notice, which is a fault unless it is a success, and the faults of fields, by their names. */
export type ChangeOutcome = { isSuccess?: boolean; text?: ReactNode; faults?: ReadonlyMap<string, string> };

const noFaults: ReadonlyMap<string, string> = new Map();

/** `lost` is told when a change throws: it is not known whether it was made. */
export function useChange(lost: ReactNode) {
  const [isBusy, setIsBusy] = useState(false);
  // Two presses of one rendering are one change.
  const isSending = useRef(false);
  const [outcome, tell] = useState<ChangeOutcome>({});

  /** Makes a change. Without an outcome of its own `doneText` is told, or what it has told itself stays. */
  async function send(act: () => Promise<ChangeOutcome | undefined>, doneText?: string): Promise<void> {
    if (isSending.current) return;
    isSending.current = true;
    setIsBusy(true);
    tell({});
    try {
      const reached = (await act()) ?? (doneText && { isSuccess: true, text: doneText });
      if (reached) tell(reached);
    } catch {
      tell({ text: lost });
    }
    isSending.current = false;
    setIsBusy(false);
  }

  const { isSuccess = false, text, faults = noFaults } = outcome;
  return { isBusy, isSuccess, text, faults, send, tell };
}
