/** `npm run simulate -w @hansa/lab`: plays the histories, or the one, that the command line asks for. */
import { runCommand } from "@hansa/kit/command-line";
import { historiesOf, replayOf, simulateCommand } from "./options.ts";

await runCommand(simulateCommand, async (given) => {
  const { seed, histories, orders, workers, trace } = given;
  const one = replayOf(given);
  const { playHistories: playMany, playOne } = await import("./histories.ts");
  return one ? playOne(one, trace) : playMany(historiesOf(seed, histories, orders), workers);
});
