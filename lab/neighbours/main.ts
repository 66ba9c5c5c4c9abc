/** `npm run neighbours -w @hansa/lab`: one sender attacks, and others must not notice. Exit code 1 if one does. */
import { wholeNumber } from "@hansa/kit/command-line";
import { defineExperiment, experiment } from "../harness/experiment.ts";

const command = defineExperiment(
  "neighbours",
  `Plays each recipe of a list against a seeded shop in production, with 190 requests at a time from one address, while a visitor, a browser, a customer and a buyer use it from four others. The shop is removed afterwards.

Targets, for each recipe: no victim is refused, fails, lacks an optional part or waits longer than 2 s; no process ends or takes more memory than its container has. Ten seconds after the last each has at most 1.3 times the memory of a warm one. Exit code 1 if a target is missed. The last line is one JSON object.`,
)
  .option("--recipes <names...>", "those recipes only; an unknown name lists all")
  .option("--seconds <number>", "how long each is played", wholeNumber(1, 60), 5)
  .option("--postgresql", "with the stores of all services on a private server", false)
  .option("--without <guard>", "a guard that is taken out, so that the run must fail; an unknown name lists all");

await experiment(command, async ({ recipes: names, seconds, postgresql, without }) => {
  const [{ run }, { recipeNamed, recipes }, { guardNamed }] = await Promise.all([
    import("./run.ts"),
    import("./recipes/recipes.ts"),
    import("./guards.ts"),
  ]);
  return run({
    recipes: names ? names.map(recipeNamed) : recipes,
    seconds,
    postgresql,
    without: without === undefined ? undefined : guardNamed(without),
  });
});
