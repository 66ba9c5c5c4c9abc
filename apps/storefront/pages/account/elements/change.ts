/** The state of one change on a page of an account: one at a time, with what it led to. */
import { useState } from "react";
import { accountTexts } from "../../../shop/account/texts.ts";
import type { Language } from "../../../shop/texts.ts";
import type { SettingsOutcome } from "../settings-actions.ts";

type State = { isBusy: boolean; text?: string; isFault: boolean; faults: ReadonlyMap<string, string> };

const idle: State = { isBusy: false, isFault: false, faults: new Map() };

/** `send` resolves to true if the change was made. A lost response says nothing about it. */
export function useChange(language: Language) {
  const [state, setState] = useState(idle);

  async function send(act: () => Promise<SettingsOutcome>, doneText: string): Promise<boolean> {
    if (state.isBusy) return false;
    setState({ ...idle, isBusy: true });
    try {
      const outcome = await act();
      switch (outcome.kind) {
        case "done":
          setState({ ...idle, text: doneText });
          return true;
        case "faults":
          setState({ ...idle, faults: outcome.faults });
          return false;
        case "refused":
          setState({ ...idle, text: outcome.text, isFault: true });
          return false;
      }
    } catch {
      setState({ ...idle, text: accountTexts[language].failed, isFault: true });
      return false;
    }
  }

  return { ...state, send };
}
