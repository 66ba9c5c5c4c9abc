/** Configuration of the tests that catch mutants: what they load has the patches of the variable `PLANTED_PATCHES`. */
import path from "node:path";
import { defineConfig } from "vitest/config";
import type { Patch } from "../../../cli/host/build/bundle.ts";
import { settings, setups } from "../../../vitest.config.ts";

const { PLANTED_PATCHES: planted = "[]" } = process.env;
const patches: readonly Patch[] = JSON.parse(planted);
const root = path.join(import.meta.dirname, "../../..");
const patchesOf = (file: string) => patches.filter((patch) => path.join(root, patch.file) === file);

export default defineConfig({
  ...settings,
  plugins: [
    {
      name: "plant",
      enforce: "pre",
      transform: (source, file) =>
        patchesOf(file).reduce((text, { find, replace }) => text.replace(find, () => replace), source),
      // A cached file is the same with and without the patches.
      configureVitest: ({ defineCacheKeyGenerator }) =>
        defineCacheKeyGenerator(({ id }) => (patchesOf(id).length > 0 ? false : null)),
    },
  ],
  test: { ...settings.test, include: ["**/*.test.ts"], globalSetup: [setups.folders], reporters: ["json"] },
});
