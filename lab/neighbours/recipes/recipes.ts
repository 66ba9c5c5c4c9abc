/** The committed list of recipes. */
import { UsageError } from "@hansa/kit/command-line";
import { accountRecipes } from "./accounts.ts";
import { pageRecipes } from "./pages.ts";
import { purchaseRecipes } from "./purchases.ts";
import { queryRecipes } from "./queries.ts";
import type { Recipe } from "./recipe.ts";
import { variableRecipes } from "./variables.ts";

/** All recipes; their names are those of the option `--recipes`. Those that limit the memory of the router precede others that take more. */
export const recipes: readonly Recipe[] = [
  ...variableRecipes,
  ...pageRecipes,
  ...queryRecipes,
  ...accountRecipes,
  ...purchaseRecipes,
];

/** The recipe of this name. Throws if there is none. */
export function recipeNamed(name: string): Recipe {
  const found = recipes.find((recipe) => recipe.name === name);
  if (!found) throw new UsageError(`there is no recipe "${name}": ${recipes.map((each) => each.name).join(", ")}.`);
  return found;
}
