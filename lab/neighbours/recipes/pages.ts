/** Recipes of pages: addresses that are dear to the storefront, visitors who leave, and targets that are no path. */
import { fileRequest, listOf, nth, type Recipe } from "./recipe.ts";

type PageRecipe = Pick<Recipe, "name" | "reproduces" | "manner" | "refusal">;

/** GETs of pages, by the number of the request. */
function pages(recipe: PageRecipe, pathOf: (n: number) => string): Recipe {
  return { ...recipe, fields: [], open: async () => (n) => fileRequest(pathOf(n)) };
}

/** The most facets of an address, and values of each. */
const mostFacets = 20;
const inventedFacets = listOf(mostFacets, (facet) =>
  listOf(mostFacets, (value) => `f.x${facet}=y${value}`).join("&"),
).join("&");
const emptyParameters = listOf(4_000, () => "a").join("&");

export const pageRecipes: readonly Recipe[] = [
  pages({ name: "search pages with invented facets", reproduces: "F1" }, (n) => `/search?q=a&n=${n}&${inventedFacets}`),
  pages({ name: "sitemaps", reproduces: "P2" }, (n) => nth(["/sitemap.xml", "/sitemaps/1.xml"], n)),
  pages({ name: "carts with 4,000 empty parameters", reproduces: "P2" }, () => `/cart?${emptyParameters}`),
  pages({ name: "visitors who leave", reproduces: "M8", manner: "abandoned" }, (n) => `/search?q=a&n=${n}`),
  pages({ name: "targets that are no path", reproduces: "P0", refusal: "BAD_REQUEST" }, () => "*"),
];
