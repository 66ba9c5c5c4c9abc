/** The face of islands. */
export { type ChangeOutcome, useChange } from "./change.ts";
export { Form } from "./form.tsx";
export { Island, LateIslands, usedIslands } from "./island.tsx";
export { useLastChoice, useWaitingChoices } from "./last-choice.ts";
export { reloadOnce } from "./reload.ts";
export { replaceIslands, startIslands } from "./start.ts";
export { forgetSent, forgetTyped, hasTyped, keptText, type Typed } from "./typed.ts";
