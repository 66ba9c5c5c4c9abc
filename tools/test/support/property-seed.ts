/** The seed of property tests: fixed, unless `HANSA_PROPERTY_SEED` is another number or `random`. */
import fc from "fast-check";

const { HANSA_PROPERTY_SEED: chosen = "20261122" } = process.env;

// Without a seed, fast-check takes one at random and prints it when a property fails.
if (chosen !== "random") fc.configureGlobal({ seed: Number.parseInt(chosen, 10) });
