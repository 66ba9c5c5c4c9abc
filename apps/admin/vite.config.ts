/** Builds the back office into dist: a document, and files with the hash of their content in their names, which the router serves at /admin. */
import path from "node:path";
import { alias, compressedFiles, inlineDocuments, inlineTexts } from "@hansa/front/build";
import tailwindcss from "@tailwindcss/vite";
import { defineConfig } from "vite";

export default defineConfig(({ command }) => {
  // Of a variable of the caller, as in tests, the built files must not depend.
  if (command === "build") process.env.NODE_ENV = "production";
  return {
    base: "/admin/",
    resolve: { alias },
    plugins: [
      inlineDocuments(path.resolve(import.meta.dirname, "generated/graphql.ts")),
      inlineTexts(path.resolve(import.meta.dirname, "texts")),
      tailwindcss(),
      compressedFiles(),
    ],
    build: {
      outDir: "dist",
      emptyOutDir: true,
      manifest: true,
      target: "es2022",
      // The policy of the pages takes nothing inline.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      reportCompressedSize: false,
      rolldownOptions: {
        // The lists of all documents and the files of texts: nothing in them is used.
        treeshake: { moduleSideEffects: (id) => !/\/(generated|texts)\//.test(id) },
        output: {
          codeSplitting: {
            includeDependenciesRecursively: false,
            // Modules that all pages share are loaded with the first one; changes, and parcels among them, come with the first page that has one.
            groups: [
              {
                name: "common",
                test: /node_modules|packages\/front\/|preload-helper|rolldown\/runtime|\/admin\/(shop\/(?!changes\/|parcels\/|graph\/(change|press)\.ts)|layout\/)/,
              },
            ],
          },
        },
      },
    },
  };
});
