/** Private operations of a simulated service, without HTTP and signatures. */
import { awaitEvents, eventQuestion } from "@hansa/kit/messaging";
import type { Runtime } from "@hansa/kit/runtime";
import type { Wired } from "./services.ts";

type Answering = Pick<Wired, "parts"> & { runtime: Runtime; stopping: AbortController };

/** Answers the operation at this path. Rejects with the error of its handler. */
export function answerPrivately(
  { parts, runtime, stopping }: Answering,
  path: string,
  question: unknown,
): Promise<unknown> {
  if (path === "/internal/events")
    return awaitEvents({ store: parts.store, runtime, stopping: stopping.signal }, eventQuestion.parse(question));
  const answering = parts.handlers[path.slice("/internal/".length)];
  if (!answering) throw new Error(`there is no ${path}`);
  return answering.answer(question, stopping.signal);
}
