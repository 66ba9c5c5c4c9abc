/** The committed list of recipes, and the public fields that have none. */
import { UsageError } from "@hansa/kit/command-line";
import { accountRecipes } from "./accounts.ts";
import { purchaseRecipes } from "./purchases.ts";
import { queryRecipes } from "./queries.ts";
import type { Recipe } from "./recipe.ts";

/** All recipes; their names are those of the option `--recipes`. */
export const recipes: readonly Recipe[] = [...queryRecipes, ...accountRecipes, ...purchaseRecipes];

/** Fields that a guest or a customer may select and that no recipe asks for, each with the reason. */
export const withoutRecipe: Readonly<Record<string, string>> = {
  "Query.myApiClient": "It reads one row of the caller, an API client, which the staff of the shop creates.",
};

/** The recipe of this name. Throws if there is none. */
export function recipeNamed(name: string): Recipe {
  const found = recipes.find((recipe) => recipe.name === name);
  if (!found) throw new UsageError(`there is no recipe "${name}": ${recipes.map((each) => each.name).join(", ")}.`);
  return found;
}
