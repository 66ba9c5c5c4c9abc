/** The graph of the scenario "many plans" composes, and its query is valid. */
import { testComposition } from "../composition.ts";

testComposition(["many-plans"]);
