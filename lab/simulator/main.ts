/** `npm run simulate -w @hansa/lab`: plays the histories, or the one, that the command line asks for. */
import { experiment } from "../harness/experiment.ts";
import { historiesOf, replayOf, simulateCommand } from "./options.ts";

await experiment(simulateCommand, async (given) => {
  const { seed, histories, orders, workers, trace } = given;
  const one = replayOf(given);
  const { playHistories, playOne } = await import("./histories.ts");
  return one ? playOne(one, trace) : playHistories(historiesOf(seed, histories, orders), workers);
});
