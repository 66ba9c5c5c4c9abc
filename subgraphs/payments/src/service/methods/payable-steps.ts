/** Payable steps: the amounts that every active provider takes are published for orders, which rounds totals to them. */
import { commonSteps } from "@hansa/commerce/payable-steps";
import { events } from "@hansa/contracts/events";
import { appendEvent } from "@hansa/kit/messaging";
import type { Deps } from "../../context.ts";
import { findPublishedSteps, savePublishedSteps } from "../../store/settings/payable-steps.ts";

/** Publishes the steps of the active providers if they differ from those published last. */
export async function publishPayableSteps({
  store,
  runtime,
  providers,
}: Pick<Deps, "store" | "runtime" | "providers">): Promise<void> {
  const all = providers.map(({ payableSteps }) => payableSteps);
  const steps = Object.fromEntries(Object.entries(commonSteps(all)).filter(([, stepMinor]) => stepMinor > 1));
  const isPublished = (published: object) => JSON.stringify(published) === JSON.stringify(steps);
  // Only changed steps need the writer: otherwise a process can open while another one writes.
  if (isPublished(await store.read(findPublishedSteps))) return;
  await store.write("publish-payable-steps", async (tx) => {
    if (isPublished(await findPublishedSteps(tx))) return;
    await savePublishedSteps(tx, steps);
    await appendEvent(runtime, tx, events.payableStepsChanged, { steps });
  });
}
