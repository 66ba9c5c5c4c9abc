/** A worker process that plays the histories it receives and returns their results. */
import { serveParent } from "../../harness/helper-process.ts";
import { openStage } from "../stage.ts";
import { work } from "./pool.ts";

const opening = openStage();
serveParent(async (request) => {
  const { reached, ...played } = await (await opening).play(work.parse(request));
  return { ...played, reached: Object.fromEntries(reached) };
});
process.on("disconnect", async () => {
  (await opening).close();
  process.exit(0);
});
