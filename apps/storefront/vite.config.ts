/** Builds the storefront twice: the files of the browser into dist/client, and with --ssr the server into dist/server. Development runs the sources. */
import path from "node:path";
import { alias, compressedFiles, inlineDocuments, inlineTexts } from "@hansa/front/build";
import tailwindcss from "@tailwindcss/vite";
import { defineConfig } from "vite";
import { namedBuild } from "./build/named-build.ts";

/** Modules of every page, also of those that have no more than the header; and of the buy box. The search of the header comes with the focus. */
const ofAllPages =
  /preact|rolldown\/runtime|preload-helper|front\/src\/(?!elements\/(combobox|credentials)|graph\/session|islands\/last-choice)|generated\/|layout\/(?!search\/)|shop\/(texts|shop-texts|graph|session-flag|links|catalogue-lang|cart\/(cart|guest|option-field))\.ts/;
/** Scripts that pages share. They are few: each is one more that may not come. */
const groups = [
  { name: "common", test: ofAllPages },
  { name: "account", test: /\/pages\/account\//, minShareCount: 2 },
  { name: "purchase", test: /\/(pages|shop)\/|front\/src\//, minShareCount: 2 },
];

export default defineConfig(({ command, isSsrBuild }) => {
  const isBuild = command === "build";
  // Of a variable of the caller, as in tests, the built files must not depend.
  if (isBuild) process.env.NODE_ENV = "production";
  return {
    base: "/",
    publicDir: isSsrBuild ? false : "public",
    resolve: { alias },
    plugins: [
      inlineDocuments(path.resolve(import.meta.dirname, "generated/graphql.ts")),
      inlineTexts(path.resolve(import.meta.dirname, "texts")),
      ...(isSsrBuild ? [] : [tailwindcss(), namedBuild(), compressedFiles()]),
    ],
    // The program holds its dependencies: it runs without node_modules, in an image and beside the shop.
    ssr: { noExternal: isBuild ? true : [], target: "node" },
    build: {
      outDir: isSsrBuild ? "dist/server" : "dist/client",
      // The browser's files of the last day are kept.
      emptyOutDir: isSsrBuild ?? false,
      manifest: !isSsrBuild,
      ssrManifest: false,
      target: isSsrBuild ? "node22" : "es2022",
      // Styles and pictures are files: the policy of the pages takes nothing inline.
      assetsInlineLimit: 0,
      // A document names the scripts of its islands.
      modulePreload: false,
      reportCompressedSize: false,
      rolldownOptions: isSsrBuild
        ? {
            input: { main: "server/main.ts", start: "server/start.ts" },
            output: { entryFileNames: "[name].mjs", chunkFileNames: "parts/[name]-[hash].mjs" },
          }
        : {
            input: "browser/main.ts",
            // The lists of all documents and the files of texts, and elements: nothing in them is done by loading them.
            treeshake: {
              moduleSideEffects: (id) => !/\/(generated|texts)\/|front\/src\/(graph|elements|islands)\//.test(id),
            },
            output: { codeSplitting: { includeDependenciesRecursively: false, groups } },
          },
    },
  };
});
