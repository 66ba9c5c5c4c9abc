/** Previews of what is typed: the graph is asked after a pause, one at a time, and the last one wins. */
import { useLastChoice } from "@hansa/front/islands";
import { useState } from "react";

/** A pause in typing after which the graph is asked, in milliseconds. */
const pauseMs = 300;

/** `found` is undefined where it could not be asked. */
type Asked<Found> = { of: string; found: Found | undefined };

/** `ask` throws where the graph cannot be reached. */
export function usePreview<Input, Found>(ask: (input: Input) => Promise<Found>) {
  const [isBusy, setIsBusy] = useState(false);
  const [asked, setAsked] = useState<Asked<Found>>();
  /** The input that is typed now, as text. */
  const [typed, setTyped] = useState("");
  const { choose, sendNow, forget } = useLastChoice<Input>(isBusy, pauseMs, (input) => void find(input));

  async function find(input: Input): Promise<void> {
    setIsBusy(true);
    const found = await ask(input).catch(() => undefined);
    setAsked({ of: JSON.stringify(input), found });
    setIsBusy(false);
  }

  const current = asked?.of === typed ? asked : undefined;
  return {
    /** The preview of what is typed now; undefined until it is there. */
    found: current?.found,
    /** It could not be asked for. */
    hasFailed: current !== undefined && current.found === undefined,
    /** Follows what is typed; undefined: there is nothing to preview. */
    follow: (input: Input | undefined) => {
      const text = JSON.stringify(input) ?? "";
      if (text === typed) return;
      setTyped(text);
      if (input === undefined) forget();
      else choose(input);
    },
    /** Asks at once, also for what was asked before. */
    askNow: (input: Input) => {
      setAsked(undefined);
      setTyped(JSON.stringify(input));
      choose(input);
      sendNow();
    },
  };
}
