/** A process that plays the histories that it is sent, one after the other, and sends back what came of each. */
import { work } from "./crew.ts";
import { openStage } from "./stage.ts";

const stage = await openStage();
process.on("message", async (message) => {
  const { reached, ...played } = await stage.play(work.parse(message));
  process.send?.({ ...played, reached: Object.fromEntries(reached) });
});
process.on("disconnect", () => {
  stage.close();
  process.exit(0);
});
process.send?.({ ready: true });
